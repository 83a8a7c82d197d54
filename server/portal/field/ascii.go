package field

import (
	"net/mail"
	"strings"
	"unicode"

	"ollu/server/words"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// folded gives the plain form of full-width letters, with no space around.
func folded(typed string) string { return strings.TrimSpace(width.Fold.String(tidy(typed))) }

// takeMail reads one mail address: its domain in small letters, the rest as it is.
func takeMail(typed string) (string, *wrong) {
	s := folded(typed)
	if s == "" {
		return "", nil
	}
	read, err := mail.ParseAddress(s)
	local, domain, _ := strings.Cut(s, "@")
	if err != nil || read.Address != s || local == "" || !soundDomain(domain) || !ascii(s) {
		return takeText(typed), say(words.FieldNotMail)
	}
	return local + "@" + strings.ToLower(domain), nil
}

// soundDomain tells whether a mail domain is one of the outside world: a name
// with a dot inside.
func soundDomain(d string) bool {
	for label := range strings.SplitSeq(d, ".") {
		if label == "" || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
		if strings.ContainsFunc(label, func(r rune) bool { return r != '-' && !letter(r) && !digit(r) }) {
			return false
		}
	}
	return strings.Contains(d, ".")
}

const minLogin, maxLogin = 6, 25

// takeLogin reads a login id (row R3).
func takeLogin(typed string) (string, *wrong) {
	s := folded(typed)
	switch {
	case s == "":
		return "", nil
	case strings.ContainsFunc(s, func(r rune) bool { return !letter(r) && !digit(r) && !strings.ContainsRune("._-", r) }):
		return takeText(typed), say(words.FieldNotLogin)
	case len(s) < minLogin || len(s) > maxLogin:
		return s, say(words.FieldLoginLength)
	}
	return s, nil
}

const minPassword, maxPassword = 8, 25

// takePassword reads a new password (row R3). It is taken as it is typed, spaces
// at its ends included.
func takePassword(typed string) (string, *wrong) {
	s := takeSecret(typed)
	switch {
	case s == "":
		return "", nil
	case !ascii(s):
		return s, say(words.FieldPasswordSigns)
	case len(s) < minPassword || len(s) > maxPassword:
		return s, say(words.FieldPasswordLength)
	case !strings.ContainsFunc(s, digit) || !strings.ContainsFunc(s, capital) || !strings.ContainsFunc(s, small):
		return s, say(words.FieldPasswordKinds)
	case common(s):
		return s, say(words.FieldPasswordCommon)
	}
	return s, nil
}

// takeSecret reads a password as it stands.
func takeSecret(typed string) string { return norm.NFC.String(strings.ToValidUTF8(typed, "")) }

// ascii tells whether s is of printable ASCII alone.
func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r >= unicode.MaxASCII })
}

func digit(r rune) bool   { return r >= '0' && r <= '9' }
func capital(r rune) bool { return r >= 'A' && r <= 'Z' }
func small(r rune) bool   { return r >= 'a' && r <= 'z' }
func letter(r rune) bool  { return capital(r) || small(r) }
