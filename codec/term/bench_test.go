package term_test

import (
	"testing"
	"time"

	"ollu/codec/term"
)

// The moments lie in the year that the rows name, so that the cost of zones
// whose clock changes (package time keeps only the present stretch at hand)
// shows beside that of zones whose clock does not.
var benchTerms = []struct{ name, zone, now string }{
	{"Tokyo", "Asia/Tokyo", "2026-06-15T12:00:00Z"},
	{"UTC", "UTC", "2026-06-15T12:00:00Z"},
	{"NewYork", "America/New_York", "2026-06-15T12:00:00Z"},
	{"Berlin2150", "Europe/Berlin", "2150-06-15T12:00:00Z"},
}

var (
	sinkState term.State
	sinkTime  time.Time
)

func benchTerm(b *testing.B, zoneName, at string) (*term.Term, time.Time) {
	now, err := time.Parse(time.RFC3339, at)
	if err != nil {
		b.Fatal(err)
	}
	return &term.Term{
		Expires:  term.Today(now, nil) + 200,
		Grace:    90,
		Zone:     zone(b, zoneName),
		Schedule: mailGateway(30),
	}, now
}

func BenchmarkAt(b *testing.B) {
	for _, row := range benchTerms {
		b.Run(row.name, func(b *testing.B) {
			licence, now := benchTerm(b, row.zone, row.now)
			b.ReportAllocs()
			for b.Loop() {
				sinkState = licence.At(now)
			}
		})
	}
}

func BenchmarkNextCheck(b *testing.B) {
	for _, row := range benchTerms {
		b.Run(row.name, func(b *testing.B) {
			licence, now := benchTerm(b, row.zone, row.now)
			b.ReportAllocs()
			for b.Loop() {
				sinkTime, _ = licence.NextCheck(now)
			}
		})
	}
}
