package adminapi

import (
	"fmt"
	"slices"
	"testing"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/server/wire"
)

func (h *house) show(code codec.Code) wire.Licence {
	h.t.Helper()
	return ok[wire.LicenceResponse](h.post(wire.PathLicenceShow, wire.CodeRequest{Code: code})).Licence
}

func TestShowGivesDevices(t *testing.T) {
	h := newHouse(t)
	l := h.issued(sold())
	h.activated(l.Code, "gw-2", "gw-1")
	l = h.show(l.Code)
	if l.Standing != "activated" || len(l.Devices) != 2 || l.Devices[0].ID != "gw-1" || l.Devices[0].Version != "9.1" {
		t.Errorf("%+v", l)
	}
}

// A code is understood as a person types it.
func TestShowTakesACodeAsTyped(t *testing.T) {
	h := newHouse(t)
	code := h.issued(sold()).Code
	typed := ""
	for _, r := range code.Reveal() {
		if r != '-' {
			typed += string(r + 'Ａ' - 'A' + map[bool]rune{true: 0x20}[r >= 'A'])
		}
	}
	if l := ok[wire.LicenceResponse](h.post(wire.PathLicenceShow, fmt.Sprintf(`{"code":%q}`, typed))).Licence; l.Code != code {
		t.Errorf("%s", l.Code)
	}
}

func TestListPagesThroughWhatTheFilterPicks(t *testing.T) {
	h := newHouse(t)
	made := map[string][]codec.Code{}
	for i := range 40 {
		q := wire.IssueRequest{Product: "appliance", Expires: new(*day("2026-06-01") + term.Day(10*i)), Owner: "Owner " + fmt.Sprint(i%3), Order: fmt.Sprint("PO-", i%4)}
		if i%5 == 0 {
			q.Product, q.Prefix = "software", "AS"
		}
		l := h.issued(q)
		made[l.Phase] = append(made[l.Phase], l.Code)
		made[l.Product] = append(made[l.Product], l.Code)
		made[l.Owner] = append(made[l.Owner], l.Code)
		made[l.Order] = append(made[l.Order], l.Code)
		if *l.Expires >= *day("2026-12-01") && *l.Expires <= *day("2026-12-31") {
			made["december"] = append(made["december"], l.Code)
		}
	}
	for name, f := range map[string]wire.Filter{
		"active":   {Phase: "active"},
		"grace":    {Phase: "grace"},
		"expired":  {Phase: "expired"},
		"software": {Prefix: "as"},
		"Owner 1":  {Owner: "owner 1"},
		"PO-3":     {Order: "PO-3", Standing: "issued", Type: "full"},
		"december": {ExpiresFrom: day("2026-12-01"), ExpiresTo: day("2026-12-31")},
	} {
		got, pages := h.listed(wire.ListRequest{Filter: f, Limit: 3})
		want := made[name]
		slices.SortFunc(want, compareCodes)
		if len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%s: %d licences, want %d", name, len(got), len(want))
		}
		if most := len(want)/3 + 1; pages > most {
			t.Errorf("%s: %d pages for %d licences", name, pages, len(want))
		}
	}
	if l := ok[wire.LicencesResponse](h.post(wire.PathLicenceList, "")); len(l.Licences) != 40 || l.Next != nil {
		t.Errorf("without a body: %d licences", len(l.Licences))
	}
}

func (h *house) listed(q wire.ListRequest) (codes []codec.Code, pages int) {
	h.t.Helper()
	for {
		answer := ok[wire.LicencesResponse](h.post(wire.PathLicenceList, q))
		pages++
		for _, l := range answer.Licences {
			codes = append(codes, l.Code)
		}
		if q.After = answer.Next; q.After == nil {
			return codes, pages
		}
	}
}

func compareCodes(a, b codec.Code) int {
	return slices.Compare(a.AppendBytes(nil), b.AppendBytes(nil))
}

