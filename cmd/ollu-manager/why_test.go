package main

import (
	"testing"

	"ollu/server/manager/book"
	"ollu/server/words"
)

// Why a delivery failed is told in the language of the user, with what was seen;
// a detail that there are no words for is kept from who does not read English.
func TestWhy(t *testing.T) {
	for detail, want := range map[string][2]string{
		"":                               {"", ""},
		"nothing listens at its address": {" What was seen: nothing listens at its address.", "（詳細: 接続が拒否されました）"},
		"no buffer space available":      {" What was seen: no buffer space available.", ""},
		"no_keys":                        {" The product knows no key of the issuer: write issuer_keys into its agent's configuration, or let it ask this manager once.", "製品に発行元の鍵がありません。エージェントの設定に issuer_keys を指定するか、一度このマネージャに問い合わせてください。"},
		"wrong_component":                {" " + words.Say(words.EN, words.ResultWrongComponent, nil), words.Say(words.JA, words.ResultWrongComponent, nil)},
		"bad_signature":                  {" " + words.Say(words.EN, words.VerifyBadSignature, nil), words.Say(words.JA, words.VerifyBadSignature, nil)},
	} {
		a := newApp(nil, nil)
		for i, l := range []words.Lang{words.EN, words.JA} {
			a.Lang = l
			if got := a.why(book.Failed, book.WhyRefused, detail); got != a.Say(words.ManagerWhyRefused, nil)+want[i] {
				t.Errorf("%q: %s", detail, got)
			}
		}
		if got := a.why(book.Current, book.WhyRefused, detail); got != "" {
			t.Errorf("what is current has a reason: %s", got)
		}
	}
}
