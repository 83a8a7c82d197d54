package field

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"ollu/keystore/customer"
	"ollu/server/words"

	"github.com/google/go-cmp/cmp"
)

func everySpec() []Spec {
	return slices.Concat(CompanySpecs("c_"), EmergencySpecs("c_"), PersonSpecs("p_"), SellerSpecs("s_"), ContactSpecs("t_"), UserSpecs("u_"))
}

func TestEveryFieldHasItsWordsAndOneName(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range everySpec() {
		if seen[s.Name] {
			t.Errorf("two fields are called %s", s.Name)
		}
		seen[s.Name] = true
		if !words.Has(s.Label) || s.Hint != "" && !words.Has(s.Hint) {
			t.Errorf("%s has no text for %s or %s", s.Name, s.Label, s.Hint)
		}
		for _, other := range []string{s.Again, s.Unless} {
			if other != "" && !seen[other] {
				t.Errorf("%s goes by %s, which does not stand before it", s.Name, other)
			}
		}
	}
	for _, p := range Prefectures {
		if !words.Has(p.Name) {
			t.Errorf("%s has no name", p.ID)
		}
	}
	if len(Prefectures) != 47 || words.Say(words.JA, Prefectures[12].Name, nil) != "東京都" {
		t.Errorf("there are %d prefectures, the 13th is %v", len(Prefectures), Prefectures[12])
	}
}

// row R2: what must be given.
func TestWhatIsRequiredIsAskedFor(t *testing.T) {
	want := []string{
		"c_company", "c_postcode", "c_prefecture", "c_address1", "p_person", "p_mail", "p_mail_again", "p_phone", "s_company",
		"t_company", "t_postcode", "t_prefecture", "t_address1", "t_person", "t_mail", "t_mail_again", "t_phone",
		"u_login", "u_password", "u_password_again",
	}
	for _, l := range words.Langs {
		f := Read(l, everySpec(), nil)
		var got []string
		for _, s := range f.Specs {
			said, missing := f.Errors[s.Name]
			if missing {
				got = append(got, s.Name)
			}
			if missing && s.Kind != Prefecture && said != words.Say(l, words.FieldMissing, words.Args{"label": words.Say(l, s.Label, nil)}) {
				t.Errorf("%s in %v: %s", s.Name, l, said)
			}
		}
		if f.OK() || !slices.Equal(got, want) {
			t.Errorf("asked for in %v: %v, want %v", l, got, want)
		}
	}
}

func TestAFormKeepsWhatWasTypedAndSaysWhatToDo(t *testing.T) {
	f := Read(words.JA, PersonSpecs(""), url.Values{
		"person": {" 山田\u3000太郎 "}, "person_kana": {"やまだ 太郎"}, "mail": {"taro@example.com"}, "mail_again": {"taro@example.co"},
		"phone": {"０３-１２３４-５６７８"}, "fax": {"?"}, "other": {"x"},
	})
	values := map[string]string{
		"person": "山田 太郎", "person_kana": "やまだ 太郎", "mail": "taro@example.com", "mail_again": "taro@example.co",
		"department": "", "phone": "0312345678", "fax": "?",
	}
	errors := map[string]string{
		"person_kana": "全角カタカナで入力してください。漢字・英数字は使用できません。",
		"mail_again":  "メールアドレスと一致しません。同じ内容を入力してください。",
		"fax":         "市外局番から9～15桁の数字で入力してください（例: 03-1234-5678）。",
	}
	if d := cmp.Diff(values, f.Values) + cmp.Diff(errors, f.Errors); d != "" {
		t.Error(d)
	}
	f = Read(words.EN, PersonSpecs(""), url.Values{"mail": {"taro@example.com"}, "mail_again": {"Taro@example.com"}})
	if got, want := f.Errors["mail_again"], "This differs from the entry above (Mail address). Please enter the same in both."; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
}

func TestATickedBoxMakesTheRestUnneeded(t *testing.T) {
	f := Read(words.EN, ContactSpecs("t_"), url.Values{"t_same": {"on"}, "t_company": {"Left over"}, "t_mail": {"nonsense"}})
	if !f.OK() || f.Get("t_company") != "" {
		t.Errorf("%v %v", f.Errors, f.Values)
	}
	if got := ContactOf(f, "t_"); got != (customer.Contact{Same: true}) {
		t.Errorf("the contact is %+v", got)
	}
}

