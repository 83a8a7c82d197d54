package book

import (
	"encoding/binary"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/term"
)

// exact compares codes and what this package keeps to itself.
var exact = cmp.AllowUnexported(codec.Code{}, Tag{})

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// code gives the n-th code of these tests.
func code(n int) codec.Code {
	c, err := codec.CodeFromBytes(append(binary.BigEndian.AppendUint64(make([]byte, 8), uint64(n)<<1|1), 1))
	if err != nil {
		panic(err)
	}
	return c
}

// word gives a statement about the n-th code.
func word(n int) answer.Signed {
	c := code(n)
	day, err := term.Civil(2027, 3, 31)
	if err != nil {
		panic(err)
	}
	return answer.Signed{
		Claims: answer.Claims{Issuer: "issuer.example", Subject: c.Fingerprint(), IssuedAt: noon, Expires: noon.AddDate(0, 0, 35)},
		Statement: answer.Statement{
			Result: answer.Valid, Issued: true, Product: "mail-gateway", Seats: 50, Components: []string{"scan", "update"},
			Expires: day, GraceEnds: day + 30, Zone: "Asia/Tokyo", DaysLeft: 130, UpdatesAllowed: true,
			NextCheck: noon.In(time.FixedZone("", 9*60*60)).AddDate(0, 0, 1), ServerTime: noon,
		},
		KeyID: "k1",
	}
}

func held(n int) Code {
	return Code{
		Code: code(n), Added: noon, Note: "rack 4", Tag: "abcdefghijkl", Token: "header.payload.signature",
		Signed: word(n), TakenAt: noon, ChangedAt: noon,
	}
}

func fresh(t testing.TB) string { return filepath.Join(t.TempDir(), "manager.db") }

// opened gives a book that the test closes at its end.
func opened(t testing.TB, path string) *Book {
	t.Helper()
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
