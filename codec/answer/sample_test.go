package answer

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ollu/codec/product"
	"ollu/codec/term"
)

// sample is an ordinary answer about the worked example's licence.
func sample() Statement {
	return Statement{
		Result: Valid, Issued: true,
		Product: "mail-gateway-appliance", Type: product.Full, Seats: 250,
		Components: []string{"antivirus", "cloud-pre-filter", "spam-prevention", "sender-reputation", "ip-profiler"},
		Expires:    day("2020-01-31"), GraceEnds: day("2020-04-30"), Zone: "Asia/Tokyo",
		DaysLeft: 30, UpdatesAllowed: true,
		NextCheck:  time.Date(2020, 1, 30, 0, 0, 0, 0, time.FixedZone("", 9*3600)),
		ServerTime: time.Date(2020, 1, 1, 3, 4, 5, 0, time.UTC),
	}
}

func day(s string) term.Day {
	d, err := term.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// canonical drops what is not written with a result, and what a form cannot
// hold, so that the laws can be asked of any statement.
func canonical(s Statement) Statement {
	s.Issued = s.Result.named()
	s.ServerTime = cut(s.ServerTime, 0)
	if s.Result != Malformed {
		s.Hint = ""
	}
	if !s.Issued {
		return Statement{Result: s.Result, ServerTime: s.ServerTime, Hint: s.Hint}
	}
	if s.Perpetual {
		s.Expires, s.GraceEnds, s.DaysLeft = 0, 0, 0
	}
	s.Components = slices.DeleteFunc(slices.Clone(s.Components), func(id string) bool { return id == "" })
	if len(s.Components) == 0 {
		s.Components = nil
	}
	if !s.NextCheck.IsZero() {
		_, offset := s.NextCheck.Zone()
		s.NextCheck = cut(s.NextCheck, offset/60*60)
	}
	return s
}

func cut(t time.Time, offset int) time.Time {
	unix := min(max(t.Unix(), firstSecond+secondsPerDay), lastSecond-secondsPerDay)
	return time.Unix(unix, 0).In(time.FixedZone("", offset))
}

// utf8Only is what JSON makes of the strings.
func utf8Only(s Statement) Statement {
	s.Product, s.Zone, s.Hint = replaced(s.Product), replaced(s.Zone), replaced(s.Hint)
	s.Components = slices.Clone(s.Components)
	for i := range s.Components {
		s.Components[i] = replaced(s.Components[i])
	}
	return s
}

// replaced puts U+FFFD for each byte that is not UTF-8.
func replaced(s string) string {
	var out strings.Builder
	for _, r := range s {
		out.WriteRune(r)
	}
	return out.String()
}

// same compares instants together with their distance from UTC.
var same = cmp.Comparer(func(a, b time.Time) bool {
	_, offsetA := a.Zone()
	_, offsetB := b.Zone()
	return a.Equal(b) && offsetA == offsetB
})

func mustEqual(t *testing.T, got, want Statement) {
	t.Helper()
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Fatalf("statement differs (-want +got):\n%s", diff)
	}
}
