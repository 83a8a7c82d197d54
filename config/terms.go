package config

import (
	"crypto/sha256"
	_ "embed" // the sample that ships
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

const maxTerms = 256 << 10

//go:embed terms.ja.txt
var sampleTermsJA string

//go:embed terms.en.txt
var sampleTermsEN string

// Terms are the portal's terms of use: plain text, paragraphs apart by an empty
// line.
type Terms struct{ JA, EN string }

// Version names these terms: it changes when a letter of them does. It is kept
// with each customer who accepted them.
func (t Terms) Version() string {
	sum := sha256.Sum256([]byte(t.JA + "\x00" + t.EN))
	return hex.EncodeToString(sum[:6])
}

// LoadTerms reads the terms that the portal is told of; without files they are the
// sample that ships.
func (p *Portal) LoadTerms() (Terms, error) {
	if p.TermsJA == "" && p.TermsEN == "" {
		return Terms{sampleTermsJA, sampleTermsEN}, nil
	}
	ja, jaErr := loadText("portal.terms_ja", p.TermsJA)
	en, enErr := loadText("portal.terms_en", p.TermsEN)
	return Terms{ja, en}, errors.Join(jaErr, enErr)
}

func loadText(key, path string) (string, error) {
	b, err := readFile(path, maxTerms)
	if err != nil {
		return "", fmt.Errorf("%s: %w", key, err)
	}
	if !utf8.Valid(b) || strings.TrimSpace(string(b)) == "" {
		return "", fmt.Errorf("%s: %s must be text in UTF-8, and not empty", key, path)
	}
	return string(b), nil
}
