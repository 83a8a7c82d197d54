package portal

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/look"
	"ollu/server/portal/visit"
	"ollu/server/portal/visit/visittest"
)

// start runs the whole portal. The first account has four products, an
// invitation, and a device on its second product.
func start(t *testing.T) *visittest.Site {
	t.Helper()
	look, err := looks()
	if err != nil {
		t.Fatal(err)
	}
	s := visittest.Prepare(t, nil)
	s.Desk.Look = look
	s.Serve(Routes())
	owner := s.Users[visittest.Owner]
	var codes []codec.Code
	for i, id := range []string{visittest.Appliance, visittest.Software, visittest.Hosted} {
		codes = append(codes, s.Licence(id, []int{300, 20, -5}[i], nil))
	}
	s.Own(owner, codes...)
	s.Do(keystore.Activate{Code: codes[0], Device: device, Version: "9.1"})
	s.Do(keystore.OpenTicket{Ticket: customer.Ticket{
		Hash: customer.Hash{1}, Kind: customer.Invite, Account: owner.Account, Mail: invited, Role: customer.Viewer, Lang: "ja",
		By: owner.ID, At: s.Now(), Expires: s.Now().AddDate(0, 0, 7),
	}})
	return s
}

// looks parses the pages once for all tests.
var looks = sync.OnceValues(func() (*look.Look, error) { return look.New(look.Options{Pages: Pages(), Brand: "ollu"}) })

// mailed looks like a token that a mail carries.
const mailed = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"

const (
	device  = "gateway-1"
	invited = "invited@tester.example.com"
	line    = 2 // the product that has the device
)

// at fills a route's path in with what belongs to the first account.
func at(s *visittest.Site, rt visit.Route) string {
	return fill(rt, strconv.Itoa(line), string(s.Users[visittest.Viewer].ID))
}

// nowhere fills it in with what belongs to nobody.
func nowhere(rt visit.Route) string { return fill(rt, "999", "aaaaaaaaaaaaaaaa") }

func fill(rt visit.Route, no, id string) string {
	path := strings.NewReplacer("{no}", no, "{id}", id, "{file}", "none.ics").Replace(rt.Path)
	if rt.Method == http.MethodGet && strings.HasSuffix(path, "/release") {
		path += "?device=" + device
	}
	return path
}

// filled is something for every input that forms of the portal have, so that what
// is tried is tried in earnest.
func filled(s *visittest.Site) url.Values {
	return url.Values{
		"device": {device}, "action": {"new"}, "role": {"owner"}, "user": {string(s.Users[visittest.Viewer].ID)},
		"note": {"no network"}, "mail": {"new@example.com"},
	}
}

// each tries every route, on a portal of its own.
func each(t *testing.T, which func(visit.Route) bool, try func(t *testing.T, s *visittest.Site, rt visit.Route)) {
	t.Helper()
	tried := 0
	for _, rt := range Routes() {
		if which(rt) {
			tried++
			t.Run(rt.Method+" "+rt.Path, func(t *testing.T) { try(t, start(t), rt) })
		}
	}
	if tried < 5 {
		t.Fatalf("only %d routes were tried: the choice is broken", tried)
	}
}

func posts(rt visit.Route) bool      { return rt.Method == http.MethodPost }
func needsLogIn(rt visit.Route) bool { return rt.Need.LogIn() }

// request asks for a route as a page of the portal would.
func request(b *visittest.Browser, rt visit.Route, change ...func(*http.Request)) *visittest.Page {
	b.Site.T.Helper()
	return requestAt(b, rt, at(b.Site, rt), change...)
}

func requestAt(b *visittest.Browser, rt visit.Route, path string, change ...func(*http.Request)) *visittest.Page {
	b.Site.T.Helper()
	body := ""
	if posts(rt) {
		body = filled(b.Site).Encode()
	}
	return b.Ask(rt.Method, path, strings.NewReader(body), change...)
}

// state is all that is known of an account, as text to compare.
func state(s *visittest.Site, of customer.ID) (told string) {
	s.T.Helper()
	var regs []customer.Registration
	s.Read(func(b customer.Book) (err error) {
		a, err := b.Account(of)
		if err != nil {
			return err
		}
		users, err := b.UsersOf(of)
		if err != nil {
			return err
		}
		invitations, err := b.Invitations(of)
		if err != nil {
			return err
		}
		if regs, err = b.Registrations(of); err != nil {
			return err
		}
		told = fmt.Sprintf("%+v\n%+v\n%+v\n%+v\n", a, users, invitations, regs)
		return nil
	})
	for _, reg := range regs {
		l, err := s.Store.Licence(s.T.Context(), reg.Code)
		if err != nil {
			s.T.Fatal(err)
		}
		told += fmt.Sprintf("%+v\n", l)
	}
	return told
}

// secrets are what only the first account may see.
func secrets(s *visittest.Site) (all []string) {
	s.T.Helper()
	owner := s.Users[visittest.Owner]
	s.Read(func(b customer.Book) error {
		regs, err := b.Registrations(owner.Account)
		for _, reg := range regs {
			all = append(all, reg.Code.Reveal())
		}
		a, accountErr := b.Account(owner.Account)
		all = append(all, a.Company.Name, owner.Person.Mail, invited)
		if err != nil {
			return err
		}
		return accountErr
	})
	return all
}

// shows fails the test where a page shows what is the first account's.
func shows(t *testing.T, p *visittest.Page, secrets []string) {
	t.Helper()
	for _, secret := range secrets {
		if strings.Contains(p.Body, secret) || strings.Contains(p.Header.Get("Location"), secret) {
			t.Errorf("%s shows %q to another", p.Path, secret)
		}
	}
}

// codeOf gives the code of a line of the first account.
func codeOf(s *visittest.Site, no int) (code string) {
	s.T.Helper()
	s.Read(func(b customer.Book) error {
		reg, err := b.Registration(s.Users[visittest.Owner].Account, no)
		code = reg.Code.Reveal()
		return err
	})
	return code
}
