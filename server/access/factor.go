package access

import (
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"golang.org/x/text/width"
)

// What authenticator programs take for granted.
const (
	factorBytes  = 20
	factorDigits = 6
	factorPeriod = 30 // seconds
)

var factorBase = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewFactor draws the key of a second factor (row P7).
func NewFactor(random io.Reader) ([]byte, error) {
	key := make([]byte, factorBytes)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, fmt.Errorf("reading random bytes for a second factor: %w", err)
	}
	return key, nil
}

// FactorURI is what an authenticator program reads from the QR code: whose the
// factor is and its key.
func FactorURI(issuer, login string, key []byte) string {
	issuer = strings.ReplaceAll(issuer, ":", " ")
	query := []string{
		"secret=" + factorBase.EncodeToString(key), "issuer=" + strings.ReplaceAll(url.QueryEscape(issuer), "+", "%20"),
		"algorithm=SHA1", fmt.Sprintf("digits=%d", factorDigits), fmt.Sprintf("period=%d", factorPeriod),
	}
	return "otpauth://totp/" + url.PathEscape(issuer) + ":" + url.PathEscape(login) + "?" + strings.Join(query, "&")
}

// FactorSecret gives the key as one types it into an authenticator program, in
// groups of four.
func FactorSecret(key []byte) string { return grouped(factorBase.EncodeToString(key), " ") }

// CheckFactor tells whether code is the key's now, or half a minute before or
// after, and of which time step. Full-width digits and spaces are taken. That a
// step is used once only is for keystore.LogIn to see to.
func CheckFactor(key []byte, code string, now time.Time) (step int64, ok bool) {
	typed := []byte(plain(code))
	if len(key) == 0 || len(typed) != factorDigits {
		return 0, false
	}
	at := now.Unix() / factorPeriod
	for _, candidate := range [...]int64{at - 1, at, at + 1} {
		right, err := hotp.GenerateCodeCustom(factorBase.EncodeToString(key), uint64(candidate),
			hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(right), typed) == 1 {
			step, ok = candidate, true
		}
	}
	return step, ok
}

// plain is what was typed, full-width characters made plain, without spaces and
// hyphens.
func plain(typed string) string {
	folded := width.Fold.String(typed)
	return strings.Map(func(r rune) rune {
		if passedOver(r) {
			return -1
		}
		return r
	}, folded)
}

// grouped puts a sign between groups of four.
func grouped(s, between string) string {
	const group = 4
	var parts []string
	for len(s) > group {
		parts, s = append(parts, s[:group]), s[group:]
	}
	return strings.Join(append(parts, s), between)
}
