package register

import (
	"net/http"
	"strings"
	"testing"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// A step out of turn leads to the first that is missing.
func TestStepsInTurn(t *testing.T) {
	s := site(t)
	key := s.Key(visittest.Appliance, nil).Reveal()
	b := s.Browser(words.EN)
	for _, path := range []string{"/register/product", "/register/terms", "/register/details", "/register/confirm"} {
		b.Get(path).Leads("/register")
	}
	for _, path := range []string{"/register/terms", "/register/details", "/register/confirm"} {
		b.Post(path, nil).Leads("/register")
	}
	b.Get("/register/done").Leads("/login")
	b.Post("/register", b.Get("/register").With("key", key)).Leads("/register/product")
	b.Get("/register/details").Leads("/register/terms")
	b.Get("/register/confirm").Leads("/register/terms")
	b.Post("/register/confirm", nil).Leads("/register/terms")
	b.Post("/register/terms", nil).Want(http.StatusUnprocessableEntity, words.Say(words.EN, words.FieldNotTicked, nil))
	b.Post("/register/terms", b.Get("/register/terms").With("accept", "1")).Leads("/register/details")
	b.Get("/register/confirm").Leads("/register/details")
	b.Get("/register/terms").Want(http.StatusOK)
}

// Who may not register cannot, and who is not logged in is asked to.
func TestWhoMayAdd(t *testing.T) {
	s := site(t)
	viewer, nobody, editor := s.LogIn(visittest.Viewer), s.Browser(words.EN), s.LogIn(visittest.Editor)
	for _, path := range []string{"", "/product", "/terms", "/confirm", "/done"} {
		viewer.Get("/products/add" + path).Want(http.StatusForbidden)
		nobody.Get("/products/add" + path).Leads("/login")
	}
	for _, path := range []string{"", "/terms", "/confirm"} {
		viewer.Post("/products/add"+path, nil).Want(http.StatusForbidden)
		nobody.Post("/products/add"+path, nil).Leads("/login")
	}
	editor.Get("/products/add").Want(http.StatusOK)
	editor.Get("/products/add/done").Leads("/products")
	editor.Get("/register/done").Leads("/products")
	for _, path := range []string{"/register", "/register/terms", "/register/details", "/register/confirm"} {
		editor.Get(path).Leads("/products/add")
	}
}

// New terms are accepted anew, also by who accepted the old ones a step before.
func TestTermsChangeMeanwhile(t *testing.T) {
	s := visittest.Prepare(t, Pages())
	s.Desk.TermsVersion = "2026-11"
	s.Serve(Routes())
	b := s.Browser(words.EN)
	page := toConfirm(b, s.Key(visittest.Appliance, nil).Reveal())
	b.Submit("/register/confirm", page.Fields()).Want(http.StatusOK)
	s.Read(func(book customer.Book) error {
		a, err := book.Account(s.Letters()[0].Account)
		if a.Terms != "2026-11" || !a.TermsAt.Equal(s.Now()) {
			t.Errorf("accepted %q at %v", a.Terms, a.TermsAt)
		}
		return err
	})
	w := wizard{Accepted: true, Terms: "2026-04"}
	if due := newcomer.missing("2026-11", &w, stepConfirm); due != stepTerms {
		t.Errorf("with old terms accepted, step %d is due", due)
	}
}

// Going back keeps everything but the password, which is kept without being shown.
func TestGoingBack(t *testing.T) {
	s := site(t)
	key := s.Key(visittest.Appliance, nil).Reveal()
	b := s.Browser(words.JA)
	toConfirm(b, key)
	if got := b.Get("/register").Fields().Get("key"); got != key {
		t.Errorf("the key came back as %q", got)
	}
	if got := b.Get("/register/terms").Fields().Get("accept"); got != "1" {
		t.Error("the terms are not accepted any more")
	}
	page := b.Get("/register/details").Want(http.StatusOK, words.Say(words.JA, words.RegisterPasswordKept, nil))
	fields := page.Fields()
	for name, want := range map[string]string{
		"company_company": "千代田商事株式会社", "company_company_kana": "チヨダショウジ", "company_prefecture": "JP-13", "login_login": "chiyoda-01",
		"user_mail_again": "chiyoda@example.com", "login_password": "", "login_password_again": "", "support_same": "1",
	} {
		if got := fields.Get(name); got != want {
			t.Errorf("%s came back as %q, want %q", name, got, want)
		}
	}
	b.Post("/register/details", page.With("user_person", "佐藤 次郎")).Leads("/register/confirm")
	b.Submit("/register/confirm", b.Get("/register/confirm").Want(http.StatusOK, "佐藤 次郎").Fields()).Want(http.StatusOK)
	s.Read(func(book customer.Book) error {
		u, err := book.UserByLogin("chiyoda-01")
		if err != nil {
			return err
		}
		if right, err := s.Desk.Hasher.Verify(t.Context(), u.Password, "Himitsu-2026"); !right || err != nil {
			t.Errorf("the password was not kept: %v", err)
		}
		return nil
	})
}

func TestDetailsRefused(t *testing.T) {
	for _, l := range words.Langs {
		s := site(t)
		b := s.Browser(l)
		page := toDetails(b, s.Key(visittest.Appliance, nil).Reveal())
		for _, row := range []struct {
			field, value string
			want         words.ID
		}{
			{"company_company", "", words.FieldMissing},
			{"company_company_kana", "千代田", words.FieldNotKana},
			{"company_postcode", "12", words.FieldNotPostcode},
			{"company_prefecture", "", words.FieldNotChosen},
			{"user_mail", "nowhere", words.FieldNotMail},
			{"user_phone", "12", words.FieldNotPhone},
			{"login_login", "short", words.FieldLoginLength},
			{"login_login", "TESTER", words.RegisterLoginTaken},
			{"login_password", "Himitsu", words.FieldPasswordLength},
			{"login_password", "himitsu-2026", words.FieldPasswordKinds},
			{"seller_company", "", words.FieldMissing},
			{"emergency_mail", "night", words.FieldNotMail},
		} {
			answer := b.Post("/register/details", page.With(append(typed[:len(typed):len(typed)], row.field, row.value)...)).Want(http.StatusUnprocessableEntity)
			label := labelOf(t, row.field)
			if want := words.Say(l, row.want, words.Args{"label": words.Say(l, label, nil)}); answer.Error(row.field) != want {
				t.Errorf("%v: of %s %q it says %q, want %q", l, row.field, row.value, answer.Error(row.field), want)
			}
			if got := answer.Fields(); row.field != "company_company" && got.Get("company_company") != "千代田商事株式会社" || got.Get("login_password") != "" {
				t.Errorf("%v: after %s the page has %v", l, row.field, got)
			}
			if strings.Contains(answer.Body, "imitsu") {
				t.Errorf("%v: the password is in the page", l)
			}
			b.Get("/register/confirm").Leads("/register/details")
		}
	}
}

func labelOf(t *testing.T, name string) words.ID {
	t.Helper()
	for _, s := range (&wizard{}).specs() {
		if s.Name == name {
			return s.Label
		}
	}
	t.Fatalf("there is no field %s", name)
	return ""
}

func TestPasswordRules(t *testing.T) {
	s := site(t)
	b := s.Browser(words.EN)
	page := toDetails(b, s.Key(visittest.Appliance, nil).Reveal())
	same := page.With(append(typed[:len(typed):len(typed)], "login_login", "Chiyoda-01", "login_password", "Chiyoda-01", "login_password_again", "Chiyoda-01")...)
	answer := b.Post("/register/details", same).Want(http.StatusUnprocessableEntity)
	if said := answer.Error("login_password"); said != words.Say(words.EN, words.FieldPasswordLogin, nil) {
		t.Errorf("of the login id as password it says %q", said)
	}
	differ := page.With(append(typed[:len(typed):len(typed)], "login_password_again", "Himitsu-2027")...)
	answer = b.Post("/register/details", differ).Want(http.StatusUnprocessableEntity)
	if answer.Error("login_password_again") == "" {
		t.Error("two passwords are taken for one")
	}
	if strings.Contains(answer.Text(), words.Say(words.EN, words.RegisterPasswordKept, nil)) {
		t.Error("a password is kept that was typed in two ways")
	}
	// a good password need not be typed again because of another field
	answer = b.Post("/register/details", page.With(append(typed[:len(typed):len(typed)], "user_phone", "1")...)).Want(http.StatusUnprocessableEntity)
	answer.Want(http.StatusUnprocessableEntity, words.Say(words.EN, words.RegisterPasswordKept, nil))
	b.Post("/register/details", answer.With("user_phone", "0312345678")).Leads("/register/confirm")
}

// What is far too long is said beside its field, and all of it stays in the page.
func TestTooMuchText(t *testing.T) {
	s := site(t)
	b := s.Browser(words.EN)
	toConfirm(b, s.Key(visittest.Appliance, nil).Reveal())
	page := b.Get("/register/details")
	long := strings.Repeat("a", 40_000)
	answer := b.Post("/register/details", page.With("company_company", long)).Want(http.StatusUnprocessableEntity)
	if answer.Error("company_company") == "" || answer.Fields().Get("company_company") != long {
		t.Error("nothing is said beside the field, or what was typed is lost")
	}
	b.Get("/register/confirm").Leads("/register/details")
}

// A password that has to wait loses nothing of what was typed.
func TestTooManyPasswords(t *testing.T) {
	s := site(t)
	b := s.Browser(words.EN)
	page := toDetails(b, s.Key(visittest.Appliance, nil).Reveal())
	wrong := page.With(append(typed[:len(typed):len(typed)], "user_phone", "1")...)
	for n := 0; b.Post("/register/details", wrong).Status != http.StatusTooManyRequests; n++ {
		if n > 200 {
			t.Fatal("passwords are hashed without end")
		}
	}
	if got := b.Get("/register/details").Fields().Get("company_company"); got != "千代田商事株式会社" {
		t.Errorf("the company came back as %q", got)
	}
}

// The letter goes to whom was chosen, and his address is shown masked.
func TestWhoGetsTheLetter(t *testing.T) {
	support := []string{
		"support_same", "", "support_company", "保守株式会社", "support_postcode", "5300001", "support_prefecture", "JP-27", "support_address1", "北区1",
		"support_person", "鈴木 一郎", "support_mail", "help@hoshu.example.com", "support_mail_again", "help@hoshu.example.com", "support_phone", "0661234567",
	}
	for to, want := range map[string]string{"holder": "chiyoda@example.com", "support": "help@hoshu.example.com", "": "chiyoda@example.com", "else@example.com": "chiyoda@example.com"} {
		s := site(t)
		b := s.Browser(words.JA)
		page := toConfirm(b, s.Key(visittest.Appliance, nil).Reveal(), support...)
		page.Want(http.StatusOK, "保守株式会社", words.Say(words.JA, words.RegisterToSupport, words.Args{"person": "鈴木 一郎", "mail": "help@hoshu.example.com"}))
		done := b.Submit("/register/confirm", page.With("to", to)).Want(http.StatusOK)
		letters, data := told(t, s, letterRegistered)
		if len(letters) != 1 || letters[0].To != want {
			t.Fatalf("%q: the letter goes to %v", to, letters)
		}
		company := map[bool]string{true: "保守株式会社", false: "千代田商事株式会社"}[to == "support"]
		if data[0].Company != company {
			t.Errorf("%q: the letter is for %s", to, data[0].Company)
		}
		if strings.Contains(mainOf(done), want) {
			t.Errorf("%q: the address is shown in full", to)
		}
	}
}

// A newcomer's session is fresh: what it was called before is nobody's.
func TestFreshSession(t *testing.T) {
	s := site(t)
	b := s.Browser(words.EN)
	page := toConfirm(b, s.Key(visittest.Appliance, nil).Reveal())
	before := twin(t, b)
	b.Submit("/register/confirm", page.Fields()).Want(http.StatusOK)
	before.Get("/products/add").Leads("/login")
	b.Get("/products/add").Want(http.StatusOK)
}

// The result is for who registered, while his session lasts.
func TestDoneIsOnesOwn(t *testing.T) {
	s := site(t)
	b := s.LogIn(visittest.Owner)
	b.Submit("/products/add/confirm", add(b, s.Key(visittest.Appliance, nil).Reveal()).Fields()).Want(http.StatusOK, words.Say(words.EN, words.RegisterAddedLead, nil))
	b.Get("/products/add/done").Want(http.StatusOK)
	b.Get("/register/done").Leads("/products")
	b.Get("/register").Leads("/products/add")
	b.Get("/register/confirm").Leads("/products/add")
	s.LogIn(visittest.Editor).Get("/products/add/done").Leads("/products")
	code := registrations(s, s.Users[visittest.Owner].Account)[1].Code
	s.Do(keystore.Revoke{Code: code, Reason: "returned"})
	b.Get("/products/add/done").Want(http.StatusOK, code.Reveal())
}
