package keystore

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"ollu/keystore/customer"
)

// TestLetters: queued with their act, once; tried, put off, given up.
func TestLetters(t *testing.T) {
	w := newTown(t)
	a := firm().ID
	l := letter(1)
	l.Account, l.Tries, l.Dead, l.Problem, l.Due = a, 5, true, "x", noon.Add(time.Hour)
	w.must(a, SetFeed{Account: a, Hash: someHash(4)}, l, letter(2))
	got, err := customer.Open(w).Letter(l.ID)
	if err != nil || got.Tries != 0 || got.Dead || got.Problem != "" || !got.Due.Equal(noon) || !got.At.Equal(noon) || got.Account != a {
		t.Errorf("%v, %+v", err, got)
	}
	for _, again := range [][]customer.Letter{{letter(1)}, {letter(3), letter(3)}} {
		if _, err := w.try(a, SetFeed{Account: a}, again...); !errors.Is(err, ErrExists) {
			t.Errorf("twice: %v", err)
		}
	}
	w.refused(ErrInvalid, "due: says when", "", LetterFailed{ID: l.ID})
	w.refused(ErrInvalid, "due", "", LetterFailed{ID: l.ID, Due: noon.AddDate(300, 0, 0)})
	w.must("", LetterFailed{ID: l.ID, Problem: "451\r\n" + strings.Repeat("長", 400) + "\xff", Due: noon.Add(1500 * time.Millisecond)})
	got, _ = customer.Open(w).Letter(l.ID)
	if got.Tries != 1 || !got.Due.Equal(noon.Add(2*time.Second)) || len(got.Problem) > maxProblem || !strings.HasPrefix(got.Problem, "451  長") || strings.ContainsRune(got.Problem, '\ufffd') {
		t.Errorf("%+v, %q", got, got.Problem)
	}
	w.refused(ErrConflict, "still waits", "", DropLetter{ID: l.ID})
	w.must("", LetterFailed{ID: l.ID, Problem: "550", Dead: true})
	if r := w.must("", DropLetter{ID: l.ID}); r.Account.ID != a || !strings.HasPrefix(activities(w.table, a), "drop_letter han*****@example.com;") {
		t.Errorf("%+v, %s", r, activities(w.table, a))
	}
	unknown := letter(9)
	unknown.Account = someID(99)
	w.must("", SetFeed{Account: a}, unknown)
	w.must("", LetterFailed{ID: unknown.ID, Dead: true})
	w.must("", DropLetter{ID: unknown.ID}) // also when its account is none
	if problems := w.verified(); len(problems) > 0 {
		t.Error(problems)
	}
}

