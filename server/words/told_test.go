package words

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTold(t *testing.T) {
	for english, want := range map[string]string{
		`lang is "fr" (flag --lang): expected one of ja, en`:                        `lang の値 "fr"（flag --lang）は正しくありません。次のいずれか: ja, en を指定してください`,
		`unknown key sever at a.yaml:1; did you mean server?`:                       `a.yaml:1 の sever という項目はありません。server の誤りではありませんか`,
		"mail at a.yaml:3: found a list, expected keys with values":                 "a.yaml:3 の mail にリストが指定されています。項目と値を指定してください",
		"it refused the token or the certificate (status 401)":                      "トークンまたは証明書が拒否されました（ステータス401）",
		"something that nobody translated":                                          "something that nobody translated",
		"proxy.user and proxy.password_file: expected both or neither\nspread is x": "proxy.user と proxy.password_file は、両方指定するか、両方省略してください\nspread is x",
	} {
		if got := Told(JA, english); got != want {
			t.Errorf("%q is told as %q, want %q", english, got, want)
		}
		if got := Told(EN, english); got != english {
			t.Errorf("in English %q is told as %q", english, got)
		}
	}
}

// Both languages have the same holes, and no sentence hides a later one.
func TestToldTexts(t *testing.T) {
	hole := regexp.MustCompile(`\{\w+\}`)
	holes := func(s string) []string {
		all := hole.FindAllString(s, -1)
		slices.Sort(all)
		return all
	}
	for i, one := range slices.Concat(toldTexts, detailTexts) {
		if !slices.Equal(holes(one.EN), holes(one.JA)) {
			t.Errorf("%q and %q have other holes", one.EN, one.JA)
		}
		sample := strings.NewReplacer("{", "<", "}", ">").Replace(one.EN)
		for _, before := range toldKnown()[:i] {
			if before.like.MatchString(sample) {
				t.Errorf("%q is taken for %q", one.EN, before.says.EN)
			}
		}
	}
}
