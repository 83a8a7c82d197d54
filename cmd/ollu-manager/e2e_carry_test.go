package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ollu/cmd/cli"
	"ollu/cmd/clitest"
	"ollu/server/manager/bundle"
)

// carry copies a file from one site to another, as a USB stick does.
func carry(t *testing.T, name string, from, to place) {
	t.Helper()
	to.Write(t, name, from.Read(t, name))
}

// A site with no line out: what it needs goes out in a file, what the issuer says
// comes back in one, and reaches the product. A file that was cut or altered, or
// that another issuer's manager made, changes nothing.
func TestASiteWithNoLineOut(t *testing.T) {
	n, other := startIssuer(t), startIssuer(t)
	code := n.issue("--expires", in(t, 40))[0]
	g := products(t, n, 1, code)[0]
	inside, outside := newPlace(t), n.site(t)

	inside.manager(t, "add", code).Want(t, cli.Done, "The issuer has said nothing about it yet.", "")
	inside.has(t, g, code)
	inside.manager(t, "export", "needs.bundle").Want(t, cli.Done, "treat it as a secret", "")
	if info, err := os.Stat(filepath.Join(inside.Dir, "needs.bundle")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v %v", info, err)
	}
	carry(t, "needs.bundle", inside, outside)
	outside.manager(t, "import", "needs.bundle", "--adopt").Want(t, cli.Done, "1 code and 0 installations are asked about", "")
	outside.manager(t, "sync").Want(t, cli.Done, "1 code was asked about: 1 changed", "")
	if c := only(t, outside.status(t)); !c.Carried {
		t.Errorf("the code of another site is %+v", c)
	}
	outside.manager(t, "export", "answers.bundle").Want(t, cli.Done, "answers.bundle was written", "")
	carry(t, "answers.bundle", outside, inside)
	out := inside.manager(t, "import", "answers.bundle", "--json")
	if r := clitest.Parse[bundle.Report](t, out.Stdout); out.Code != cli.Done || r.Taken != 1 {
		t.Errorf("import: %+v", out)
	}
	if c := only(t, inside.status(t)); c.Expires != in(t, 40) || c.Carried {
		t.Errorf("inside the code is %+v", c)
	}
	inside.manager(t, "deploy").Want(t, cli.Done, "1 delivered", "")
	if got := expires(t, g, code); got != in(t, 40) {
		t.Errorf("the product holds %s", got)
	}
	inside.manager(t, "status").Want(t, cli.Done, "Not set: nobody is asked", "")

	answers := inside.Read(t, "answers.bundle")
	inside.Write(t, "cut.bundle", answers[:len(answers)/2])
	inside.Write(t, "changed.bundle", strings.Replace(answers, `"site"`, `"site":"x","site"`, 1))
	for _, name := range []string{"cut.bundle", "changed.bundle"} {
		inside.manager(t, "import", name).Want(t, cli.Failed, "", name+" is ")
	}
	stranger := other.site(t)
	stranger.manager(t, "add", other.issue("--expires", in(t, 900))[0]).Want(t, cli.Done, "is managed", "")
	stranger.manager(t, "export", "strange.bundle").Want(t, cli.Done, "was written", "")
	carry(t, "strange.bundle", stranger, inside)
	inside.manager(t, "import", "strange.bundle")
	if c := only(t, inside.status(t)); c.Expires != in(t, 40) {
		t.Errorf("after another issuer's file the code is %+v", c)
	}
}

// An export is the same whether a manager runs or not, and goes to a pipe as well.
func TestExportOfARunningManager(t *testing.T) {
	n := startIssuer(t)
	p := n.site(t)
	p.manager(t, "add", n.issue("--expires", in(t, 40))[0]).Want(t, cli.Done, "is managed", "")
	p.keep(t)
	p.manager(t, "export", "site.bundle").Want(t, cli.Done, "was written", "")
	p.manager(t, "export", "site.bundle").Want(t, cli.Failed, "", "exists already")
	p.manager(t, "export", "site.bundle", "--force").Want(t, cli.Done, "was written", "")
	p.Stdin = p.manager(t, "export", "-").Stdout
	p.manager(t, "import", "-").Want(t, cli.Done, "0 statements were taken, 1 was known", "")
	if left, err := filepath.Glob(filepath.Join(p.Dir, ".site.bundle*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