// TestFieldsOfCustomers: each wrong field is named.
func TestFieldsOfCustomers(t *testing.T) {
	long := strings.Repeat("長", maxLine/3+1)
	seller := func(s customer.Seller) func(*customer.Account, *customer.User, *customer.Letter) {
		return func(a *customer.Account, _ *customer.User, _ *customer.Letter) { a.Seller = s }
	}
	for want, changes := range map[string][]func(*customer.Account, *customer.User, *customer.Letter){
		"account":              {func(a *customer.Account, _ *customer.User, _ *customer.Letter) { a.ID = "ABCDEFGHIJKLMNOP" }},
		"company.name":         company(func(c *customer.Company) { c.Name = " " }, func(c *customer.Company) { c.Name = long }, func(c *customer.Company) { c.Name = "a\nb" }, func(c *customer.Company) { c.Name = "\xff" }),
		"company.name_kana":    company(func(c *customer.Company) { c.NameKana = "\x00" }),
		"company.branch":       company(func(c *customer.Company) { c.Branch = long }),
		"company.address1":     company(func(c *customer.Company) { c.Address1 = "\t" }),
		"company.postcode":     company(func(c *customer.Company) { c.Postcode = "100-0001" }, func(c *customer.Company) { c.Postcode = "123" }),
		"company.prefecture":   company(func(c *customer.Company) { c.Prefecture = "JP-48" }, func(c *customer.Company) { c.Prefecture = "JP-00" }, func(c *customer.Company) { c.Prefecture = "東京都" }),
		"emergency_mail":       {func(a *customer.Account, _ *customer.User, _ *customer.Letter) { a.EmergencyMail = "x" }},
		"terms":                {func(a *customer.Account, _ *customer.User, _ *customer.Letter) { a.Terms = long }},
		"terms_at":             {func(a *customer.Account, _ *customer.User, _ *customer.Letter) { a.TermsAt = noon.AddDate(300, 0, 0) }},
		"support":              {func(a *customer.Account, _ *customer.User, _ *customer.Letter) { a.Support.Company.Name = "x" }},
		"support.company.name": {func(a *customer.Account, _ *customer.User, _ *customer.Letter) { a.Support = customer.Contact{} }},
		"support.person.name": {func(a *customer.Account, _ *customer.User, _ *customer.Letter) {
			a.Support = customer.Contact{Company: a.Company}
		}},
		"seller.company":     {seller(customer.Seller{Company: long})},
		"seller.postcode":    {seller(customer.Seller{Postcode: "x"})},
		"seller.person.mail": {seller(customer.Seller{Person: customer.Person{Mail: "x"}})},
		"user":               user(func(u *customer.User) { u.ID = "" }),
		"login":              user(func(u *customer.User) { u.Login = "short" }, func(u *customer.User) { u.Login = strings.Repeat("x", 26) }, func(u *customer.User) { u.Login = "with space" }, func(u *customer.User) { u.Login = "日本語日本語" }),
		"password":           user(func(u *customer.User) { u.Password = "" }, func(u *customer.User) { u.Password = "Secret123" }, func(u *customer.User) { u.Password = "$" + strings.Repeat("x", maxHash) }),
		"lang":               user(func(u *customer.User) { u.Lang = "" }),
		"person.name":        user(func(u *customer.User) { u.Person.Name = "" }),
		"person.mail": user(func(u *customer.User) { u.Person.Mail = "" }, func(u *customer.User) { u.Person.Mail = "a@b@c" }, func(u *customer.User) { u.Person.Mail = "a b@c.jp" },
			func(u *customer.User) { u.Person.Mail = "a@b.jp\r\nBcc: x@y.jp" }, func(u *customer.User) { u.Person.Mail = "@b.jp" }, func(u *customer.User) { u.Person.Mail = "a@" }, func(u *customer.User) { u.Person.Mail = strings.Repeat("x", 250) + "@b.jp" }),
		"person.phone":    user(func(u *customer.User) { u.Person.Phone = "０３" }),
		"person.fax":      user(func(u *customer.User) { u.Person.Fax = strings.Repeat("1", 33) }),
		"letters.id":      mail(func(l *customer.Letter) { l.ID = "" }, func(l *customer.Letter) { l.ID = "a/b" }, func(l *customer.Letter) { l.ID = strings.Repeat("x", 65) }),
		"letters.account": mail(func(l *customer.Letter) { l.Account = "x" }),
		"letters.to":      mail(func(l *customer.Letter) { l.To = "" }),
		"letters.kind":    mail(func(l *customer.Letter) { l.Kind = "../x" }),
		"letters.data":    mail(func(l *customer.Letter) { l.Data = nil }, func(l *customer.Letter) { l.Data = json.RawMessage(`[]`) }, func(l *customer.Letter) { l.Data = json.RawMessage(`{"a":}`) }, func(l *customer.Letter) { l.Data = json.RawMessage(`{"a":"` + strings.Repeat("x", maxData) + `"}`) }),
	} {
		for i, change := range changes {
			w := &town{newTable(), t, noon}
			w.must("", stock())
			c, l := opened(), letter(1)
			change(c.Account, c.User, &l)
			_, err := w.try("", c, l)
			var field *FieldError
			if !errors.As(err, &field) || field.Field != want {
				t.Errorf("%s %d: %v", want, i, err)
			}
		}
	}
}

func company(changes ...func(*customer.Company)) (all []func(*customer.Account, *customer.User, *customer.Letter)) {
	for _, change := range changes {
		all = append(all, func(a *customer.Account, _ *customer.User, _ *customer.Letter) { change(&a.Company) })
	}
	return all
}

func mail(changes ...func(*customer.Letter)) (all []func(*customer.Account, *customer.User, *customer.Letter)) {
	for _, change := range changes {
		all = append(all, func(_ *customer.Account, _ *customer.User, l *customer.Letter) { change(l) })
	}
	return all
}

func user(changes ...func(*customer.User)) (all []func(*customer.Account, *customer.User, *customer.Letter)) {
	for _, change := range changes {
		all = append(all, func(_ *customer.Account, u *customer.User, _ *customer.Letter) { change(u) })
	}
	return all
}
