package answer

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestReadBack(t *testing.T) {
	for name, c := range written {
		t.Run(name, func(t *testing.T) {
			s := sample()
			c.change(&s)
			want := canonical(s)
			got, err := ParseText([]byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			mustEqual(t, got, want)
			got, err = ParseJSON([]byte(c.json))
			if err != nil {
				t.Fatal(err)
			}
			mustEqual(t, got, want)
		})
	}
}

func TestReadersSkipWhatTheyDoNotKnow(t *testing.T) {
	want, err := ParseText([]byte(written["valid"].text))
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseText([]byte("later=a=b%\n" + written["valid"].text))
	if err != nil {
		t.Fatal(err)
	}
	mustEqual(t, got, want)
	got, err = ParseJSON([]byte(" {\"iss\":{\"result\":\"revoked\"},\"Result\":null," + written["valid"].json[1:] + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	mustEqual(t, got, want)
}

func TestTextRefused(t *testing.T) {
	whole := written["valid"].text
	cases := map[string]string{
		"":                                  `"result" is missing`,
		"result=valid":                      "breaks off",
		"<html>\n":                          "no equals sign",
		whole[:len(whole)-1]:                "breaks off",
		whole[:strings.Index(whole, "ser")]: `"server_time" is missing`,
		whole + "result=grace\n":            `"result" is there twice`,
		"a=1\na=2\n" + whole:                `"a" is there twice`,
	}
	for change, reason := range map[[2]string]string{
		{"result=valid", "result=VALID"}:                       `unknown result "VALID"`,
		{"type=full", "type=free"}:                             "unknown licence type",
		{"seats=250", "seats=-1"}:                              "seats",
		{"seats=250", "seats=4294967296"}:                      "seats",
		{"antivirus,", ","}:                                    "empty item",
		{"antivirus", "anti%virus"}:                            "percent",
		{"zone=Asia", "zone=Asia%"}:                            "percent",
		{"expires=2020-01-31", "expires=2020-02-30"}:           "expires",
		{"expires=2020-01-31\n", ""}:                           `"expires" is missing`,
		{"grace_ends=2020-04-30\n", ""}:                        `"grace_ends" is missing`,
		{"zone=Asia/Tokyo\n", ""}:                              `"zone" is missing`,
		{"days_left=30", "days_left=3e1"}:                      "days_left",
		{"updates_allowed=true", "updates_allowed=yes"}:        "neither true nor false",
		{"+09:00", "+0900"}:                                    "next_check",
		{"+09:00", ".5+09:00"}:                                 "next_check",
		{"T03:04:05Z", "T03:04:05+00:00"}:                      "server_time",
		{"server_time=2020-01-01", "server_time=2020-01-01T1"}: "server_time",
	} {
		cases[strings.Replace(whole, change[0], change[1], 1)] = reason
	}
	for text, reason := range cases {
		s, err := ParseText([]byte(text))
		refused(t, text, s, err, reason)
	}
}

func TestJSONRefused(t *testing.T) {
	whole := written["valid"].json
	cases := map[string]string{
		"":                                  "no JSON object",
		"[]":                                "no JSON object",
		"null":                              "no JSON object",
		"{}":                                `"result" is missing`,
		whole[:len(whole)-1]:                "breaks off",
		whole + "{}":                        "follows",
		`{"result":"grace",` + whole[1:]:    `"result" is there twice`,
		`{"a":[` + strings.Repeat("[", 1e5): "member",
	}
	for change, reason := range map[[2]string]string{
		{`"result":"valid"`, `"result":null`}:      "not a string",
		{`"result":"valid"`, `"RESULT":"valid"`}:   `"result" is missing`,
		{`"seats":250`, `"seats":"250"`}:           "seats",
		{`"seats":250`, `"seats":2.5e2`}:           "seats",
		{`["antivirus"`, `[null`}:                  "not a string",
		{`["antivirus"`, `{"a":["antivirus"`}:      "member",
		{`"days_left":30`, `"days_left":null`}:     "days_left",
		{`"zone":"Asia/Tokyo"`, `"zone":["Asia"]`}: "not a string",
		{`allowed":true`, `allowed":"true"`}:       "neither true nor false",
	} {
		cases[strings.Replace(whole, change[0], change[1], 1)] = reason
	}
	for text, reason := range cases {
		s, err := ParseJSON([]byte(text))
		refused(t, text, s, err, reason)
	}
}

func refused(t *testing.T, input string, s Statement, err error, reason string) {
	t.Helper()
	switch {
	case err == nil:
		t.Errorf("%.400q was taken", input)
	case !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), reason):
		t.Errorf("%.400q: %v, want %q", input, err, reason)
	case s.Issued || s.Result == Valid:
		t.Errorf("%.400q: an error came with the statement %+v", input, s)
	}
}

func TestParsedOffsetIsKept(t *testing.T) {
	s, err := ParseText([]byte(written["days after the expiry"].text))
	if err != nil {
		t.Fatal(err)
	}
	if got := s.NextCheck.Format(time.RFC3339); got != "2020-01-29T11:30:00-03:30" {
		t.Errorf("next check %s", got)
	}
}
