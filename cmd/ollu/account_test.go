package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/bolt"
	"ollu/keystore/customer"
	"ollu/server/wire"
)

// exampleSecond is on the second line of the example's account.
const exampleSecond = "IM-2GSR-TX7HQ-UJJNU-YRVLK-KSYZJ-CHU55"

// furnishCustomers makes a database, before the server starts, with the customers
// that the examples speak of: an account that registered two codes, has asked for
// an offline code, and was written to in vain, and an account that is held. The
// portal makes them otherwise.
func (s site) furnishCustomers(t *testing.T) {
	t.Helper()
	path := filepath.Join(s.dir, "data", databaseFile)
	store, err := bolt.Open(bolt.Options{Path: path, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	user := customer.ID("abcdefgh234567aa")
	first, second, offline := soldAs(t, exampleHeld), soldAs(t, exampleSecond), soldAs(t, exampleOffline)
	if first.Key, err = codec.ParseKey(exampleHeldKey); err != nil {
		t.Fatal(err)
	}
	open := opens(exampleAccount, user, exampleLogin, first.Code, second.Code)
	open.Letters = []customer.Letter{{
		ID: exampleMail, Account: exampleAccount, To: "hanako@example.com", Lang: "ja", Kind: "registered",
		Data: json.RawMessage(`{"licences":[]}`), At: time.Now(),
	}}
	third := soldAs(t, "IM-2TLZ-RXLUZ-9J774-N2L8H-FUS2P-YSL9D")
	third.Code, err = codec.NewCode(codec.Prefix{'I', 'M'}, strings.NewReader("a code of another account, long enough"))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []keystore.Act{
		{Change: keystore.Issue{Licences: []keystore.Licence{first, second, third, offline}}},
		open, opens(exampleHeldAccount, "abcdefgh234567bb", "minato-admin", third.Code),
		{Change: keystore.SetFactor{User: user, Factor: []byte("twenty bytes of key."), Step: 1}},
		{Change: keystore.RequestOffline{Account: exampleAccount, No: 1, User: user, Note: "工場は閉じた網"}, For: exampleAccount},
		{Change: keystore.HoldAccount{Account: exampleHeldAccount, Reason: "unpaid"}},
		{Change: keystore.LetterFailed{ID: exampleMail, Problem: "550 no such user", Dead: true}},
	} {
		a.By, a.At = "tester", time.Now()
		if _, err := store.Apply(t.Context(), a); err != nil {
			t.Fatalf("%v: %v", a, err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}

// soldAs is a licence of the example's order.
func soldAs(t *testing.T, written string) keystore.Licence {
	t.Helper()
	code, err := codec.ParseCode(written)
	if err != nil {
		t.Fatal(err)
	}
	expires, err := term.ParseDay("2099-01-31")
	if err != nil {
		t.Fatal(err)
	}
	return keystore.Licence{
		Code: code, Product: exampleProduct, Type: product.Full, Seats: 50, Zone: "Asia/Tokyo", Expires: expires, Grace: 90, Order: exampleOrder,
	}
}

// opens makes an account that registers codes.
func opens(account, user customer.ID, login string, codes ...codec.Code) keystore.Act {
	return keystore.Act{Change: keystore.Register{
		Account: &customer.Account{
			ID: account, Company: customer.Company{Name: "千代田商事株式会社", Postcode: "1000001", Prefecture: "JP-13", Address1: "千代田区1-1"},
			Terms: "1", TermsAt: time.Now(), Support: customer.Contact{Same: true}, Seller: customer.Seller{Company: "販売店"},
		},
		User: &customer.User{
			ID: user, Login: login, Password: "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g", Lang: "ja", Role: customer.Owner,
			Person: customer.Person{Name: "花子", Mail: "hanako@example.com"},
		},
		Codes: codes,
	}}
}

// customers starts a server that knows them.
func customers(t *testing.T) site {
	t.Helper()
	s := site{place: place{dir: t.TempDir()}}
	s.furnishCustomers(t)
	s.serve(t)
	return s
}

func TestAccounts(t *testing.T) {
	s := customers(t)
	s.ollu(t, "account", "list").want(t, exitDone, "  2         no    chiyoda-admin  千代田商事株式会社\n", "")
	for _, c := range []struct {
		flags []string
		want  int
	}{
		{nil, 2}, {[]string{"--held"}, 1}, {[]string{"--held=false"}, 1}, {[]string{"--login", "CHIYODA-admin"}, 1},
		{[]string{"--mail", "hanako@example.com"}, 2}, {[]string{"--company", "商事", "--limit", "1", "--all"}, 2},
	} {
		if got := parse[[]wire.Account](t, s.do(t, append([]string{"account", "list", "--json"}, c.flags...)...)); len(got) != c.want {
			t.Errorf("%v: %d accounts, want %d", c.flags, len(got), c.want)
		}
	}
	s.ollu(t, "account", "list", "--limit", "1").want(t, exitDone, exampleHeldAccount, "add --after "+exampleHeldAccount)
	s.ollu(t, "account", "list", "--company", "none").want(t, exitNo, "", "no account found")
	text := s.do(t, "account", "show", exampleAccount)
	for _, want := range []string{
		"address   1000001, JP-13, 千代田区1-1\n", "chiyoda-admin  owner  hanako@example.com  on, 0 recovery codes left  20",
		exampleHeld, exampleHeldKey, "waits since ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	s.ollu(t, "account", "show", "aaaaaaaaaaaaaaaa").want(t, exitNo, "", "not found")
	s.ollu(t, "account", "show", "x").want(t, exitFailed, "", "is not an account's id")
}

func TestAccountChanges(t *testing.T) {
	s := customers(t)
	s.ollu(t, "account", "hold", exampleAccount, "--reason", "unpaid").want(t, exitDone, "by tester: unpaid", "")
	s.ollu(t, "account", "hold", exampleAccount).want(t, exitFailed, "", "held already")
	s.ollu(t, "query", exampleHeld, "--device", "d", "--action", "activate").want(t, exitDone, "result=valid", "")
	if a := parse[wire.Account](t, s.do(t, "account", "release", exampleAccount, "--json")); a.Hold != nil {
		t.Errorf("%+v", a.Hold)
	}
	s.ollu(t, "account", "reset-factor", "Chiyoda-Admin").want(t, exitDone, "hanako@example.com  off            20", "")
	if got := parse[[]wire.Letter](t, s.do(t, "mail", "list", "--state", "waiting", "--json")); len(got) != 1 || got[0].Kind != "factor_off" || got[0].To != "han*****@example.com" {
		t.Errorf("%+v", got)
	}
	a := parse[wire.Account](t, s.do(t, "account", "unregister", exampleAccount, "2", "--reason", "by mistake", "--json"))
	if len(a.Registrations) != 1 || a.Registrations[0].No != 1 {
		t.Errorf("%+v", a.Registrations)
	}
	s.ollu(t, "account", "unregister", exampleAccount, "2").want(t, exitNo, "", "not found")
	s.ollu(t, "account", "unregister", exampleAccount, "two").want(t, exitFailed, "", "no number of a line")
	s.ollu(t, "account", "find", exampleSecond).want(t, exitNo, "", "no account has registered it")
}

func TestAccountFind(t *testing.T) {
	s := customers(t)
	for _, what := range []string{exampleHeld, exampleHeldKey, strings.ToLower(exampleHeld)} {
		got := parse[wire.RegistrationResponse](t, s.do(t, "account", "find", what, "--json"))
		if got.Holder.Account != exampleAccount || got.Registration.No != 1 || got.Licence.Code.Reveal() != exampleHeld {
			t.Errorf("%+v", got)
		}
	}
	s.ollu(t, "account", "find", exampleHeld).want(t, exitDone, "company     千代田商事株式会社\n", "")
	s.ollu(t, "account", "find", exampleCode).want(t, exitNo, "", "not found")
	s.ollu(t, "account", "find", "nonsense").want(t, exitNo, "", "this is no activation code")
}

func TestOfflineRequests(t *testing.T) {
	s := customers(t)
	s.ollu(t, "account", "requests").want(t, exitDone, "工場は閉じた網", "")
	if got := parse[[]wire.WaitingRequest](t, s.do(t, "account", "requests", "--json")); len(got) != 1 || got[0].Code.Reveal() != exampleHeld || got[0].Login != exampleLogin {
		t.Errorf("%+v", got)
	}
	s.ollu(t, "account", "answer", exampleAccount, "1", exampleHeld).want(t, exitFailed, "", "is not an offline code")
	s.ollu(t, "account", "answer", exampleAccount, "1", exampleOffline).want(t, exitDone, "answered ", "")
	s.ollu(t, "account", "requests").want(t, exitNo, "", "no request found")
	s.ollu(t, "account", "find", exampleOffline).want(t, exitDone, exampleAccount, "")
	if out := s.do(t, "mail", "list", "--json"); !strings.Contains(out, `"offline_answered"`) || strings.Contains(out, exampleOffline) {
		t.Errorf("mails %s", out)
	}
}

func TestOrderShow(t *testing.T) {
	s := customers(t)
	s.do(t, "key", "issue", "--product", exampleProduct, "--months", "12", "--count", "2", "--order", exampleOrder)
	if got := parse[[]wire.OrderedKey](t, s.do(t, "order", "show", exampleOrder, "--limit", "1", "--all", "--json")); len(got) != 3 {
		t.Errorf("%+v", got)
	}
	text := s.do(t, "order", "show", exampleOrder)
	if !strings.Contains(text, exampleHeld+"  issued    2099-01-31  "+exampleAccount+"  千代田商事株式会社\n") || strings.Count(text, "12 months") != 2 {
		t.Errorf("%s", text)
	}
	s.ollu(t, "order", "show", "PO-none").want(t, exitNo, "", "not found")
}

func TestMailQueue(t *testing.T) {
	s := customers(t)
	s.ollu(t, "mail", "list").want(t, exitDone, "han*****@example.com", "")
	s.ollu(t, "mail", "list", "--state", "waiting").want(t, exitNo, "", "no mail found")
	s.ollu(t, "mail", "retry", exampleMail).want(t, exitDone, exampleMail+" is tried again\n", "")
	s.ollu(t, "mail", "drop", exampleMail).want(t, exitFailed, "", "still waits to be sent")
	s.ollu(t, "mail", "retry", "--dead").want(t, exitNo, "", "no mail was given up")
	s.ollu(t, "mail", "retry").want(t, exitFailed, "", "takes the ids of mails, or --dead")
	s.ollu(t, "mail", "retry", "none").want(t, exitNo, "", "not found")
	other := customers(t)
	other.ollu(t, "mail", "drop", "--dead", "--json").want(t, exitDone, exampleMail, "")
	other.ollu(t, "mail", "list").want(t, exitNo, "", "no mail found")
	other.ollu(t, "store", "status").want(t, exitDone, "accounts    2\n", "")
}

func TestMailTemplates(t *testing.T) {
	p := place{dir: t.TempDir()}
	p.ollu(t, "mail", "templates", "own").want(t, exitDone, "templates written into own\n", "")
	text, mode := p.read(t, filepath.Join("own", "ja", "registered.txt"))
	if !strings.HasPrefix(text, "Subject: ") || mode != 0o644 {
		t.Errorf("mode %v, %.40q", mode, text)
	}
	p.ollu(t, "mail", "templates", "own").want(t, exitFailed, "", "exists already")
	p.ollu(t, "mail", "templates", "own", "--force").want(t, exitDone, "written", "")
	if err := os.WriteFile(filepath.Join(p.dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p.ollu(t, "mail", "templates", "file").want(t, exitFailed, "", "file cannot be written")
}

// What would send mails that nobody meant to send keeps the server from starting.
func TestWrongTemplatesAreRefused(t *testing.T) {
	p := place{dir: t.TempDir()}
	p.write(t, "ollu.yaml", "portal:\n  mail_templates: own\n")
	p.ollu(t, "serve").want(t, exitFailed, "", "portal.mail_templates: open own: no such file or directory\nnext: name a folder")
	p.ollu(t, "mail", "templates", "own").want(t, exitDone, "written", "")
	p.write(t, filepath.Join("own", "ja", "reset.html"), "<p>{{.url}</p>")
	p.ollu(t, "serve").want(t, exitFailed, "", "mail template ja/reset.html: template: body:1: bad character U+007D '}'\nnext: correct it in the folder portal.mail_templates")
}
