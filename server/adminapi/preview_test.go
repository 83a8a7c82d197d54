package adminapi

import (
	"fmt"
	"testing"
	"time"

	"ollu/codec/term"
	"ollu/server/wire"
)

func (h *house) preview(q wire.PreviewRequest) wire.PreviewResponse {
	h.t.Helper()
	return ok[wire.PreviewResponse](h.post(wire.PathLicencePreview, q))
}

func dates(list ...string) (out []term.Day) {
	for _, s := range list {
		out = append(out, *day(s))
	}
	return out
}

// told tells an answer in one line.
func told(w wire.Told) string {
	n := "perpetual"
	if w.Day != nil {
		n = fmt.Sprintf("E%+d %s", *w.Day, w.Expires)
	}
	return fmt.Sprintf("%s %s %s %d %v", w.At.Format("2006-01-02T15:04"), n, w.Result, w.Seats, w.UpdatesAllowed)
}

// What is told over a whole life, a renewal that shows late included (rows B1,
// L5, C4).
func TestPreview(t *testing.T) {
	h := newHouse(t)
	l := h.issued(sold())
	h.activated(l.Code, "gw-1")
	ok[wire.LicenceResponse](h.post(wire.PathLicenceRenew,
		wire.RenewRequest{Code: l.Code, Expires: day("2028-03-31"), ShowsFrom: day("2027-04-10"), Seats: 80}))
	a := h.preview(wire.PreviewRequest{
		Code: l.Code, On: dates("2026-11-20", "2027-03-30", "2027-03-31", "2027-04-09", "2027-04-10", "2028-03-31", "2028-06-29"),
		From: day("2027-03-01"), To: day("2027-05-31"),
	})
	equalLines(t, "on", a.On, []string{
		"2026-11-20T21:00 E-131 2027-03-31 valid 50 true",
		"2027-03-30T00:00 E-1 2027-03-31 valid 50 true",
		"2027-03-31T00:00 E+0 2027-03-31 grace 50 true",
		"2027-04-09T00:00 E+9 2027-03-31 grace 50 true",
		"2027-04-10T00:00 E-356 2028-03-31 valid 80 true",
		"2028-03-31T00:00 E+0 2028-03-31 grace 80 true",
		"2028-06-29T00:00 E+90 2028-03-31 expired 80 false",
	})
	equalLines(t, "checks", a.Checks, []string{
		"2027-03-01T00:00 E-30 2027-03-31 valid 50 true",
		"2027-03-30T00:00 E-1 2027-03-31 valid 50 true",
		"2027-03-31T00:00 E+0 2027-03-31 grace 50 true",
		"2027-04-10T00:00 E-356 2028-03-31 valid 80 true", // the day the renewal shows
		"2027-05-06T00:00 E-330 2028-03-31 valid 80 true",
	})
	if a.More || a.Licence.Code != l.Code || a.On[0].NextCheck == nil {
		t.Errorf("more %v, licence %s", a.More, a.Licence.Code)
	}
}

func equalLines(t *testing.T, what string, got []wire.Told, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Errorf("%s: nothing, want %s", what, want[i])
		case i >= len(want):
			t.Errorf("%s: %s, want no more", what, told(got[i]))
		case told(got[i]) != want[i]:
			t.Errorf("%s: %s, want %s", what, told(got[i]), want[i])
		}
	}
}

// Without being asked for days, a year of checks from now on; what has passed
// today is not to come. Every day after the grace makes many of them.
func TestPreviewOfAYear(t *testing.T) {
	h := newHouse(t)
	l := h.issued(sold())
	a := h.preview(wire.PreviewRequest{Code: l.Code})
	first, last := a.Checks[0], a.Checks[len(a.Checks)-1]
	if told(first) != "2026-12-01T00:00 E-120 2027-03-31 not_activated 50 true" || last.At.Format("2006-01-02") != "2027-11-20" || len(a.On) != 0 || a.More {
		t.Errorf("%s … %s", told(first), told(last))
	}
	far := h.preview(wire.PreviewRequest{Code: l.Code, To: day("2040-01-01")})
	if len(far.Checks) != wire.MaxPreviewChecks || !far.More {
		t.Errorf("%d checks, more %v", len(far.Checks), far.More)
	}
	for i, c := range far.Checks[1:] {
		if before := far.Checks[i]; before.NextCheck == nil || !before.NextCheck.Equal(c.At) {
			t.Fatalf("after %s comes %s", told(before), told(c))
		}
	}
	rest := h.preview(wire.PreviewRequest{Code: l.Code, From: day("2027-06-29"), To: day("2027-06-30")})
	equalLines(t, "from the grace end", rest.Checks, []string{
		"2027-06-29T00:00 E+90 2027-03-31 not_activated 50 false",
		"2027-06-30T00:00 E+91 2027-03-31 not_activated 50 false",
	})
}

func TestPreviewOfOthers(t *testing.T) {
	h := newHouse(t)
	forever := h.issued(wire.IssueRequest{Product: "appliance", Perpetual: true})
	h.activated(forever.Code, "d")
	a := h.preview(wire.PreviewRequest{Code: forever.Code, On: dates("2100-01-01"), To: day("2027-01-31")})
	equalLines(t, "perpetual", a.On, []string{"2100-01-01T00:00 perpetual valid 1 true"})
	equalLines(t, "its checks", a.Checks, []string{"2026-12-20T00:00 perpetual valid 1 true", "2027-01-19T00:00 perpetual valid 1 true"})

	revoked := h.issued(sold())
	h.post(wire.PathLicenceRevoke, wire.StandingRequest{Code: revoked.Code, Reason: "r"})
	b := h.preview(wire.PreviewRequest{Code: revoked.Code, On: dates("2026-12-01")})
	equalLines(t, "revoked", b.On, []string{"2026-12-01T00:00 E-120 2027-03-31 revoked 50 false"})
}

func TestPreviewRefuses(t *testing.T) {
	h := newHouse(t)
	l := h.issued(sold())
	h.now = noon.Add(3 * time.Hour) // 2026-11-21 in Tokyo
	for field, q := range map[string]wire.PreviewRequest{
		"code": {},
		"on":   {Code: l.Code, On: dates("2026-11-21", "2026-11-20")},
		"from": {Code: l.Code, From: day("2026-11-20")},
		"to":   {Code: l.Code, From: day("2027-01-02"), To: day("2027-01-01")},
	} {
		if e := h.post(wire.PathLicencePreview, q).refused(wire.InvalidRequest); e.Field != field {
			t.Errorf("field %q, want %q: %s", e.Field, field, e.Message)
		}
	}
	many := wire.PreviewRequest{Code: l.Code, On: make([]term.Day, wire.MaxPreviewDays+1)}
	h.post(wire.PathLicencePreview, many).refused(wire.InvalidRequest)
	h.post(wire.PathLicencePreview, `{"code":"IM-2CPJ-7SATU-ALE5G-FUKB6-8TM5N-D55BQ"}`).refused(wire.NotFound)
	h.post(wire.PathLicenceFile, `{"code":"IM-2CPJ-7SATU-ALE5G-FUKB6-8TM5N-D55BQ"}`).refused(wire.NotFound)
}
