package main

import (
	"net/http"
	"strings"
	"testing"

	"ollu/cmd/cli"
	"ollu/cmd/clitest"
	"ollu/codec"
	"ollu/server/manager"
	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
	"ollu/server/manager/sitetest"
)

// products starts simulated products of the gateway that trust this server.
func products(t *testing.T, n *issuer, count int, codes ...string) []*sitetest.Product {
	t.Helper()
	res, err := http.Get(n.url + "/ollu/keys.json")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	site, err := sitetest.New(sitetest.Options{Count: count, Name: "gateway", Product: gateway, Build: "1500", Codes: codes})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := site.Close(); err != nil {
			t.Error(err)
		}
	})
	return site.Products()
}

// has gives a product of the site its entry.
func (p place) has(t *testing.T, g *sitetest.Product, codes ...string) manager.AddProductReport {
	t.Helper()
	p.Write(t, g.Name()+".token", g.Token()+"\n")
	args := []string{"products", "add", g.Name(), "--url", g.URL(), "--token-file", g.Name() + ".token", "--json"}
	for _, c := range codes {
		args = append(args, "--code", c)
	}
	out := p.manager(t, args...)
	if out.Code != cli.Done {
		t.Fatalf("products add: %+v", out)
	}
	return clitest.Parse[manager.AddProductReport](t, out.Stdout)
}

