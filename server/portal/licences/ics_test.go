package licences

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// block is a component of a calendar, as RFC 5545 lets one read it.
type block struct {
	name  string
	props []string // NAME;PARAMS, value, …
	kids  []*block
}

// prop gives the value of a property, unescaped.
func (b *block) prop(name string) string {
	for i := 0; i < len(b.props); i += 2 {
		if b.props[i] == name {
			return unescape(b.props[i+1])
		}
	}
	return ""
}

func unescape(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out.WriteByte(s[i])
			continue
		}
		i++
		if s[i] == 'n' || s[i] == 'N' {
			out.WriteByte('\n')
		} else {
			out.WriteByte(s[i])
		}
	}
	return out.String()
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// parseICS reads a calendar by the grammar alone: lines of at most 75 octets that
// end with CRLF, unfolded, in blocks that are closed.
func parseICS(t failer, text string) *block {
	t.Helper()
	if !utf8.ValidString(text) || !strings.HasSuffix(text, "\r\n") {
		t.Fatalf("not UTF-8, or broken off: %q", text)
	}
	var lines []string
	for raw := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		switch {
		case len(raw) > 75 || strings.ContainsAny(raw, "\r\n") || !utf8.ValidString(raw):
			t.Fatalf("a line of %d octets, or cut within a character: %q", len(raw), raw)
		case strings.HasPrefix(raw, " ") && len(lines) > 0:
			lines[len(lines)-1] += raw[1:]
		default:
			lines = append(lines, raw)
		}
	}
	top := &block{}
	open := []*block{top}
	for _, line := range lines {
		name, value, ok := strings.Cut(line, ":")
		last := open[len(open)-1]
		switch {
		case !ok || name == "" || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }):
			t.Fatalf("no content line: %q", line)
		case name == "BEGIN":
			b := &block{name: value}
			last.kids = append(last.kids, b)
			open = append(open, b)
		case name == "END" && value == last.name:
			open = open[:len(open)-1]
		case name == "END":
			t.Fatalf("%s ends within %s", value, last.name)
		default:
			last.props = append(last.props, name, value)
		}
	}
	if len(open) != 1 || len(top.kids) != 1 || len(top.props) != 0 || top.kids[0].name != "VCALENDAR" {
		t.Fatalf("not one calendar: %q", text)
	}
	return top.kids[0]
}

// Whatever a name holds, it comes back from the calendar, but for characters that
// have no place in it.
func TestCalendarText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		said := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune(`a\;,:"製品😀é `+"\n")))).Draw(rt, "name")
		e := event{uid: "u@ollu", day: today, summary: said, text: said, alarm: said, revised: time.Unix(0, 0)}
		c := parseICS(rt, string(icalendar(said, []event{e, e})))
		want := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == utf8.RuneError {
				return -1
			}
			return r
		}, strings.ToValidUTF8(strings.ReplaceAll(said, "\r\n", "\n"), ""))
		if got := c.prop("X-WR-CALNAME"); got != want || len(c.kids) != 2 || c.kids[1].prop("SUMMARY") != want || c.kids[1].kids[0].prop("DESCRIPTION") != want {
			rt.Fatalf("%q came back as %q", said, got)
		}
	})
}
