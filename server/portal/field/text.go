package field

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// takeText reads one line: half-width katakana made full-width, sound marks put
// together with their letters, spaces of a run made one, and what cannot be seen
// left out. Full-width letters stay: a company may write its name so.
func takeText(typed string) string {
	return strings.Join(strings.FieldsFunc(tidy(typed), breaks), " ")
}

// takeLines is takeText of each line. Empty lines at either end go, and no two
// stand together.
func takeLines(typed string) string {
	var kept []string
	for line := range strings.SplitSeq(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(typed), "\n") {
		if line = takeText(line); line != "" || len(kept) > 0 && kept[len(kept)-1] != "" {
			kept = append(kept, line)
		}
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

// tidy puts letters together and leaves out what cannot be seen.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == unicode.ReplacementChar, unicode.Is(unicode.Cf, r), unicode.Is(unicode.Cc, r) && !breaks(r):
			return -1
		case halfKana(r):
			return widen(r)
		}
		return soundMark(r)
	}, strings.ToValidUTF8(s, ""))
	return composed(s)
}

// breaks tells whether a line is to be broken into words here.
func breaks(r rune) bool { return unicode.IsSpace(r) }

// halfKana tells whether r is a half-width katakana or a mark that goes with it.
func halfKana(r rune) bool { return r >= 0xff61 && r <= 0xff9f }

func widen(r rune) rune {
	if wide := width.LookupRune(r).Wide(); wide != 0 {
		return wide
	}
	return r
}

// soundMark gives the joining form of a sound mark that stands alone.
func soundMark(r rune) rune {
	switch r {
	case 0x309b, 0xff9e:
		return 0x3099
	case 0x309c, 0xff9f:
		return 0x309a
	}
	return r
}

// composed is the form NFC, but ideographs that it would replace by others stay:
// people's names are written with them.
func composed(s string) string {
	if norm.NFC.IsNormalString(s) {
		return s
	}
	var b strings.Builder
	for s != "" {
		plain := strings.IndexFunc(s, compatible)
		if plain < 0 {
			plain = len(s)
		}
		b.WriteString(norm.NFC.String(s[:plain]))
		s = s[plain:]
		kept := strings.IndexFunc(s, func(r rune) bool { return !compatible(r) })
		if kept < 0 {
			kept = len(s)
		}
		b.WriteString(s[:kept])
		s = s[kept:]
	}
	return b.String()
}

// compatible tells whether r is a compatibility ideograph.
func compatible(r rune) bool { return r >= 0xf900 && r <= 0xfaff || r >= 0x2f800 && r <= 0x2fa1f }
