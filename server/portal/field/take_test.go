package field

import (
	"net/url"
	"strings"
	"testing"

	"ollu/server/words"
)

// example is something typed, and what becomes of it: a value, or the text that
// is said of it.
type example struct {
	typed, want string
	wrong       words.ID
}

func tryAll(t *testing.T, kind Kind, examples []example) {
	t.Helper()
	for _, e := range examples {
		got, w := take(&Spec{Name: "x", Kind: kind}, e.typed)
		switch {
		case w == nil && e.wrong != "":
			t.Errorf("%q was taken as %q, want %s", e.typed, got, e.wrong)
		case w != nil && w.id != e.wrong:
			t.Errorf("%q: said %s, want %q %s", e.typed, w.id, e.want, e.wrong)
		case w == nil && got != e.want:
			t.Errorf("%q became %q (%+q), want %q", e.typed, got, got, e.want)
		}
	}
}

func TestTextIsTidied(t *testing.T) {
	tryAll(t, Text, []example{
		{"", "", ""},
		{"  \u3000 ", "", ""},
		{"東京商会", "東京商会", ""},
		{" 東京商会\u3000", "東京商会", ""},
		{"山田\u3000太郎", "山田 太郎", ""},
		{"山田 \u3000\t 太郎", "山田 太郎", ""},
		{"ｶﾌﾞｼｷｶﾞｲｼｬ ﾊﾟﾝﾀﾞ", "カブシキガイシャ パンダ", ""},
		{"｢ｱ･ｲ｣､ｳｰ｡", "「ア・イ」、ウー。", ""},
		{"は\u3099ん\u309c", "ばん\u309a", ""}, // a mark that no letter takes stays with the letter
		{"が", "が", ""},
		{"ＡＢＣ株式会社１", "ＡＢＣ株式会社１", ""}, // a name may be written so
		{"㈱東京", "㈱東京", ""},
		{"\u795e\ufa19\u30ab\u3099", "\u795e\ufa19ガ", ""}, // the ideograph of a name stays what it is
		{"辻\U000E0100", "辻\U000E0100", ""},                // and so does its variant
		{"𠮷野家", "𠮷野家", ""},
		{"Cafe\u0301", "Café", ""},
		{"a\u200bb\ufeffc\u202ed\x00e\x7ff", "abcdef", ""},
		{"one\r\ntwo\nthree", "one two three", ""},
		{"a\xffb", "ab", ""},
		{"<script>alert(1)</script>", "<script>alert(1)</script>", ""},
		{strings.Repeat("あ", 100), strings.Repeat("あ", 100), ""},
		{strings.Repeat("あ", 101), "", words.FieldTooLong},
	})
}

func TestLinesAreKeptApart(t *testing.T) {
	tryAll(t, Lines, []example{
		{"", "", ""},
		{"\r\n \r\n", "", ""},
		{"one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour", ""},
		{"  ｱ  b \n\n\n\u3000\nc\n", "ア b\n\nc", ""},
		{strings.Repeat("x", 2001), "", words.FieldTooLong},
	})
}

