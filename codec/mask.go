package codec

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
)

// mask keeps the prefix and the last group of a canonical text.
func mask(text []byte, none string) string {
	if len(text) == 0 {
		return none
	}
	last := text[bytes.LastIndexByte(text, '-'):]
	return string(text[:prefixSymbols]) + "-…" + string(last)
}

// codeDomain stands before a code's text in what its fingerprint is made of.
const codeDomain = "ollu code\x00"

func fingerprint(domain string, text []byte) string {
	if len(text) == 0 {
		return ""
	}
	sum := sha256.Sum256(append([]byte(domain), text...))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}
