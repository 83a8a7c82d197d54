package account

import (
	"net/http"
	"testing"

	"ollu/keystore/customer"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

func TestOnesOwnDetailsAreSavedAndConfirmed(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Viewer, l) // everybody may change himself
		p := b.Get(mePath).Want(http.StatusOK, "viewer")
		b.Submit(mePath, p.With("person", "髙橋 美咲", "person_kana", "たかはし みさき", "phone", "０３−９８７６−５４３２", "login", "another-id", "role", "owner")).
			Want(http.StatusOK, says(l, words.AccountMeSaved, alone("mail", "viewer@example.com")))
		u := user(s, visittest.Viewer)
		if u.Person.Name != "髙橋 美咲" || u.Person.NameKana != "タカハシ　ミサキ" || u.Person.Phone != "0398765432" {
			t.Errorf("saved was %+v", u.Person)
		}
		if u.Login != visittest.Viewer || u.Role != customer.Viewer {
			t.Errorf("login id or role changed: %s %v", u.Login, u.Role)
		}
		letter, data := post(s, "user_changed")
		if letter.To != "viewer@example.com" || data["person"] != "髙橋 美咲" {
			t.Errorf("to %s: %v", letter.To, data)
		}
	})
}

func TestANewMailAddressIsToldToTheOldOne(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		p := b.Get(mePath)
		first := b.Post(mePath, p.With("mail", "new@example.com", currentField, visittest.Password))
		if first.Want(http.StatusUnprocessableEntity).Error("mail_again") == "" {
			t.Error("an address typed once was taken")
		}
		moved := []string{"mail", "ｎｅｗ＠example.com", "mail_again", "new@Example.COM"}
		wrong(t, b.Post(mePath, p.With(moved...)), l, currentField, words.AccountCurrentWrong)
		wrong(t, b.Post(mePath, p.With(append(moved, currentField, "Wrong-passw0rd")...)), l, currentField, words.AccountCurrentWrong)
		if got := kinds(s); got != "{}" {
			t.Fatalf("letters before it was proved: %s", got)
		}
		b.Submit(mePath, p.With(append(moved, currentField, visittest.Password)...)).
			Want(http.StatusOK, says(l, words.AccountMeSaved, alone("mail", "new@example.com")))
		if got := user(s, visittest.Owner).Person.Mail; got != "new@example.com" {
			t.Errorf("saved was %s", got)
		}
		told, _ := post(s, "user_changed")
		old, data := post(s, "mail_changed")
		if told.To != "new@example.com" || old.To != "tester@example.com" || data["login"] != "tester" {
			t.Errorf("told were %s and %s: %v", told.To, old.To, data)
		}
	})
}

func TestTheChosenLanguageIsThatOfPagesAndMails(t *testing.T) {
	s := site(t)
	b := enter(s, visittest.Owner, words.JA)
	b.Submit(mePath, b.Get(mePath).With("lang", "en")).Want(http.StatusOK, "My details")
	if letter, _ := post(s, "user_changed"); letter.Lang != "en" || user(s, visittest.Owner).Lang != "en" {
		t.Errorf("the letter is in %s", letter.Lang)
	}
	wrongLang := b.Post(mePath, b.Get(mePath).With("lang", "fr"))
	if wrongLang.Want(http.StatusUnprocessableEntity).Error("lang") == "" {
		t.Error("any language is taken")
	}
}

func TestAStaleEditOfOneself(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		here, there := enter(s, visittest.Owner, l), enter(s, visittest.Owner, l)
		before := here.Get(mePath)
		there.Submit(mePath, there.Get(mePath).With("department", "総務部")).Want(http.StatusOK)
		p := here.Post(mePath, before.With("department", "法務部", "lang", "en", currentField, visittest.Password)).
			Want(http.StatusConflict, "総務部", "法務部", says(l, words.AccountLangJA, nil), says(l, words.AccountLangEN, nil))
		here.Submit(mePath, p.Fields()).Want(http.StatusOK)
		if got := user(s, visittest.Owner); got.Person.Department != "法務部" || got.Lang != "en" {
			t.Errorf("saved was %+v", got)
		}
	})
}

func TestAStalePageTellsNothingOfPasswords(t *testing.T) {
	s := site(t)
	here, there := enter(s, visittest.Owner, words.EN), enter(s, visittest.Owner, words.EN)
	before := here.Get(mePath)
	there.Submit(mePath, there.Get(mePath).With("department", "総務部")).Want(http.StatusOK)
	p := here.Post(mePath, before.With("mail", "new@example.com", "mail_again", "new@example.com", currentField, visittest.Password))
	if p.Want(http.StatusConflict, "new@example.com").Fields().Get(currentField) != "" {
		t.Error("the password came back in the page")
	}
}
