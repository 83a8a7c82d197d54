package account

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// odd is made of what browsers, input methods and mischief send.
func odd(some ...string) *rapid.Generator[string] {
	pieces := append([]string{
		"千代田", "𠮷", "ｶﾞ", "ガ", "か゛", "ー", "－", "―", "　", " ", "\t", "\r\n", "\x00", "\x7f", "\u200b", "\u202e", "\ufeff", "\ufffd",
		"\xff", "<b>", "&amp;", "\"'", "é", "e\u0301", "０", "1", "A", "ａ", "@", "＠", ".", "example.com", "〒",
	}, some...)
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12), func(s []string) string {
		all := ""
		for _, piece := range s {
			all += piece
		}
		return all
	})
}

// Whatever is typed is saved, or refused beside its field: what the form takes the
// store takes too, and what was saved is shown as it was saved.
func TestWhateverIsTyped(t *testing.T) {
	s := site(t)
	text, kana := odd(), odd("カタカナ", "ひらがな", "ﾊﾝｶｸ")
	postcode := rapid.OneOf(odd("100", "0001", "-"), rapid.Just("〒100-0001"))
	phone := rapid.OneOf(odd("03", "1234", "5678", "(", ")", "+81", "ー"), rapid.Just("０３－１２３４－５６７８"))
	mail := rapid.OneOf(odd("user", "\"a b\"", "+tag"), rapid.Just("ｕｓｅｒ＠example.com"))
	saved := map[string]int{}
	rapid.Check(t, func(r *rapid.T) {
		s.Pass(time.Minute)
		b := enter(s, visittest.Owner, words.JA)
		company, support, own := b.Get(companyPath).Fields(), ownSupport(b.Get(supportPath)), b.Get(mePath).Fields()
		put := func(form url.Values, g *rapid.Generator[string], names ...string) {
			for _, name := range names {
				if rapid.Bool().Draw(r, "touch "+name) {
					form.Set(name, g.Draw(r, name))
				}
			}
		}
		put(company, text, "company", "branch", "address1", "address2")
		put(company, kana, "company_kana", "branch_kana")
		put(company, postcode, "postcode")
		put(company, mail, "emergency_mail")
		put(support, text, "support_company", "support_person", "support_department")
		put(support, phone, "support_phone", "support_fax")
		put(own, text, "person", "department")
		put(own, kana, "person_kana")
		put(own, phone, "phone", "fax")
		for path, form := range map[string]url.Values{companyPath: company, supportPath: support, mePath: own} {
			p := b.Post(path, form)
			if !slices.Contains([]int{http.StatusSeeOther, http.StatusUnprocessableEntity}, p.Status) {
				r.Fatalf("%v with %q", p, form)
			}
			if p.Status == http.StatusSeeOther {
				saved[path]++
				b.Submit(path, b.Follow(p).Fields()).Want(http.StatusOK, says(words.JA, words.AccountUnchanged, nil))
			}
		}
	})
	for _, path := range []string{companyPath, supportPath, mePath} {
		if saved[path] == 0 {
			t.Errorf("nothing was ever saved at %s", path)
		}
	}
}
