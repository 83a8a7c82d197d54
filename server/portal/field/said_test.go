package field

import (
	"net/url"
	"testing"

	"ollu/server/words"
)

func TestWhatWasTypedIsSaidInWords(t *testing.T) {
	specs := []Spec{
		{Name: "same", Kind: Check}, {Name: "other", Kind: Check}, {Name: "prefecture", Kind: Prefecture}, {Name: "postcode", Kind: Postcode},
		{Name: "short", Kind: Postcode}, {Name: "lang", Kind: Choice, Options: []Option{{Value: "ja", Label: words.AccountLangJA}}},
		{Name: "company", Kind: Text}, {Name: "password", Kind: Password},
	}
	f := Read(words.JA, specs, url.Values{
		"same": {"1"}, "prefecture": {"JP-13"}, "postcode": {"〒100－0005"}, "short": {"12345"}, "lang": {"ja"}, "company": {"丸の内製作所"},
		"password": {"Marunouchi7"},
	})
	for name, want := range map[string]string{
		"same": "はい", "other": "いいえ", "prefecture": "東京都", "postcode": "100-0005", "short": "12345", "lang": "日本語",
		"company": "丸の内製作所", "password": "",
	} {
		s, _ := f.Spec(name)
		if got := f.Said(s); got != want {
			t.Errorf("%s is said as %q, want %q", name, got, want)
		}
	}
}
