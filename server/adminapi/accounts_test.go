package adminapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/wire"
)

// What is secret of a customer: none of it may be in an answer.
const (
	secretHash   = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"
	secretFactor = "twenty-bytes-of-a-key"
	secretData   = "token-in-a-mail"
)

// nothingSecret holds an answer to that promise.
func (r reply) nothingSecret() reply {
	r.t.Helper()
	for _, s := range []string{secretHash, "argon2", secretFactor, secretData, "aGFzaGhhc2g", string(customer.Hash{9: 1}.String())} {
		if strings.Contains(string(r.body), s) {
			r.t.Errorf("the answer holds %q: %s", s, r.body)
		}
	}
	return r
}

func (h *house) act(a keystore.Act) keystore.Receipt {
	h.t.Helper()
	a.By, a.At = "portal", h.now
	r, err := h.store.Apply(h.t.Context(), a)
	if err != nil {
		h.t.Fatalf("%v: %v", a, err)
	}
	return r
}

// joined makes an account whose owner has a second factor, with the registration
// keys and codes given; name is that of the login, the company and the mail.
func (h *house) joined(name string, keys []codec.Key, codes ...codec.Code) customer.Account {
	h.t.Helper()
	account, err := customer.NewID(h.random)
	if err != nil {
		h.t.Fatal(err)
	}
	user, err := customer.NewID(h.random)
	if err != nil {
		h.t.Fatal(err)
	}
	r := h.act(keystore.Act{
		Change: keystore.Register{
			Account: &customer.Account{
				ID: account, Company: customer.Company{Name: name + "株式会社", Branch: "大阪支店"}, Terms: "1", TermsAt: h.now,
				Support: customer.Contact{Same: true}, Seller: customer.Seller{Company: "販売店"},
			},
			User: &customer.User{
				ID: user, Login: name + "-login", Password: secretHash, Role: customer.Owner, Lang: "en",
				Person: customer.Person{Name: "花子", Mail: name + "@example.com"},
			},
			Keys: keys, Codes: codes,
		},
		Letters: []customer.Letter{{
			ID: "letter-" + name, Account: account, To: name + "@example.com", Lang: "ja", Kind: "registered",
			Data: json.RawMessage(`{"token":"` + secretData + `"}`), At: h.now,
		}},
	})
	h.act(keystore.Act{Change: keystore.SetFactor{User: user, Factor: []byte(secretFactor), Step: 1, Recovery: []customer.Hash{{9: 1}}}})
	return *r.Account
}

// shown reads an account by the API.
func (h *house) shown(id customer.ID) wire.Account {
	h.t.Helper()
	return ok[wire.AccountResponse](h.post(wire.PathAccountShow, wire.AccountRequest{Account: string(id)}).nothingSecret()).Account
}

func TestAccountShow(t *testing.T) {
	h := newHouse(t)
	l := h.issued(sold())
	a := h.joined("chiyoda", nil, l.Code)
	h.act(keystore.Act{Change: keystore.OpenTicket{Ticket: customer.Ticket{
		Hash: customer.Hash{1}, Kind: customer.Invite, Account: a.ID, Mail: "new@example.com", Role: customer.Viewer, Lang: "ja",
		By: h.ownerOf(a.ID).ID, Expires: h.now.Add(time.Hour),
	}}})
	w := h.shown(a.ID)
	if w.Company.Name != "chiyoda株式会社" || w.Hold != nil || len(w.Users) != 1 || w.RegistrationCount != 1 || len(w.Registrations) != 1 || w.Support != nil || w.Calendar {
		t.Errorf("%+v", w)
	}
	if u := w.Users[0]; u.Login != "chiyoda-login" || u.Role != "owner" || !u.SecondFactor || u.RecoveryLeft != 1 || u.Person.Mail != "chiyoda@example.com" {
		t.Errorf("%+v", u)
	}
	if r := w.Registrations[0]; r.No != 1 || r.Code != l.Code || r.Key != nil || r.Product != "appliance" || !r.At.Equal(noon) {
		t.Errorf("%+v", r)
	}
	if len(w.Invitations) != 1 || w.Invitations[0].Mail != "new@example.com" || w.Invitations[0].Role != "viewer" {
		t.Errorf("%+v", w.Invitations)
	}
	h.now = h.now.Add(2 * time.Hour)
	if w := h.shown(a.ID); len(w.Invitations) != 0 {
		t.Errorf("an invitation that has run out: %+v", w.Invitations)
	}
	for id, code := range map[string]wire.ErrorCode{"": wire.InvalidRequest, "short": wire.InvalidRequest, "aaaaaaaaaaaaaaaa": wire.NotFound} {
		h.post(wire.PathAccountShow, wire.AccountRequest{Account: id}).refused(code)
	}
}