// At 20:00 UTC it is the next day in Tokyo: two licences with the same dates are
// in different phases, and a list agrees with what it shows.
func TestListJudgesPhasesInEachZone(t *testing.T) {
	h := newHouse(t)
	q := sold()
	q.Expires = day("2026-11-21")
	tokyo := h.issued(q)
	q.Zone = "America/New_York"
	york := h.issued(q)
	h.now = noon.Add(8 * 3600e9)
	for phase, want := range map[string]codec.Code{"grace": tokyo.Code, "active": york.Code} {
		got := ok[wire.LicencesResponse](h.post(wire.PathLicenceList, wire.ListRequest{Filter: wire.Filter{Phase: phase}})).Licences
		if len(got) != 1 || got[0].Code != want || got[0].Phase != phase {
			t.Errorf("%s: %+v", phase, got)
		}
	}
}

func TestListRefuses(t *testing.T) {
	h := newHouse(t)
	for field, body := range map[string]string{
		"limit":        `{"limit":1001}`,
		"type":         `{"type":"gift"}`,
		"phase":        `{"phase":"waning"}`,
		"standing":     `{"standing":"lying"}`,
		"prefix":       `{"prefix":"1A"}`,
		"expires_from": `{"expires_from":"yesterday"}`,
	} {
		if e := h.post(wire.PathLicenceList, body).refused(wire.InvalidRequest); e.Field != field {
			t.Errorf("field %q, want %q: %s", e.Field, field, e.Message)
		}
	}
}

func TestRenew(t *testing.T) {
	for name, c := range map[string]struct {
		q                wire.RenewRequest
		expires, pending string
		seats            uint32
	}{
		"by date":          {wire.RenewRequest{Expires: day("2028-03-31")}, "2028-03-31", "", 50},
		"by a year":        {wire.RenewRequest{Period: "1y"}, "2028-03-31", "", 50},
		"by months":        {wire.RenewRequest{Period: "18m", Seats: 60}, "2028-09-30", "", 60},
		"from a later day": {wire.RenewRequest{Period: "1y", ShowsFrom: day("2026-12-04"), Seats: 60}, "2027-03-31", "2028-03-31", 50},
		"from today":       {wire.RenewRequest{Period: "30d", ShowsFrom: day("2026-11-20")}, "2027-04-30", "", 50},
		"shortened":        {wire.RenewRequest{Expires: day("2027-01-31"), Shorten: true}, "2027-01-31", "", 50},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			c.q.Code = h.issued(sold()).Code
			c.q.DryRun = true
			dry := ok[wire.LicenceResponse](h.post(wire.PathLicenceRenew, c.q))
			if before := h.show(c.q.Code); before.Expires.String() != "2027-03-31" || before.Renewals != nil {
				t.Fatalf("the dry run changed it: %+v", before)
			}
			c.q.DryRun = false
			wet := ok[wire.LicenceResponse](h.post(wire.PathLicenceRenew, c.q, wire.HeaderOperator, "hanako"))
			l := wet.Licence
			if !dry.DryRun || wet.DryRun || dry.Licence.Expires.String() != l.Expires.String() {
				t.Errorf("dry run %+v, then %+v", dry, wet)
			}
			if l.Expires.String() != c.expires || l.Seats != c.seats || len(l.Renewals) != 1 || l.Renewals[0].By != "hanako" {
				t.Errorf("%+v", l)
			}
			if c.pending == "" {
				if l.Pending != nil {
					t.Errorf("pending %+v", l.Pending)
				}
			} else if l.Pending == nil || l.Pending.Expires.String() != c.pending || l.Pending.Seats != c.q.Seats {
				t.Errorf("pending %+v", l.Pending)
			}
		})
	}
}

// A renewal that was entered for later is the base of the next one, which takes it
// over; a second one cannot be made to wait beside it.
func TestRenewalsAddUp(t *testing.T) {
	h := newHouse(t)
	code := h.issued(sold()).Code
	later := wire.RenewRequest{Code: code, Period: "1y", ShowsFrom: day("2026-12-04")}
	ok[wire.LicenceResponse](h.post(wire.PathLicenceRenew, later))
	h.post(wire.PathLicenceRenew, later).refused(wire.Conflict)
	l := ok[wire.LicenceResponse](h.post(wire.PathLicenceRenew, wire.RenewRequest{Code: code, Period: "1y"})).Licence
	if l.Expires.String() != "2029-03-31" || l.Pending != nil {
		t.Errorf("%+v", l)
	}
}