func codeOf(t *testing.T, text string) codec.Code {
	t.Helper()
	c, err := codec.ParseCode(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// expires is what a product holds of a code.
func expires(t *testing.T, g *sitetest.Product, code string) string {
	t.Helper()
	part, _, _ := g.Part(codeOf(t, code))
	return part.Expires
}

// A site's life by commands alone, while no manager runs: codes are added, a
// product gets its profile, a renewal is synced and reaches it.
func TestCommandsWithoutARunningManager(t *testing.T) {
	n := startIssuer(t)
	code := n.issue("--expires", in(t, 20))[0]
	g := products(t, n, 1, code)[0]
	p := n.site(t)

	p.manager(t, "status").Want(t, cli.No, "", "There is no manager's state in ./manager.")
	p.manager(t, "add", code, "--note", "gateways").Want(t, cli.Done, "is managed from now on. "+gateway+": Not activated, expiry "+in(t, 20), "")
	p.manager(t, "add", code, "--lang", "ja").Want(t, cli.Done, "すでに管理対象です", "")
	added := p.has(t, g, code)
	if !added.Reached || added.Product != gateway || len(added.Codes) != 1 || added.Token != "" {
		t.Errorf("products add says %+v", added)
	}
	p.manager(t, "deploy", g.Name()).Want(t, cli.Done, "1 delivered, 0 failed", "")
	if got := expires(t, g, code); got != in(t, 20) {
		t.Errorf("the product holds %s", got)
	}
	n.ollu("license", "renew", code, "--expires", in(t, 400))
	p.manager(t, "sync").Want(t, cli.Done, "1 code was asked about: 1 changed", "")
	if got := expires(t, g, code); got != in(t, 400) {
		t.Errorf("after a renewal the product holds %s", got)
	}
	out := p.manager(t, "status")
	out.Want(t, cli.Done, "gateways", "")
	for _, line := range []string{"400 days left", "Current", "Last good sync", "What to do", "Nothing."} {
		if !strings.Contains(out.Stdout, line) {
			t.Errorf("status has no %q:\n%s", line, out.Stdout)
		}
	}
	if strings.Contains(out.Stdout+out.Stderr, code) {
		t.Error("status shows a whole code")
	}
	p.manager(t, "status", "--lang", "ja").Want(t, cli.Done, "必要な操作", "")
	p.manager(t, "products", "list").Want(t, cli.Done, g.URL(), "")
	p.manager(t, "products", "remove", g.Name()).Want(t, cli.Done, "It keeps what it holds.", "")
	p.manager(t, "products", "list").Want(t, cli.Done, "No products yet.", "")
	id := only(t, p.status(t)).ID
	p.manager(t, "remove", id).Want(t, cli.Done, "is no longer managed", "")
	p.manager(t, "remove", id).Want(t, cli.No, "", "That code is not managed here.")
	p.manager(t, "status").Want(t, cli.No, "No codes are managed yet.", "")
}

// With a manager that runs, the same commands go to it; a renewal at the issuer is
// in the product without anybody doing anything (row B2).
func TestARenewalReachesTheProduct(t *testing.T) {
	n := startIssuer(t)
	codes := n.issue("--expires", in(t, 20), "--count", "2")
	code := codes[0]
	g := products(t, n, 1, code)[0]
	p := n.site(t)
	p.manager(t, "add", codes[1]).Want(t, cli.Done, "is managed from now on", "")
	r := p.keep(t)
	p.manager(t, "add", "-", "--server", "http://127.0.0.1:1").Want(t, cli.Failed, "", "There is no activation code")
	p.Stdin = code + "\n"
	p.manager(t, "add", "-", "--server", "http://127.0.0.1:1").Want(t, cli.Done, "is managed from now on", "--server was not used")
	p.has(t, g, code)
	clitest.Eventually(t, "the product has its profile", func() bool { return expires(t, g, code) == in(t, 20) })
	p.waits(t)
	n.ollu("license", "renew", code, "--expires", in(t, 400))
	clitest.Eventually(t, "the product has the renewal", func() bool { return expires(t, g, code) == in(t, 400) })
	n.ollu("license", "revoke", code, "--reason", "refunded")
	clitest.Eventually(t, "the product knows that the code was revoked", func() bool {
		part, _, _ := g.Part(codeOf(t, code))
		return part.Result == "revoked"
	})
	clitest.Eventually(t, "the status says why", func() bool {
		return strings.Contains(p.manager(t, "status").Stdout, "who says why: refunded")
	})
	if code := r.Stop(t); code != cli.Done {
		t.Errorf("exit code %d: %s", code, r.Stderr.String())
	}
	if strings.Contains(r.Stderr.String(), code) {
		t.Error("the log holds a code")
	}
}

// A product that is off shows as failed with its reason, is tried again by hand,
// and holds nobody up (row M3). One that takes no other code is held back (row M4).
func TestWhatCannotBeDelivered(t *testing.T) {
	n := startIssuer(t)
	codes := n.issue("--expires", in(t, 100), "--count", "2")
	all := products(t, n, 2, codes...)
	off, on := all[0], all[1]
	p := n.site(t)
	p.has(t, off, codes[0])
	p.has(t, on, codes[1])
	if err := off.Off(); err != nil {
		t.Fatal(err)
	}
	for _, code := range codes {
		n.ollu("license", "renew", code, "--expires", in(t, 200))
	}
	p.manager(t, "sync").Want(t, cli.Done, "2 changed", "")
	if got := expires(t, on, codes[1]); got != in(t, 200) {
		t.Errorf("beside one that is off, a product holds %s", got)
	}
	out := p.manager(t, "deploy", "--json")
	out.Want(t, cli.Failed, `"failed": 1`, "")
	if r := clitest.Parse[deploy.Report](t, out.Stdout); len(r.Products) == 0 || r.Products[0].Deliveries[0].Why != book.WhyUnreachable {
		t.Errorf("deploy says %+v", r)
	}
	p.manager(t, "status").Want(t, cli.Done, off.Name()+": The product cannot be reached", "")
	if err := off.On(); err != nil {
		t.Fatal(err)
	}
	p.manager(t, "deploy", codes[0]).Want(t, cli.Done, "1 delivered", "")
	p.manager(t, "deploy", "gw-nine").Want(t, cli.No, "", "neither a product nor a code called gw-nine")

	n.ollu("license", "replace", codes[0], "--expires", in(t, 500))
	fresh := n.issue("--expires", in(t, 600))[0]
	p.manager(t, "add", fresh, "--replaces", codes[0]).Want(t, cli.Done, "is managed from now on", "")
	if out = p.manager(t, "status"); strings.Contains(out.Stdout, "Replaced by a new code") {
		t.Errorf("the new code was added, and status asks for it: %s", out.Stdout)
	}
	out = p.manager(t, "deploy", off.Name())
	out.Want(t, cli.No, "Held back", "")
	if !strings.Contains(out.Stdout, "enter the new code in the product") {
		t.Errorf("it does not say what to do: %s", out.Stdout)
	}
}