func TestKanaBecomesFullWidthKatakana(t *testing.T) {
	tryAll(t, Kana, []example{
		{"", "", ""},
		{"\u3000", "", ""},
		{"カブシキガイシャ", "カブシキガイシャ", ""},
		{"ｶﾌﾞｼｷｶﾞｲｼｬ", "カブシキガイシャ", ""},
		{"かぶしきがいしゃ", "カブシキガイシャ", ""},
		{"やまだ たろう", "ヤマダ\u3000タロウ", ""},
		{"ﾔﾏﾀﾞ\u3000 ﾀﾛｳ ", "ヤマダ\u3000タロウ", ""},
		{"ヤマタ\u3099 タロウ", "ヤマダ\u3000タロウ", ""},
		{"ヤマタ゛ タロウ", "ヤマダ\u3000タロウ", ""},
		{"ﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟ", "パピプペポ", ""},
		{"ぱぴぷぺぽ", "パピプペポ", ""},
		{"は゜んた゛", "パンダ", ""},
		{"ｳﾞｧｲｵﾘﾝ", "ヴァイオリン", ""},
		{"ゔぁいおりん", "ヴァイオリン", ""},
		{"ﾜﾞ", "ヷ", ""},
		{"スーパーマーケット", "スーパーマーケット", ""},
		{"ｽｰﾊﾟｰ", "スーパー", ""},
		{"すーぱー", "スーパー", ""},
		{"ス-パ-", "スーパー", ""},
		{"ス－パ‐", "スーパー", ""},
		{"ス―パ—", "スーパー", ""},
		{"ス−パ─", "スーパー", ""},
		{"ス〜パ～", "スーパー", ""},
		{"ジョン・スミス", "ジョン・スミス", ""},
		{"ｼﾞｮﾝ･ｽﾐｽ", "ジョン・スミス", ""},
		{"ヽヾゝゞ", "ヽヾヽヾ", ""},
		{"ヵヶゕゖ", "ヵヶヵヶ", ""},
		{"ぁぃぅぇぉっゃゅょゎ", "ァィゥェォッャュョヮ", ""},
		{"ゐゑをん", "ヰヱヲン", ""},
		{"アイㇷ゚", "アイㇷ゚", words.FieldNotKana},
		{"ㇰㇱㇲ", "ㇰㇱㇲ", ""},
		{"山田タロウ", "", words.FieldNotKana},
		{"ABC", "", words.FieldNotKana},
		{"エービーシー1", "", words.FieldNotKana},
		{"ア。", "", words.FieldNotKana},
		{"ア゛", "", words.FieldNotKana},
		{strings.Repeat("ｶﾞ", 100), strings.Repeat("ガ", 100), ""},
		{strings.Repeat("ガ", 101), "", words.FieldTooLong},
	})
}

// What is refused comes back as it was typed, to be put right by hand.
func TestWrongEntriesAreKeptForThePage(t *testing.T) {
	for kind, typed := range map[Kind]string{
		Kana: "山田 太郎", Postcode: "100-00", Phone: "内線 12", Mail: "name＠example", Login: "a b", ProductKey: "AB-1234",
	} {
		got, w := take(&Spec{Kind: kind}, typed)
		if w == nil || got == "" {
			t.Errorf("kind %d: %q came back as %q, %v", kind, typed, got, w)
		}
	}
}

func TestPostcodeTakesWhatPeopleType(t *testing.T) {
	tryAll(t, Postcode, []example{
		{"", "", ""},
		{" ", "", ""},
		{"1000001", "1000001", ""},
		{"100-0001", "1000001", ""},
		{"１００－０００１", "1000001", ""},
		{"〒100-0001", "1000001", ""},
		{"〒 １００ ー ０００１", "1000001", ""},
		{"〠100−0001", "1000001", ""},
		{"100‐0001", "1000001", ""},
		{"100―0001", "1000001", ""},
		{"100ｰ0001\u200b", "1000001", ""},
		{"100 0001", "1000001", ""},
		{"100-001", "", words.FieldNotPostcode},
		{"100-00011", "", words.FieldNotPostcode},
		{"〒", "", ""},
		{"abc-defg", "", words.FieldNotPostcode},
		{"100-000O", "", words.FieldNotPostcode},
		{"一〇〇〇〇〇一", "", words.FieldNotPostcode},
		{"١٠٠٠٠٠١", "", words.FieldNotPostcode},
	})
}

func TestPhoneTakesWhatPeopleType(t *testing.T) {
	tryAll(t, Phone, []example{
		{"", "", ""},
		{"-", "", ""},
		{"0312345678", "0312345678", ""},
		{"03-1234-5678", "0312345678", ""},
		{"０３－１２３４－５６７８", "0312345678", ""},
		{"03(1234)5678", "0312345678", ""},
		{"03（1234）5678", "0312345678", ""},
		{"03.1234.5678", "0312345678", ""},
		{"03ー1234ー5678", "0312345678", ""},
		{"090 1234 5678", "09012345678", ""},
		{"+81 3 1234 5678", "0312345678", ""},
		{"＋８１－３－１２３４－５６７８", "0312345678", ""},
		{"+81(0)3-1234-5678", "0312345678", ""},
		{"+44 20 7946 0958", "010442079460958", ""},
		{"012345678", "012345678", ""},
		{"12345678", "", words.FieldNotPhone},
		{"0123456789012345", "", words.FieldNotPhone},
		{"03-1234-5678 内線12", "", words.FieldNotPhone},
		{"none", "", words.FieldNotPhone},
		{"03+12345678", "", words.FieldNotPhone},
		{"++81312345678", "", words.FieldNotPhone},
	})
}