func TestRenewRefuses(t *testing.T) {
	h := newHouse(t)
	code := h.issued(sold()).Code
	perpetual := h.issued(wire.IssueRequest{Product: "appliance", Perpetual: true}).Code
	for name, c := range map[string]struct {
		q     wire.RenewRequest
		want  wire.ErrorCode
		field string
	}{
		"neither":         {wire.RenewRequest{Code: code}, wire.InvalidRequest, "expires"},
		"both":            {wire.RenewRequest{Code: code, Expires: day("2028-03-31"), Period: "1y"}, wire.InvalidRequest, "expires"},
		"no period":       {wire.RenewRequest{Code: code, Period: "soon"}, wire.InvalidRequest, "period"},
		"endless":         {wire.RenewRequest{Code: code, Period: "200y"}, wire.InvalidRequest, "period"},
		"earlier":         {wire.RenewRequest{Code: code, Expires: day("2026-12-31")}, wire.Conflict, ""},
		"shows too late":  {wire.RenewRequest{Code: code, Expires: day("2028-03-31"), ShowsFrom: day("2029-01-01")}, wire.InvalidRequest, "shows_from"},
		"perpetual":       {wire.RenewRequest{Code: perpetual, Period: "1y"}, wire.Conflict, ""},
		"never issued":    {wire.RenewRequest{Code: unissued(t), Period: "1y"}, wire.NotFound, ""},
		"never, dry":      {wire.RenewRequest{Code: unissued(t), Expires: day("2028-03-31"), DryRun: true}, wire.NotFound, ""},
		"without a code":  {wire.RenewRequest{Expires: day("2028-03-31")}, wire.InvalidRequest, "code"},
		"without, period": {wire.RenewRequest{Period: "1y"}, wire.InvalidRequest, "code"},
	} {
		t.Run(name, func(t *testing.T) {
			r := h.post(wire.PathLicenceRenew, c.q)
			r.t = t
			if e := r.refused(c.want); e.Field != c.field {
				t.Errorf("field %q, want %q: %s", e.Field, c.field, e.Message)
			}
		})
	}
}

// What the issuer decides can be undone but for a replacement, and its reason
// stays (row B5).
func TestStandings(t *testing.T) {
	h := newHouse(t)
	l := h.issued(sold())
	h.activated(l.Code, "gw-1")
	act := func(path, reason string) reply {
		return h.post(path, wire.StandingRequest{Code: l.Code, Reason: reason}, wire.HeaderOperator, "taro")
	}
	h.post(wire.PathLicenceRevoke, wire.StandingRequest{Code: l.Code, Reason: "x", DryRun: true})
	if s := h.show(l.Code).Standing; s != "activated" {
		t.Fatalf("the dry run left it %s", s)
	}
	if s := ok[wire.LicenceResponse](act(wire.PathLicenceSuspend, "not paid")).Licence; s.Standing != "suspended" || len(s.Devices) != 1 {
		t.Errorf("%+v", s)
	}
	if e := act(wire.PathLicenceSuspend, "again").refused(wire.Conflict); e.Standing != "suspended" {
		t.Errorf("%+v", e)
	}
	act(wire.PathLicenceRevoke, "").refused(wire.InvalidRequest)
	act(wire.PathLicenceRevoke, "a\x07b").refused(wire.InvalidRequest)
	ok[wire.LicenceResponse](act(wire.PathLicenceRevoke, "returned"))
	act(wire.PathLicenceResume, "sorry").refused(wire.InvalidRequest)
	back := ok[wire.LicenceResponse](act(wire.PathLicenceResume, "")).Licence
	switch {
	case back.Standing != "activated":
		t.Errorf("standing %s", back.Standing)
	case back.Revocation.Reason != "returned", back.Revocation.By != "taro", back.Revocation.LiftedAt.IsZero():
		t.Errorf("revocation %+v", back.Revocation)
	case back.Suspension.Reason != "not paid", back.Suspension.LiftedAt.IsZero():
		t.Errorf("suspension %+v", back.Suspension)
	}
}

