package account

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

func TestTheCompanyIsSavedAndConfirmed(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Editor, l)
		form := b.Get(companyPath).Want(http.StatusOK).With("company", "千代田工業株式会社", "company_kana", "ちよだ ｺｳｷﾞｮｳ", "postcode", "〒１０２－００８２")
		b.Submit(companyPath, form).Want(http.StatusOK,
			says(l, words.AccountCompanySaved, alone("mail", "editor@example.com")))

		a := account(s)
		if got := a.Company; got.Name != "千代田工業株式会社" || got.NameKana != "チヨダ　コウギョウ" || got.Postcode != "1020082" {
			t.Errorf("saved was %+v", got)
		}
		if !a.Support.Same || a.Seller.Company != "販売店" {
			t.Errorf("another tab changed: %+v", a)
		}
		letter, data := post(s, "company_changed")
		if letter.To != "editor@example.com" || letter.Lang != "ja" || letter.Account != a.ID {
			t.Errorf("the letter goes to %s in %s", letter.To, letter.Lang)
		}
		for name, want := range map[string]string{
			"person": "山田 太郎", "login": "editor", "company": "千代田工業株式会社", "at": "2026-11-21T03:00:00Z", "url": s.URL,
		} {
			if data[name] != want {
				t.Errorf("the letter's %s is %v, want %s", name, data[name], want)
			}
		}
	})
}

// Row R7: saving one tab leaves the other as it is, whatever was open when.
func TestTwoTabsAreSavedApart(t *testing.T) {
	s := site(t)
	b := enter(s, visittest.Owner, words.JA)
	first, second := b.Get(companyPath), b.Get(supportPath)
	b.Submit(supportPath, ownSupport(second)).Want(http.StatusOK, "サポート連絡先を保存しました")
	b.Submit(companyPath, first.With("address2", "新館3階")).Want(http.StatusOK, "会社情報を保存しました")

	a := account(s)
	if a.Support.Company.Name != "保守会社" || a.Support.Person.Name != "保守 花子" || a.Company.Address2 != "新館3階" {
		t.Errorf("saved was %+v", a)
	}
	if a.Company.Name != "株式会社テスト tester" || a.EmergencyMail != "emergency@tester.example.com" {
		t.Errorf("what was not edited changed: %+v", a)
	}
	if got := kinds(s); got != `{"company_changed":1,"support_changed":1}` {
		t.Errorf("letters: %s", got)
	}
}

// ownSupport fills the support contact in, of its own.
func ownSupport(p *visittest.Page) url.Values {
	form := p.With("support_company", "保守会社", "support_postcode", "530-0001", "support_prefecture", "JP-27",
		"support_address1", "大阪市北区梅田1-1", "support_person", "保守 花子", "support_mail", "hanako@example.com",
		"support_mail_again", "hanako@example.com", "support_phone", "06-1234-5678")
	form.Del("support_same")
	return form
}

func TestTheSupportContactIsTheCompanyOrAnother(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		form := b.Get(supportPath).Fields()
		form.Del("support_same")
		p := b.Post(supportPath, form)
		for _, name := range []string{"support_company", "support_person", "support_mail", "support_prefecture"} {
			if p.Want(http.StatusUnprocessableEntity).Error(name) == "" {
				t.Errorf("nothing is said of %s", name)
			}
		}
		p = b.Submit(supportPath, ownSupport(p)).Want(http.StatusOK)
		if account(s).Support.Same {
			t.Fatal("the support contact is still the company")
		}
		b.Submit(supportPath, p.With("support_same", "1", "support_phone", "nonsense")).Want(http.StatusOK)
		if got := account(s).Support; got != (customer.Contact{Same: true}) {
			t.Errorf("saved was %+v", got)
		}
	})
}

// Whoever was overtaken sees both, loses nothing, and can save what he typed.
func TestAStaleEditShowsBothAndLosesNothing(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		slow, quick := enter(s, visittest.Owner, l), enter(s, visittest.Editor, l)
		before := slow.Get(companyPath)
		quick.Submit(companyPath, quick.Get(companyPath).With("branch", "大阪支店", "prefecture", "JP-27")).Want(http.StatusOK)

		p := slow.Post(companyPath, before.With("branch", "京都支店", "address2", "五階")).Want(http.StatusConflict,
			says(l, words.AccountStaleTitle, nil), "大阪支店", "京都支店", says(l, words.Prefecture("JP-27"), nil))
		if got := account(s).Company.Branch; got != "大阪支店" {
			t.Fatalf("the slower one overwrote: %s", got)
		}
		if got := p.Fields(); got.Get("branch") != "京都支店" || got.Get("address2") != "五階" {
			t.Fatalf("what was typed is lost: %v", got)
		}
		slow.Submit(companyPath, p.Fields()).Want(http.StatusOK)
		if got := account(s).Company; got.Branch != "京都支店" || got.Address2 != "五階" || got.Prefecture != "JP-13" {
			t.Errorf("saved was %+v", got)
		}
		if got := kinds(s); got != `{"company_changed":2}` {
			t.Errorf("letters: %s", got)
		}
	})
}

