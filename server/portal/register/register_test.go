package register

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

func site(t *testing.T) *visittest.Site {
	t.Helper()
	return visittest.New(t, Routes(), Pages())
}

// typed is what a newcomer types beside the key.
var typed = []string{
	"company_company", "千代田商事株式会社", "company_company_kana", "ﾁﾖﾀﾞｼｮｳｼﾞ", "company_postcode", "〒１００-０００１",
	"company_prefecture", "JP-13", "company_address1", "千代田1-1",
	"user_person", "佐藤 花子", "user_mail", "chiyoda@example.com", "user_mail_again", "chiyoda@example.com", "user_phone", "03-1234-5678",
	"login_login", "chiyoda-01", "login_password", "Himitsu-2026", "login_password_again", "Himitsu-2026",
	"seller_company", "販売店株式会社", "emergency_mail", "night@example.com",
}

// toDetails begins with a key and comes to the details.
func toDetails(b *visittest.Browser, key string) *visittest.Page {
	b.Site.T.Helper()
	b.Post("/register", b.Get("/register").With("key", key)).Leads("/register/product")
	b.Get("/register/product").Want(http.StatusOK)
	b.Post("/register/terms", b.Get("/register/terms").With("accept", "1")).Leads("/register/details")
	return b.Get("/register/details").Want(http.StatusOK)
}

// toConfirm goes on to the last page before it is registered.
func toConfirm(b *visittest.Browser, key string, other ...string) *visittest.Page {
	b.Site.T.Helper()
	form := toDetails(b, key).With(append(typed[:len(typed):len(typed)], other...)...)
	b.Post("/register/details", form).Leads("/register/confirm")
	return b.Get("/register/confirm").Want(http.StatusOK)
}

// told reads the letters of a kind.
func told(t *testing.T, s *visittest.Site, kind string) (letters []customer.Letter, data []letterData) {
	t.Helper()
	for _, l := range s.Letters() {
		if l.Kind != kind {
			continue
		}
		var d letterData
		if err := json.Unmarshal(l.Data, &d); err != nil {
			t.Fatal(err)
		}
		letters, data = append(letters, l), append(data, d)
	}
	return letters, data
}

// From the key on the paper to the code on the screen and in the mail.
func TestFirstRegistration(t *testing.T) {
	for _, lang := range words.Langs {
		t.Run(lang.String(), func(t *testing.T) {
			s := site(t)
			key := s.Key(visittest.Appliance, nil)
			b := s.Browser(lang)
			page := b.Get("/register").Want(http.StatusOK, words.Say(lang, words.RegisterLead, nil))
			b.Post("/register", page.With("key", strings.ToLower(key.Reveal()))).Leads("/register/product")
			b.Get("/register/product").Want(http.StatusOK, key.Reveal(), "100", "Antivirus", words.Say(lang, words.RegisterLanguageOf(lang), nil),
				words.Say(lang, words.TypeFull, nil), words.Say(lang, words.RegisterFromToday, nil), words.Say(lang, words.RegisterCodeLater, nil))
			b.Get("/register/terms").Want(http.StatusOK, "1. Terms ("+lang.String()+")", "<b>More</b>", visittest.TermsVersion)
			page = toConfirm(b, key.Reveal()).Want(http.StatusOK, key.Reveal(), "千代田商事株式会社", "チヨダショウジ", "100-0001", "0312345678",
				"chiyoda-01", "販売店株式会社", "night@example.com", words.Say(lang, words.RegisterSame, nil), "••••••••")
			if strings.Contains(page.Body, "Himitsu") {
				t.Error("the password is in the page")
			}
			b.Post("/register/confirm", page.Fields()).Leads("/register/done")
			done := b.Get("/register/done").Want(http.StatusOK, "chiyoda-01", "chi*****@example.com")

			k, err := s.Store.RegKey(t.Context(), key)
			if err != nil || k.RegisteredAt.IsZero() || k.Code.IsZero() {
				t.Fatalf("the key is not registered: %v, %v", k, err)
			}
			done.Want(http.StatusOK, k.Code.Reveal(), key.Reveal())
			letters, data := told(t, s, letterRegistered)
			if len(letters) != 1 || letters[0].To != "chiyoda@example.com" || letters[0].Lang != lang.String() {
				t.Fatalf("letters: %v", letters)
			}
			want := letterLicence{
				Product: lang.Of(mustProduct(t, s, visittest.Appliance)), Type: "full", Seats: 100, Key: key.Reveal(), Code: k.Code.Reveal(), Expires: "2027-11-21",
			}
			if d := data[0]; len(d.Licences) != 1 || d.Licences[0] != want || d.Person != "佐藤 花子" || d.Company != "千代田商事株式会社" || d.URL != s.URL {
				t.Errorf("the letter says %+v", d)
			}
			wantAccount(t, s, letters[0].Account)
		})
	}
}

func wantAccount(t *testing.T, s *visittest.Site, id customer.ID) {
	t.Helper()
	s.Read(func(b customer.Book) error {
		a, err := b.Account(id)
		if err != nil {
			return err
		}
		if a.Terms != visittest.TermsVersion || a.TermsAt.IsZero() || a.Company.NameKana != "チヨダショウジ" || !a.Support.Same || a.Seller.Company != "販売店株式会社" {
			t.Errorf("the account is %+v", a)
		}
		u, err := b.UserByLogin("CHIYODA-01")
		if err != nil {
			return err
		}
		if right, err := s.Desk.Hasher.Verify(t.Context(), u.Password, "Himitsu-2026"); !right || err != nil {
			t.Errorf("the password is not the one chosen: %v", err)
		}
		if u.Role != customer.Owner || u.Account != id {
			t.Errorf("the user is %+v", u)
		}
		return nil
	})
}

func issueOrder(s *visittest.Site, order string, ids ...string) (keys []codec.Key) {
	for _, id := range ids {
		keys = append(keys, s.Key(id, func(k *keystore.RegKey) { k.Order = order }))
	}
	return keys
}

func mustProduct(t *testing.T, s *visittest.Site, id string) product.Text {
	t.Helper()
	p, ok := s.Catalogue.Product(id)
	if !ok {
		t.Fatalf("there is no product %s", id)
	}
	return p.Name
}