func TestPasswordsStayOutOfSight(t *testing.T) {
	f := Read(words.EN, UserSpecs(""), url.Values{"login": {"tester"}, "password": {"Paper7boat!"}, "password_again": {"Paper7boat!"}})
	if !f.OK() || f.Get("password") != "Paper7boat!" {
		t.Fatalf("the form is not taken: %v", f.Errors)
	}
	text, err := json.Marshal(f)
	if err != nil || strings.Contains(string(text), "Paper7boat!") {
		t.Errorf("the password is in %s (%v)", text, err)
	}
	f = Read(words.EN, UserSpecs(""), url.Values{"login": {"tester"}, "password": {"Paper7boat!"}, "password_again": {"Paper7boat?"}})
	if f.OK() || f.Errors["password_again"] == "" {
		t.Error("two passwords that differ were taken for the same")
	}
}

func TestFailSaysWhatTheFormCannotKnow(t *testing.T) {
	f := New(words.JA, UserSpecs(""))
	f.Set("login", "tester")
	f.Set("password", "Paper7boat")
	if f.Values["password"] != "" {
		t.Error("a password that was filled in would be shown")
	}
	if f.Get("login") != "tester" || !f.OK() {
		t.Fatal("a form that was filled in is not as it was filled in")
	}
	f.Fail("login", words.FieldTooLong, words.Args{"max": 3})
	if f.OK() || f.Errors["login"] != "3文字以内で入力してください。" {
		t.Errorf("said %q", f.Errors["login"])
	}
	if _, ok := f.Spec("none"); ok {
		t.Error("there is a field that there is not")
	}
}

var (
	tokyo = customer.Company{
		Name: "東京商会", NameKana: "トウキョウショウカイ", Branch: "本社", BranchKana: "ホンシャ", Postcode: "1000001", Prefecture: "JP-13",
		Address1: "千代田区千代田1-1", Address2: "1階",
	}
	taro = customer.Person{Name: "山田 太郎", NameKana: "ヤマダ\u3000タロウ", Mail: "taro@example.com", Department: "総務部", Phone: "0312345678", Fax: "0312345679"}
)

// What is filled in for an edit, and posted as it stands, is what it was.
func TestAnEditThatChangesNothingChangesNothing(t *testing.T) {
	seller := customer.Seller{
		Company: "販売株式会社", Branch: "支店", Postcode: "1000001", Prefecture: "JP-13", Address1: "千代田区", Address2: "2階", Person: taro,
	}
	f := New(words.JA, everySpec())
	FillCompany(&f, "c_", tokyo)
	FillPerson(&f, "p_", taro)
	FillSeller(&f, "s_", seller)
	FillContact(&f, "t_", customer.Contact{Company: tokyo, Person: taro})
	posted := url.Values{"u_login": {"tester"}, "u_password": {"Paper7boat"}, "u_password_again": {"Paper7boat"}}
	for name, value := range f.Values {
		posted.Set(name, value)
	}
	seller.Person.NameKana = "ヤマダ\u3000タロウ"
	f = Read(words.JA, everySpec(), posted)
	if !f.OK() {
		t.Fatal(f.Errors)
	}
	d := cmp.Diff(tokyo, CompanyOf(f, "c_")) + cmp.Diff(taro, PersonOf(f, "p_")) + cmp.Diff(seller, SellerOf(f, "s_")) +
		cmp.Diff(customer.Contact{Company: tokyo, Person: taro}, ContactOf(f, "t_"))
	if d != "" {
		t.Error(d)
	}
	FillContact(&f, "t_", customer.Contact{Same: true})
	if f.Get("t_same") == "" || f.Get("t_company") != "" {
		t.Error("a contact that is the same is not filled in so")
	}
}

func TestMaskMail(t *testing.T) {
	for address, want := range map[string]string{
		"chiyoda@example.com": "chi*****@example.com", "abcdef@example.com": "abc*****@example.com",
		"abcd@example.com": "ab*****@example.com", "a@example.com": "*****@example.com", "nonsense": "*****",
	} {
		if got := MaskMail(address); got != want {
			t.Errorf("%s is shown as %s, want %s", address, got, want)
		}
	}
}