func TestAFormThatDoesNotSayWhatItSawOverwritesNothing(t *testing.T) {
	s := site(t)
	b := enter(s, visittest.Owner, words.EN)
	for _, was := range []string{"", "nonsense"} {
		b.Post(companyPath, b.Get(companyPath).With("company", "Another", wasField, was)).Want(http.StatusConflict)
		if got := account(s).Company.Name; got == "Another" {
			t.Errorf("with %q it was saved", was)
		}
	}
}

func TestSavingWhatIsThereTellsNobody(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		b.Submit(mePath, b.Get(mePath).Fields()).Want(http.StatusOK) // the space in a name's kana becomes a wide one
		before := account(s)
		for _, path := range []string{companyPath, supportPath, mePath} {
			b.Submit(path, b.Get(path).Fields()).Want(http.StatusOK, says(l, words.AccountUnchanged, nil))
		}
		if got := kinds(s); got != `{"user_changed":1}` || account(s).Revision != before.Revision {
			t.Errorf("letters: %s", got)
		}
	})
}

func TestWhatIsWrongStandsBesideTheField(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		p := b.Post(companyPath, b.Get(companyPath).With("company", " ", "postcode", "12", "prefecture", "JP-99", "emergency_mail", "no mail",
			"address2", "<script>alert(1)</script>"))
		for _, name := range []string{"company", "postcode", "prefecture", "emergency_mail"} {
			if p.Want(http.StatusUnprocessableEntity).Error(name) == "" {
				t.Errorf("nothing is said of %s", name)
			}
		}
		if strings.Contains(p.Body, "<script>alert") {
			t.Error("what was typed runs in the page")
		}
		if got := p.Fields(); got.Get("postcode") != "12" || got.Get("emergency_mail") != "no mail" || got.Get(wasField) == "" {
			t.Errorf("what was typed is lost: %v", got)
		}
	})
}

func TestWhoMayOnlyLookSeesWithoutEditing(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		own := enter(s, visittest.Owner, l)
		own.Submit(supportPath, ownSupport(own.Get(supportPath))).Want(http.StatusOK)
		b := enter(s, visittest.Viewer, l)
		for path, text := range map[string]string{
			companyPath: "100-0001 " + says(l, words.FieldPrefecture, nil) + says(l, words.Prefecture("JP-13"), nil),
			supportPath: "保守 花子", sellerPath: "販売店",
		} {
			p := b.Get(path).Want(http.StatusOK, text)
			if got := p.Fields(); len(got) != 0 {
				t.Errorf("%s has inputs: %v", path, got)
			}
			if strings.Contains(p.Text(), says(l, words.FieldMailAgain, nil)) {
				t.Errorf("%s shows what was typed once more", path)
			}
		}
		b.Get(companyPath).Want(http.StatusOK, says(l, words.AccountReadOnly, nil))
		b.Post(companyPath, own.Get(companyPath).With("company", "Another")).Want(http.StatusForbidden)
	})
}

func TestTheSellerCannotBeChanged(t *testing.T) {
	b := enter(site(t), visittest.Owner, words.EN)
	if got := b.Get(sellerPath).Want(http.StatusOK).Fields(); len(got) != 0 {
		t.Errorf("there are inputs: %v", got)
	}
	b.Post(sellerPath, url.Values{"company": {"Another"}}).Want(http.StatusMethodNotAllowed)
}

func TestAHeldAccountCannotBeEdited(t *testing.T) {
	s := site(t)
	b := enter(s, visittest.Owner, words.EN)
	form := b.Get(companyPath).With("company", "Another")
	s.Do(keystore.HoldAccount{Account: account(s).ID, Reason: "payment"})
	b.Post(companyPath, form).Leads("/login")
	if account(s).Company.Name == "Another" {
		t.Error("it was saved")
	}
}
