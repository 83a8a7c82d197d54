package answer

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"ollu/codec/product"
	"ollu/codec/term"
)

// object is a statement as encoding/json would be told of it.
type object struct {
	Result     string    `json:"result"`
	Product    *string   `json:"product"`
	Type       *string   `json:"type"`
	Seats      *uint32   `json:"seats"`
	Components *[]string `json:"components"`
	Expires    *string   `json:"expires"`
	GraceEnds  *string   `json:"grace_ends"`
	Zone       *string   `json:"zone"`
	DaysLeft   *int      `json:"days_left"`
	Updates    *bool     `json:"updates_allowed"`
	NextCheck  *string   `json:"next_check"`
	ServerTime string    `json:"server_time"`
	Hint       *string   `json:"hint"`
}

func (f object) statement(t *testing.T) Statement {
	r, err := ParseResult(f.Result)
	if err != nil {
		t.Fatal(err)
	}
	s := Statement{Result: r, Issued: f.Product != nil, ServerTime: rfc3339(t, f.ServerTime)}
	if f.Hint != nil {
		s.Hint = *f.Hint
	}
	if !s.Issued {
		return s
	}
	s.Product, s.Seats, s.Zone, s.UpdatesAllowed = *f.Product, *f.Seats, *f.Zone, *f.Updates
	if *f.Type == "trial" {
		s.Type = product.Trial
	}
	if len(*f.Components) > 0 {
		s.Components = *f.Components
	}
	if s.Perpetual = f.Expires == nil; !s.Perpetual {
		s.Expires, s.GraceEnds, s.DaysLeft = day(*f.Expires), day(*f.GraceEnds), *f.DaysLeft
	}
	if f.NextCheck != nil {
		s.NextCheck = rfc3339(t, *f.NextCheck)
	}
	return s
}

func rfc3339(t testing.TB, s string) time.Time {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// FuzzStatement holds the laws of writing for any statement: reading back
// gives it again, encoding/json reads the same from the JSON form, and the
// text form has one printable line per field.
func FuzzStatement(f *testing.F) {
	f.Add(uint8(Valid), "mail-gateway-appliance", uint32(250), "antivirus\x00ip-profiler", uint16(18292), uint16(90), "Asia/Tokyo", 30, uint8(3), int64(1580310000), int32(540), int64(1577847845), "")
	f.Add(uint8(Malformed), "", uint32(0), "", uint16(0), uint16(0), "", 0, uint8(0), int64(0), int32(0), int64(0), "symbol 3")
	f.Add(uint8(Revoked), "a\nresult=valid", uint32(1), "a,b\x00\xff\x00%", uint16(1), uint16(1), "\u2028\"\\", -1, uint8(7), int64(-1), int32(-44), int64(1<<60), "\r\n")
	f.Fuzz(func(t *testing.T, result uint8, name string, seats uint32, components string, expires, grace uint16, zone string,
		left int, flags uint8, next int64, minutes int32, now int64, hint string) {
		s := canonical(Statement{
			Result: Result(result % Results), Product: name, Type: product.Type(flags >> 1 & 1), Seats: seats,
			Components: strings.Split(components, "\x00"), Perpetual: flags&4 != 0,
			Expires: term.Day(expires), GraceEnds: min(term.Day(expires)+term.Day(grace), 80_000), Zone: zone, DaysLeft: left,
			UpdatesAllowed: flags&1 != 0, NextCheck: time.Unix(next, 0).In(time.FixedZone("", int(minutes%1440)*60)),
			ServerTime: time.Unix(now, 0), Hint: hint,
		})
		lawText(t, s)
		lawJSON(t, s)
	})
}

func lawText(t *testing.T, s Statement) {
	text := s.AppendText([]byte("before"))[len("before"):]
	back, err := ParseText(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	mustEqual(t, back, s)
	lines := strings.FieldsFunc(string(text), func(r rune) bool { return r < ' ' || r == 0x85 || r == 0x2028 || r == 0x2029 })
	var members map[string]any
	if err := json.Unmarshal(s.AppendJSON(nil), &members); err != nil || len(lines) != len(members) {
		t.Fatalf("%d lines for %d fields (%v):\n%s", len(lines), len(members), err, text)
	}
}

func lawJSON(t *testing.T, s Statement) {
	data := s.AppendJSON(nil)
	back, err := ParseJSON(data)
	if err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	mustEqual(t, back, utf8Only(s))
	var o object
	if err := json.Unmarshal(data, &o); err != nil {
		t.Fatal(err)
	}
	mustEqual(t, o.statement(t), utf8Only(s))
}

// FuzzParseText holds that whatever is read as a statement is written and read
// again as the same.
func FuzzParseText(f *testing.F) {
	for _, c := range written {
		f.Add(c.text)
	}
	f.Add("result=valid\nproduct=%4")
	f.Add("result=valid\nresult=grace\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseText([]byte(text))
		if err != nil {
			return
		}
		again, err := ParseText(s.AppendText(nil))
		if err != nil {
			t.Fatalf("%v after reading %q", err, text)
		}
		mustEqual(t, again, s)
	})
}

// FuzzParseJSON is FuzzParseText for JSON.
func FuzzParseJSON(f *testing.F) {
	for _, c := range written {
		f.Add(c.json)
	}
	f.Add(`{"result":"valid","components":[null]}`)
	f.Add(`{"result":"malformed","server_time":"2020-01-01T03:04:05Z","iss":{"a":[1]}}`)
	f.Fuzz(func(t *testing.T, data string) {
		s, err := ParseJSON([]byte(data))
		if err != nil {
			return
		}
		again, err := ParseJSON(s.AppendJSON(nil))
		if err != nil {
			t.Fatalf("%v after reading %q", err, data)
		}
		mustEqual(t, again, s)
	})
}