func TestMailIsOneAddress(t *testing.T) {
	tryAll(t, Mail, []example{
		{"", "", ""},
		{"  ", "", ""},
		{"chiyoda@example.com", "chiyoda@example.com", ""},
		{" chiyoda@example.com\u3000", "chiyoda@example.com", ""},
		{"ｃｈｉｙｏｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "chiyoda@example.com", ""},
		{"Taro.Yamada@Example.CO.JP", "Taro.Yamada@example.co.jp", ""},
		{"a+b_c-d@example.com", "a+b_c-d@example.com", ""},
		{"o'neill@example.com", "o'neill@example.com", ""},
		{"chiyoda", "", words.FieldNotMail},
		{"chiyoda@", "", words.FieldNotMail},
		{"@example.com", "", words.FieldNotMail},
		{"chiyoda@example", "", words.FieldNotMail},
		{"chiyoda@@example.com", "", words.FieldNotMail},
		{"chiyoda@example..com", "", words.FieldNotMail},
		{"chiyoda@example.com.", "", words.FieldNotMail},
		{"chiyoda@-example.com", "", words.FieldNotMail},
		{"chiyoda@[127.0.0.1]", "", words.FieldNotMail},
		{"chi yoda@example.com", "", words.FieldNotMail},
		{"Chiyoda <chiyoda@example.com>", "", words.FieldNotMail},
		{"<chiyoda@example.com>", "", words.FieldNotMail},
		{"a@example.com, b@example.com", "", words.FieldNotMail},
		{"a@example.com\r\nBcc: b@example.com", "", words.FieldNotMail},
		{`"a b"@example.com`, "", words.FieldNotMail},
		{"千代田@example.com", "", words.FieldNotMail},
		{"chiyoda@例え.jp", "", words.FieldNotMail},
		{"chiyoda@example。com", "", words.FieldNotMail},
		{"chiyoda@example.com(work)", "", words.FieldNotMail},
		{strings.Repeat("a", 242) + "@example.com", strings.Repeat("a", 242) + "@example.com", ""},
		{strings.Repeat("a", 243) + "@example.com", "", words.FieldMailLong},
	})
}

func TestLoginKeepsRowR3(t *testing.T) {
	tryAll(t, Login, []example{
		{"", "", ""},
		{"tester", "tester", ""},
		{" tester ", "tester", ""},
		{"ｔｅｓｔｅｒ１", "tester1", ""},
		{"Taro.Yamada_01-x", "Taro.Yamada_01-x", ""},
		{strings.Repeat("a", 25), strings.Repeat("a", 25), ""},
		{strings.Repeat("a", 26), "", words.FieldLoginLength},
		{"short", "", words.FieldLoginLength},
		{"with space", "", words.FieldNotLogin},
		{"テスター1", "", words.FieldNotLogin},
		{"name@example.com", "", words.FieldNotLogin},
		{"tester\x00", "tester", ""},
		{"tésteur", "", words.FieldNotLogin},
	})
}

func TestPasswordKeepsRowR3(t *testing.T) {
	tryAll(t, Password, []example{
		{"", "", ""},
		{"Paper7boat", "Paper7boat", ""},
		{" Paper7boat ", " Paper7boat ", ""},
		{"Correct horse 9 battery!", "Correct horse 9 battery!", ""},
		{"Paper7b", "", words.FieldPasswordLength},
		{"Paper7bo" + strings.Repeat("x", 17), "Paper7bo" + strings.Repeat("x", 17), ""},
		{"Paper7bo" + strings.Repeat("x", 18), "", words.FieldPasswordLength},
		{"paper7boat", "", words.FieldPasswordKinds},
		{"PAPER7BOAT", "", words.FieldPasswordKinds},
		{"Paperboat", "", words.FieldPasswordKinds},
		{"Ｐａｐｅｒ７ｂｏａｔ", "", words.FieldPasswordSigns},
		{"Paper7boat\n", "", words.FieldPasswordSigns},
		{"Päper7boat", "", words.FieldPasswordSigns},
		{"Paper7boat\x7f", "", words.FieldPasswordSigns},
	})
}

func TestPasswordsThatAreTriedFirstAreRefused(t *testing.T) {
	for _, typed := range []string{
		"Password1", "Passw0rd", "P@ssw0rd!", "Pa$$w0rd2026", "Qwerty123", "Abc12345", "Aa123456", "1Qaz2wsx", "Welcome1!", "Admin1234",
		"12345678aA", "Sakura2026", "Test1234",
	} {
		if _, w := take(&Spec{Kind: Password}, typed); w == nil || w.id != words.FieldPasswordCommon {
			t.Errorf("%s: %v", typed, w)
		}
	}
	for _, typed := range []string{"Tr0ub4dor&3", "Admin-of-7-seas", "Passw0rd-of-tests", "Tokyo2Osaka"} {
		if _, w := take(&Spec{Kind: Password}, typed); w != nil {
			t.Errorf("%s: %v", typed, w)
		}
	}
}

func TestChoicesAreOfTheList(t *testing.T) {
	tryAll(t, Prefecture, []example{
		{"", "", ""}, {"JP-01", "JP-01", ""}, {"JP-47", "JP-47", ""},
		{"JP-00", "", words.FieldNotChosen}, {"JP-48", "", words.FieldNotChosen}, {"13", "", words.FieldNotChosen},
	})
	spec := Spec{Kind: Choice, Options: []Option{{"ja", words.FieldMail}, {"en", words.FieldMail}}}
	for typed, taken := range map[string]bool{"": true, "ja": true, "en": true, "fr": false, "JA": false} {
		if _, w := take(&spec, typed); (w == nil) != taken {
			t.Errorf("the choice %q: %v", typed, w)
		}
	}
	tryAll(t, Check, []example{{"", "", ""}, {"on", "1", ""}, {"1", "1", ""}})
}

// sound holds the kinds with entries that are good, by which the laws begin.
var sound = map[Kind][]string{
	Text: {"山田 ｶﾞ", "ＡＢＣ 1"}, Kana: {"ﾔﾏﾀﾞ たろう", "ス-パ-"}, Postcode: {"〒100-0001"}, Phone: {"+81(0)3-1234-5678", "+44 20 7946 0958"},
	Mail: {"ａ@Example.com"}, Login: {"ｔester"}, Password: {"Paper7boat"}, Secret: {"か\u3099"}, Lines: {"a\r\n\r\n\r\nｶﾞ "}, Check: {"on"},
	Prefecture: {"JP-13"}, ProductKey: {"xx"},
}

// Reading what was read changes nothing, and what was read is never wrong.
func FuzzReadingTwiceIsReadingOnce(f *testing.F) {
	for kind, typed := range sound {
		for _, s := range typed {
			f.Add(uint8(kind), s)
		}
	}
	f.Add(uint8(Text), "\u0300\uf900か\u3099\u3000\u200d")
	f.Add(uint8(Kana), "-゛ -")
	f.Fuzz(func(t *testing.T, kind uint8, typed string) {
		s := Spec{Kind: Kind(kind % uint8(Lines+1)), Max: 1 << 20}
		once, w := take(&s, typed)
		twice, again := take(&s, once)
		if w == nil && (again != nil || twice != once) {
			t.Errorf("kind %d: %q became %q, and that %q (%v)", s.Kind, typed, once, twice, again)
		}
		if w != nil && again == nil && s.Kind != Choice && s.Kind != Prefecture {
			t.Errorf("kind %d: %q is wrong, but %q, which is shown for it, is not", s.Kind, typed, once)
		}
	})
}

// A form never loses what was typed and never shows a password.
func FuzzFormsKeepSecrets(f *testing.F) {
	f.Add("Paper7boat", "tester")
	f.Fuzz(func(t *testing.T, password, login string) {
		form := Read(words.JA, UserSpecs("u_"), url.Values{"u_password": {password}, "u_password_again": {password}, "u_login": {login}})
		if got := len(form.Values); got != 1 {
			t.Errorf("%d values would be shown: %q", got, form.Values)
		}
		if form.Get("u_password") != form.Get("u_password_again") {
			t.Errorf("%q was read as %q and %q", password, form.Get("u_password"), form.Get("u_password_again"))
		}
	})
}