// ownerOf reads the first user of an account from the store.
func (h *house) ownerOf(id customer.ID) (u customer.User) {
	h.t.Helper()
	err := h.store.Customers(h.t.Context(), func(b customer.Book) error {
		all, err := b.UsersOf(id)
		u = all[0]
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return u
}

func TestAccountList(t *testing.T) {
	h := newHouse(t)
	var all []string
	for i := range 7 {
		a := h.joined(fmt.Sprintf("name%d", i), nil, h.issued(sold()).Code)
		all = append(all, string(a.ID))
		if i < 2 {
			h.act(keystore.Act{Change: keystore.HoldAccount{Account: a.ID}})
		}
	}
	yes, no := true, false
	for name, c := range map[string]struct {
		q    wire.AccountListRequest
		want []string
	}{
		"all": {wire.AccountListRequest{}, all}, "paged": {wire.AccountListRequest{Limit: 2}, all},
		"held": {wire.AccountListRequest{Held: &yes}, all[:2]}, "not held": {wire.AccountListRequest{Held: &no, Limit: 1}, all[2:]},
		"company": {wire.AccountListRequest{Company: "NAME3"}, all[3:4]}, "branch": {wire.AccountListRequest{Company: "大阪", Limit: 3}, all},
		"login": {wire.AccountListRequest{Login: "NAME4-LOGIN"}, all[4:5]}, "mail": {wire.AccountListRequest{Mail: "Name5@example.com"}, all[5:6]},
		"both":       {wire.AccountListRequest{Login: "name4-login", Mail: "name5@example.com"}, nil},
		"no login":   {wire.AccountListRequest{Login: "nobody"}, nil},
		"login held": {wire.AccountListRequest{Login: "name4-login", Held: &yes}, nil},
	} {
		want := slices.Sorted(slices.Values(c.want))
		var got []string
		for range 10 {
			page := ok[wire.AccountsResponse](h.post(wire.PathAccountList, c.q).nothingSecret())
			for _, a := range page.Accounts {
				got = append(got, a.ID)
				if len(a.Users) != 1 || a.RegistrationCount != 1 || a.Registrations != nil {
					t.Errorf("%s: %+v", name, a)
				}
			}
			if c.q.After = page.Next; page.Next == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	h.post(wire.PathAccountList, wire.AccountListRequest{Limit: 1001}).refused(wire.InvalidRequest)
	h.post(wire.PathAccountList, wire.AccountListRequest{After: "x"}).refused(wire.InvalidRequest)
}

func TestAccountHoldAndRelease(t *testing.T) {
	h := newHouse(t)
	a := h.joined("chiyoda", nil, h.issued(sold()).Code)
	hold := wire.HoldRequest{Account: string(a.ID), Reason: "unpaid"}
	r := h.post(wire.PathAccountHold, hold, "Ollu-Operator", "kenji", "Idempotency-Key", "hold-1")
	if w := ok[wire.AccountResponse](r.nothingSecret()).Account; w.Hold == nil || w.Hold.Reason != "unpaid" || w.Hold.By != "kenji" {
		t.Errorf("%+v", w.Hold)
	}
	r = h.post(wire.PathAccountHold, hold, "Ollu-Operator", "kenji", "Idempotency-Key", "hold-1")
	if w := ok[wire.AccountResponse](r).Account; w.Hold == nil || r.header.Get(wire.HeaderReplayed) != "true" {
		t.Errorf("repeated: %+v, %v", w.Hold, r.header)
	}
	if e := h.post(wire.PathAccountHold, hold).refused(wire.Conflict); e.Standing != "" {
		t.Errorf("%+v", e)
	}
	h.post(wire.PathAccountHold, wire.HoldRequest{Account: string(a.ID), Reason: "\x01"}).refused(wire.InvalidRequest)
	if w := ok[wire.AccountResponse](h.post(wire.PathAccountRelease, wire.AccountRequest{Account: string(a.ID)})).Account; w.Hold != nil {
		t.Errorf("%+v", w.Hold)
	}
	h.post(wire.PathAccountRelease, wire.AccountRequest{Account: string(a.ID)}).refused(wire.Conflict)
	h.post(wire.PathAccountRelease, wire.AccountRequest{Account: "aaaaaaaaaaaaaaaa"}).refused(wire.NotFound)
}

// The user whose second factor is taken off is told.
func TestAccountResetFactor(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.PortalURL = "https://portal.example.com" })
	a := h.joined("chiyoda", nil, h.issued(sold()).Code)
	w := ok[wire.AccountResponse](h.post(wire.PathAccountResetFactor, wire.ResetFactorRequest{Login: "CHIYODA-login"}).nothingSecret()).Account
	if w.Users[0].SecondFactor || w.Users[0].RecoveryLeft != 0 || len(h.ownerOf(a.ID).Factor) != 0 {
		t.Errorf("%+v", w.Users[0])
	}
	told := h.letters("factor_off")
	if len(told) != 1 || told[0].To != "chiyoda@example.com" || told[0].Lang != "en" || told[0].Account != a.ID ||
		string(told[0].Data) != `{"person":"花子","login":"chiyoda-login","at":"2026-11-20T12:00:00Z","url":"https://portal.example.com"}` {
		t.Errorf("%+v", told)
	}
	h.post(wire.PathAccountResetFactor, wire.ResetFactorRequest{Login: "nobody"}).refused(wire.NotFound)
	h.post(wire.PathAccountResetFactor, wire.ResetFactorRequest{}).refused(wire.InvalidRequest)
}

// letters gives the queued mails of a kind.
func (h *house) letters(kind string) (all []customer.Letter) {
	h.t.Helper()
	err := h.store.Customers(h.t.Context(), func(b customer.Book) error {
		page, _, err := b.Letters("", 100)
		for i := range page {
			if page[i].Kind == kind {
				all = append(all, page[i])
			}
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

func TestAccountUnregister(t *testing.T) {
	h := newHouse(t)
	a := h.joined("chiyoda", nil, h.issued(sold()).Code, h.issued(sold()).Code)
	w := ok[wire.AccountResponse](h.post(wire.PathAccountUnregister, wire.UnregisterRequest{Account: string(a.ID), No: 1, Reason: "sold on"})).Account
	if w.RegistrationCount != 1 || w.Registrations[0].No != 2 {
		t.Errorf("%+v", w.Registrations)
	}
	h.post(wire.PathAccountUnregister, wire.UnregisterRequest{Account: string(a.ID), No: 1}).refused(wire.NotFound)
	h.post(wire.PathAccountUnregister, wire.UnregisterRequest{Account: string(a.ID)}).refused(wire.InvalidRequest)
}

// Nothing about customers is answered without the token.
func TestAccountsNeedTheToken(t *testing.T) {
	h := newHouse(t)
	for _, r := range routes() {
		if strings.HasPrefix(r.path, "/v1/accounts/") || strings.HasPrefix(r.path, "/v1/mail/") || strings.HasPrefix(r.path, "/v1/orders/") {
			h.send(http.MethodPost, r.path, "{}", "Authorization", "Bearer wrong").refused(wire.Unauthorized)
		}
	}
}
