package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// mistyped codes: one symbol wrong, two wrong, three wrong.
const (
	oneWrong   = "IM-2CPJ-7SATU-ALE5G-FUKB6-8TM5N-D55BR"
	twoWrong   = "IM-2CPJ-8SATU-ALE5G-FUKB6-8TM5N-D55BR"
	threeWrong = "IM-3CPK-8SATU-ALE5G-FUKB6-8TM5N-D55BQ"
)

func TestCodeCheckTellsPeople(t *testing.T) {
	for name, c := range map[string]struct {
		arg    string
		code   int
		stdout string
	}{
		"well formed":    {exampleCode, 0, exampleCode + "\nwell formed (activation code)\n"},
		"lower case":     {strings.ToLower(strings.ReplaceAll(exampleCode, "-", "")), 0, exampleCode + "\n"},
		"full width":     {"ＩＭー" + exampleCode[3:], 0, exampleCode + "\n"},
		"key":            {exampleKey, 0, "well formed (registration key)"},
		"one wrong":      {oneWrong, 1, oneWrong + "\n" + strings.Repeat(" ", 36) + "^\n"},
		"two wrong":      {twoWrong, 1, twoWrong + "\n" + "        ^" + strings.Repeat(" ", 27) + "^\n"},
		"suggests":       {twoWrong, 1, "probably meant: " + exampleCode},
		"not located":    {threeWrong, 1, "several places"},
		"foreign symbol": {strings.Replace(exampleCode, "7", "0", 1), 1, "\n        ^\n"},
		"kanji":          {"漢" + exampleCode[1:], 1, "?M-2CPJ"},
		"too short":      {exampleCode[:33], 1, "27 symbols"},
		"too long":       {exampleCode + "22", 1, "D55BQ22\n"},
		"short key":      {exampleKey[:20], 1, "not a well-formed registration key"},
		"empty":          {"", 1, "0 symbols"},
		"endless":        {strings.Repeat("A", 60000), 1, "too long"},
		"control":        {exampleCode[:20] + "\x1b[31m" + exampleCode[20:], 1, "?[31M"},
	} {
		t.Run(name, func(t *testing.T) {
			ollu(t, "code", "check", c.arg).want(t, c.code, c.stdout, "")
		})
	}
}

func TestCodeCheckAsJSON(t *testing.T) {
	for name, c := range map[string]struct{ arg, json string }{
		"code": {exampleCode, `{"valid":true,"kind":"activation","prefix":"IM","code":"` + exampleCode + `","error":null,"positions":[],"suggestion":null}`},
		"key":  {strings.ToLower(exampleKey), `{"valid":true,"kind":"registration","prefix":"IM","code":"` + exampleKey + `","error":null,"positions":[],"suggestion":null}`},
		"mistyped": {oneWrong, `{"valid":false,"kind":"activation","prefix":null,"code":null,"error":"the check symbols do not fit: symbol 31 looks mistyped","positions":[31],"suggestion":"` +
			exampleCode + `"}`},
	} {
		t.Run(name, func(t *testing.T) {
			out := ollu(t, "code", "check", "--json", c.arg)
			if got := compact(t, out.stdout); got != c.json {
				t.Errorf("got  %s\nwant %s", got, c.json)
			}
		})
	}
}

// compact takes the white space out of a JSON document.
func compact(t *testing.T, document string) string {
	t.Helper()
	var v json.RawMessage
	if err := json.Unmarshal([]byte(document), &v); err != nil {
		t.Fatalf("not JSON: %v\n%s", err, document)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestCodeCheckReadsLines(t *testing.T) {
	p := place{dir: t.TempDir(), stdin: exampleCode + "\r\n\n" + oneWrong + "\n" + exampleKey}
	p.ollu(t, "code", "check", "-").want(t, 1, "probably meant: "+exampleCode, "")

	var valid []bool
	for line := range strings.Lines(p.ollu(t, "code", "check", "-", "--json").stdout) {
		var v verdict
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatal(err)
		}
		valid = append(valid, v.Valid)
	}
	if want := []bool{true, false, true}; !slices.Equal(valid, want) {
		t.Errorf("valid = %v, want %v", valid, want)
	}
	place{dir: t.TempDir()}.ollu(t, "code", "check", "-").want(t, 2, "", "next: give one code a line")
}
