package main

import (
	"fmt"
	"strings"
	"testing"

	"ollu/cmd/cli"
	"ollu/cmd/clitest"
	"ollu/server/manager"
)

// Many products are taken in from one file; one that is off holds nobody up.
func TestProductsOfAFile(t *testing.T) {
	n := startIssuer(t)
	codes := n.issue("--expires", in(t, 30), "--count", "4")
	all := products(t, n, 40, codes...)
	if err := all[7].Off(); err != nil {
		t.Fatal(err)
	}
	p := n.site(t)
	var list strings.Builder
	list.WriteString("\ufeffname, url, codes, token\r\n")
	for i, g := range all {
		fmt.Fprintf(&list, "%s,%s,%s,%s\r\n", g.Name(), g.URL(), codes[i%4], g.Token())
	}
	p.Write(t, "products.csv", list.String())
	p.manager(t, "products", "add", "--file", "products.csv").Want(t, cli.Done, "40 products are looked after from now on, and 39 answered.", "")
	p.manager(t, "products", "add", "--file", "products.csv", "--lang", "ja").Want(t, cli.Done, "応答あり39件", "")
	if s := p.status(t); len(s.Products) != 40 || len(s.Codes) != 4 {
		t.Errorf("the site has %d products and %d codes", len(s.Products), len(s.Codes))
	}
	p.Stdin = list.String()
	out := p.manager(t, "products", "add", "--file", "-", "--json")
	if r := clitest.Parse[[]manager.AddProductReport](t, out.Stdout); len(r) != 40 || !r[0].Known || r[7].Reached {
		t.Errorf("%+v", r)
	}
}

// A product that was added before it ran, without its codes, is asked which ones
// it uses when it runs.
func TestAProductIsAddedBeforeItRuns(t *testing.T) {
	n := startIssuer(t)
	code := n.issue("--expires", in(t, 30))[0]
	g := products(t, n, 1, code)[0]
	if err := g.Off(); err != nil {
		t.Fatal(err)
	}
	p := n.site(t)
	p.manager(t, "add", code).Want(t, cli.Done, "is managed", "")
	p.Write(t, "gw.token", g.Token()+"\n")
	p.manager(t, "products", "add", g.Name(), "--url", g.URL(), "--token-file", "gw.token").Want(t, cli.Done, "is tried again by itself: ", "")
	p.manager(t, "status").Want(t, cli.Done, "Waiting to be delivered to: "+g.Name(), "")
	p.manager(t, "deploy", g.Name()).Want(t, cli.Failed, g.Name(), "")
	if err := g.On(); err != nil {
		t.Fatal(err)
	}
	p.manager(t, "deploy", g.Name()).Want(t, cli.Done, "1 delivered", "")
	if s := p.status(t); len(s.Products[0].Deliveries) != 1 || s.Products[0].State != "current" {
		t.Errorf("%+v", s.Products)
	}
}

// A file of products that is wrong anywhere changes nothing, and the line is told.
func TestWrongFilesOfProducts(t *testing.T) {
	p := newPlace(t)
	p.manager(t, "add", exampleCode).Want(t, cli.Done, "is managed", "")
	for text, want := range map[string]string{
		"":                    "products.csv, line 1: The first line names the columns, which are: name, url, token, codes.",
		"gw1,http://x:1\n":    "products.csv, line 1: The first line names the columns",
		"name,token\ngw1,t\n": "products.csv, line 1: The first line names the columns",
		"name,url\ngw1\n":     "products.csv, line 2: The line is not one of CSV",
		"name,url\ngw1,\"x\n": "The line is not one of CSV",
		"name,url,codes\ng,http://x:1,\ng2,http://x:1," + mistyped + "\n": "products.csv, line 3: The activation code is mistyped: look at symbol 9",
	} {
		p.Write(t, "products.csv", text)
		out := p.manager(t, "products", "add", "--file", "products.csv")
		if out.Code == cli.Done || !strings.Contains(out.Stderr, want) || strings.Contains(out.Stderr, mistyped) {
			t.Errorf("%q: exit code %d, %s", text, out.Code, out.Stderr)
		}
	}
	p.Write(t, "products.csv", "name,url,token\ngw1,http://127.0.0.1:1,s3cret\n")
	p.Shell(t, "chmod 644 products.csv")
	p.manager(t, "products", "add", "--file", "products.csv").Want(t, cli.Failed, "", "everybody on this machine can read it")
	p.manager(t, "products", "add", "gw1", "--file", "products.csv").Want(t, cli.Failed, "", "takes no arguments")
	p.manager(t, "products", "add", "--file", "none.csv").Want(t, cli.Failed, "", "none.csv cannot be read: no such file")
	if s := p.status(t); len(s.Products) > 0 {
		t.Errorf("something was taken in: %+v", s.Products)
	}
	p.Write(t, "other.csv", "name,url\na b,http://127.0.0.1:1\ngw2,http://127.0.0.1:1\n")
	p.manager(t, "products", "add", "--file", "other.csv").Want(t, cli.Failed, "1 product is looked after", `other.csv, line 2: "a b" is no name of a product`)
}
