package keystore

import (
	"fmt"
	"strings"
	"unicode"

	"ollu/keystore/customer"
)

// Whether a field may be empty.
const (
	required = true
	optional = false
)

// The characters of ids and numbers.
const (
	digits  = "0123456789"
	lower   = "abcdefghijklmnopqrstuvwxyz"
	letters = lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

func checkID(field string, id customer.ID) error {
	if _, err := customer.ParseID(string(id)); err != nil {
		return &FieldError{Field: field, Why: "must be an id: 16 characters a–z and 2–7"}
	}
	return nil
}

// checkLine judges a text of one line.
func checkLine(field, s string, most int, needed bool) error {
	if needed && strings.TrimSpace(s) == "" {
		return &FieldError{Field: field, Why: "is missing"}
	}
	if strings.ContainsFunc(s, unicode.IsControl) {
		return &FieldError{Field: field, Why: "must not hold control characters"}
	}
	return checkText(field, s, most)
}

// checkLetters judges a text of given characters.
func checkLetters(field, s, allowed string, least, most int) error {
	odd := func(r rune) bool { return !strings.ContainsRune(allowed, r) }
	if len(s) < least || len(s) > most || strings.ContainsFunc(s, odd) {
		return &FieldError{Field: field, Why: fmt.Sprintf("must be %d to %d of the characters %s", least, most, allowed)}
	}
	return nil
}

func checkMail(field, s string, needed bool) error {
	if s == "" && !needed {
		return nil
	}
	name, host, at := strings.Cut(s, "@")
	odd := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"(),:;<>@[\]`, r) }
	if !at || name == "" || host == "" || strings.ContainsFunc(name, odd) || strings.ContainsFunc(host, odd) || len(s) > maxMail {
		return &FieldError{Field: field, Why: fmt.Sprintf("must be a mail address of at most %d ASCII characters", maxMail)}
	}
	return nil
}

func checkPhone(field, s string) error {
	return checkLetters(field, s, digits+"+-", 0, maxPhone)
}

func checkLang(lang string) error {
	if lang != "ja" && lang != "en" {
		return &FieldError{Field: "lang", Why: "must be ja or en"}
	}
	return nil
}

func checkRole(r customer.Role) error {
	if !r.Known() {
		return &FieldError{Field: "role", Why: "must be viewer, editor or owner"}
	}
	return nil
}

// line is one field of a block of such.
type line struct {
	name, value string
	needed      bool
}

func checkLines(block string, all []line) error {
	for _, l := range all {
		if err := checkLine(block+"."+l.name, l.value, maxLine, l.needed); err != nil {
			return err
		}
	}
	return nil
}