func TestReplace(t *testing.T) {
	h := newHouse(t)
	q := sold()
	q.Owner, q.Note = "Example", "old note"
	old := h.issued(q)
	h.activated(old.Code, "gw-1")
	change := wire.ReplaceRequest{Code: old.Code, Seats: 80, Expires: day("2029-03-31"), Components: []string{"spam"}, Note: "new note", Type: new(product.Trial), GraceDays: new(7), DryRun: true}

	dry := ok[wire.ReplaceResponse](h.post(wire.PathLicenceReplace, change))
	if !dry.DryRun || !dry.Licence.Code.IsZero() || dry.Replaced.ReplacedBy != nil || h.store.Stats().Licences != 1 {
		t.Errorf("dry run: %+v", dry)
	}
	change.DryRun = false
	done := ok[wire.ReplaceResponse](h.post(wire.PathLicenceReplace, change))
	heir := h.show(done.Licence.Code)
	switch {
	case done.Replaced.Standing != "replaced", *done.Replaced.ReplacedBy != heir.Code, *heir.Replaces != old.Code:
		t.Errorf("%+v", done)
	case len(done.Replaced.Devices) != 1, len(heir.Devices) != 0, heir.Standing != "issued":
		t.Errorf("%+v", done)
	case heir.Seats != 80, heir.Expires.String() != "2029-03-31", heir.GraceDays != 7, heir.Type != product.Trial:
		t.Errorf("%+v", heir)
	case heir.Owner != "Example", heir.Note != "new note", heir.DeviceLimit != old.DeviceLimit, heir.Zone != old.Zone:
		t.Errorf("%+v", heir)
	case !slices.Equal(heir.Components, []string{"spam", "reputation"}):
		t.Errorf("%+v", heir.Components)
	}
	h.post(wire.PathLicenceReplace, wire.ReplaceRequest{Code: old.Code}).refused(wire.Conflict)
	h.post(wire.PathLicenceReplace, wire.ReplaceRequest{Code: heir.Code, Components: []string{"encryption"}}).refused(wire.InvalidRequest)
	h.post(wire.PathLicenceReplace, wire.ReplaceRequest{Code: heir.Code, Order: "\x00"}).refused(wire.InvalidRequest)
	h.post(wire.PathLicenceReplace, wire.ReplaceRequest{Code: unissued(t)}).refused(wire.NotFound)
	h.post(wire.PathLicenceReplace, wire.ReplaceRequest{}).refused(wire.InvalidRequest)
}

// A replacement that changes nothing keeps the term, perpetual and pending too.
func TestReplaceKeepsTheTerm(t *testing.T) {
	h := newHouse(t)
	forever := h.issued(wire.IssueRequest{Product: "appliance", Perpetual: true})
	if l := ok[wire.ReplaceResponse](h.post(wire.PathLicenceReplace, wire.ReplaceRequest{Code: forever.Code})).Licence; !l.Perpetual {
		t.Errorf("%+v", l)
	}
	yearly := h.issued(sold()).Code
	ok[wire.LicenceResponse](h.post(wire.PathLicenceRenew, wire.RenewRequest{Code: yearly, Period: "1y", ShowsFrom: day("2026-12-04")}))
	heir := ok[wire.ReplaceResponse](h.post(wire.PathLicenceReplace, wire.ReplaceRequest{Code: yearly})).Licence
	if heir.Expires.String() != "2027-03-31" || heir.Pending == nil || heir.Seats != 50 {
		t.Errorf("%+v", heir)
	}
}

func TestRemoveDevice(t *testing.T) {
	h := newHouse(t)
	code := h.issued(sold()).Code
	h.activated(code, "gw-1", "gw-2")
	l := ok[wire.LicenceResponse](h.post(wire.PathLicenceRemoveDevice, wire.RemoveDeviceRequest{Code: code, Device: "gw-1"})).Licence
	if len(l.Devices) != 1 || l.Devices[0].ID != "gw-2" || l.Standing != "activated" {
		t.Errorf("%+v", l)
	}
	h.post(wire.PathLicenceRemoveDevice, wire.RemoveDeviceRequest{Code: code, Device: "gw-1"}).refused(wire.NotFound)
	h.post(wire.PathLicenceRemoveDevice, wire.RemoveDeviceRequest{Code: code}).refused(wire.InvalidRequest)
}
