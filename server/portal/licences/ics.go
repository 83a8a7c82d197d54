package licences

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"ollu/codec/term"
)

// event is one all-day event of the feed.
type event struct {
	uid            string // the same for as long as the line exists
	day            term.Day
	summary, alarm string
	text           string
	revised        time.Time
}

// alarmDays is how long before an event its reminder comes.
const alarmDays = "60"

// Content lines of RFC 5545 have at most 75 octets and end with CRLF.
const (
	lineOctets = 75
	lineEnd    = "\r\n"
)

// sheet writes a calendar as RFC 5545 has it.
type sheet struct{ strings.Builder }

// icalendar writes a whole calendar.
func icalendar(name string, events []event) []byte {
	var s sheet
	s.line("BEGIN", "VCALENDAR")
	s.line("VERSION", "2.0")
	s.line("PRODID", "-//ollu//licence dates//EN")
	s.line("CALSCALE", "GREGORIAN")
	s.line("X-WR-CALNAME", escaped(name))
	s.line("NAME", escaped(name))
	s.line("REFRESH-INTERVAL;VALUE=DURATION", "P1D")
	s.line("X-PUBLISHED-TTL", "P1D")
	for i := range events {
		s.event(&events[i])
	}
	s.line("END", "VCALENDAR")
	return []byte(s.String())
}

func (s *sheet) event(e *event) {
	s.line("BEGIN", "VEVENT")
	s.line("UID", e.uid)
	s.line("DTSTAMP", e.revised.UTC().Format("20060102T150405Z"))
	s.line("DTSTART;VALUE=DATE", basic(e.day))
	s.line("DTEND;VALUE=DATE", basic(e.day+1))
	s.line("SUMMARY", escaped(e.summary))
	s.line("DESCRIPTION", escaped(e.text))
	s.line("TRANSP", "TRANSPARENT")
	s.line("BEGIN", "VALARM")
	s.line("ACTION", "DISPLAY")
	s.line("DESCRIPTION", escaped(e.alarm))
	s.line("TRIGGER", "-P"+alarmDays+"D")
	s.line("END", "VALARM")
	s.line("END", "VEVENT")
}

// line writes a property, folded: what follows a break begins with a space. No
// character is cut in two.
func (s *sheet) line(name, value string) {
	rest := name + ":" + value
	for room := lineOctets; len(rest) > room; room = lineOctets - 1 {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		s.WriteString(rest[:cut] + lineEnd + " ")
		rest = rest[cut:]
	}
	s.WriteString(rest + lineEnd)
}

var textEscapes = strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`, "\r\n", `\n`, "\n", `\n`)

// escaped is a value of type TEXT; control characters have no place in it.
func escaped(s string) string {
	return textEscapes.Replace(strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")))
}

// basic writes a day as RFC 5545 does.
func basic(d term.Day) string { return strings.ReplaceAll(d.String(), "-", "") }
