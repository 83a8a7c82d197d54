package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/server/wire"
)

func TestIssueInAllForms(t *testing.T) {
	s := newSite(t)
	text := s.do(t, "license", "issue", "--product", exampleProduct, "--expires", "2099-03-31", "--seats", "50")
	if !strings.Contains(text, exampleProduct+" (full), 50 seats, until 2099-03-31, grace until 2099-06-29 (Asia/Tokyo)\n") {
		t.Errorf("issue prints %q", text)
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if _, err := codec.ParseCode(lines[len(lines)-1]); err != nil {
		t.Errorf("the last line %q is no code: %v", lines[len(lines)-1], err)
	}

	ls := s.issue(t, "--count", "3", "--with-key", "--owner", "Example KK", "--order", "o-1", "--note", "n",
		"--zone", "Europe/Berlin", "--grace", "0", "--device-limit", "9", "--components", "antivirus,spam-prevention", "--prefix", "IM")
	if len(ls) != 3 {
		t.Fatalf("%d licences, want 3", len(ls))
	}
	for _, l := range ls {
		if l.Owner != "Example KK" || l.Order != "o-1" || l.Note != "n" || l.Zone != "Europe/Berlin" || l.GraceDays != 0 ||
			l.DeviceLimit != 9 || l.RegistrationKey == nil || l.Seats != 1 ||
			!slices.Equal(l.Components, []string{"antivirus", "spam-prevention", "sender-reputation", "ip-profiler"}) {
			t.Errorf("issued %+v", l)
		}
	}
	if l := s.issue(t, "--expires=2099-03-31", "--type", "trial")[0]; l.Type.String() != "trial" {
		t.Errorf("type %s, want trial", l.Type)
	}
	trial := s.do(t, "license", "issue", "--product", exampleProduct, "--type", "trial", "--json")
	if l := parse[[]wire.Licence](t, trial)[0]; l.Expires == nil || l.DaysLeft == nil || *l.DaysLeft != 30 {
		t.Errorf("a trial runs %v, want 30 days", l.DaysLeft)
	}
	forever := s.do(t, "license", "issue", "--product", exampleProduct, "--perpetual", "--json")
	if l := parse[[]wire.Licence](t, forever)[0]; !l.Perpetual || l.Expires != nil {
		t.Errorf("perpetual %v with expiry %v", l.Perpetual, l.Expires)
	}
}

func TestIssuedCSVIsWhatAnImportReads(t *testing.T) {
	s := newSite(t)
	csv := s.do(t, "license", "issue", "--product", exampleProduct, "--expires", "2099-03-31", "--count", "4", "--with-key",
		"--owner", "=HYPERLINK(1)", "--note", "a, \"b\"\nc", "--csv")
	if strings.Contains(csv, ",=") {
		t.Errorf("a spreadsheet would run a cell of %s", csv)
	}
	s.write(t, "issued.csv", csv)
	s.ollu(t, "license", "import", "issued.csv").want(t, exitDone, "0 imported, 4 unchanged, 0 refused", "")
}

func TestIssueOfThousandsIsOneArray(t *testing.T) {
	s := newSite(t)
	args := []string{"--count", "10003", "--idempotency-key", "order 77"}
	first, again := s.issue(t, args...), s.issue(t, args...)
	if len(first) != 10003 || len(again) != 10003 {
		t.Fatalf("%d and %d licences, want 10003", len(first), len(again))
	}
	distinct := map[codec.Code]bool{}
	for i := range first {
		distinct[first[i].Code] = true
		if first[i].Code != again[i].Code {
			t.Fatalf("licence %d is another when the same key is given again", i)
		}
	}
	if len(distinct) != 10003 {
		t.Errorf("%d distinct codes, want 10003", len(distinct))
	}
	s.ollu(t, "license", "issue", "--product", exampleProduct, "--expires", "2099-03-31", "--count", "2", "--idempotency-key", "order 77").
		want(t, exitFailed, "", "next: take a new --idempotency-key")
}

func TestChangesOfOneLicence(t *testing.T) {
	s := newSite(t)
	l := s.issue(t, "--seats", "5")[0]
	code := l.Code.Reveal()

	s.ollu(t, "license", "renew", code, "--by", "1y", "--dry-run").want(t, exitDone, "expires     2100-03-31", "nothing was changed")
	if got := s.show(t, l).Expires.String(); got != "2099-03-31" {
		t.Fatalf("a dry run moved the expiry to %s", got)
	}
	s.ollu(t, "license", "renew", code, "--by", "1y", "--seats", "8").want(t, exitDone, "expires     2100-03-31", "")
	s.ollu(t, "license", "renew", code, "--expires", "2101-03-31", "--shows-from", "2100-03-01").
		want(t, exitDone, "renewal     to 2101-03-31, shows from 2100-03-01", "")
	s.ollu(t, "license", "suspend", code, "--reason", "invoice open").want(t, exitDone, "by tester: invoice open", "")
	s.ollu(t, "license", "resume", code).want(t, exitDone, "standing    issued", "")
	s.ollu(t, "license", "revoke", code, "--reason", "refunded").want(t, exitDone, "standing    revoked", "")
	s.ollu(t, "license", "renew", code, "--by", "1y").want(t, exitFailed, "", "cannot renew licence")
	s.ollu(t, "license", "resume", code).want(t, exitDone, "by tester: refunded, lifted", "")
	if got := s.show(t, l); got.Seats != 8 || len(got.Renewals) != 2 || got.Pending == nil || got.Suspension == nil || got.Revocation == nil {
		t.Errorf("after all of it: %+v", got)
	}
}

func TestReplace(t *testing.T) {
	s := newSite(t)
	old := s.issue(t, "--seats", "5", "--order", "o-1")[0]
	s.ollu(t, "license", "replace", old.Code.Reveal(), "--dry-run").want(t, exitDone, "replaces", "nothing was changed")
	if got := s.show(t, old).Standing; got != "issued" {
		t.Fatalf("a dry run left the licence %s", got)
	}
	fresh := parse[wire.Licence](t, s.do(t, "license", "replace", old.Code.Reveal(), "--seats", "9", "--grace", "30", "--note", "moved", "--json"))
	if fresh.Seats != 9 || fresh.GraceDays != 30 || fresh.Order != "o-1" || fresh.Note != "moved" || *fresh.Replaces != old.Code {
		t.Errorf("the new licence is %+v", fresh)
	}
	if got := s.show(t, old); got.Standing != "replaced" || *got.ReplacedBy != fresh.Code {
		t.Errorf("the old licence is %s, replaced by %v", got.Standing, got.ReplacedBy)
	}
	s.ollu(t, "query", old.Code.Reveal()).want(t, exitNo, "result=replaced", "")
	s.ollu(t, "query", old.Code.Reveal(), "--format", "json").want(t, exitNo, `"result":"replaced"`, "")
}

func TestListFiltersAndPages(t *testing.T) {
	s := newSite(t)
	s.ollu(t, "license", "list").want(t, exitNo, "", "no licence found")
	s.ollu(t, "license", "list", "--phase", "active", "--json").want(t, exitNo, "[]\n", "no licence found")
	ls := s.issue(t, "--count", "5", "--owner", "A", "--order", "o-5")
	s.issue(t, "--owner", "B", "--prefix", "DL", "--expires=2098-03-31")
	s.do(t, "license", "suspend", ls[2].Code.Reveal(), "--reason", "r")

	for name, c := range map[string]struct {
		flags []string
		want  int
	}{
		"all":      {nil, 6},
		"owner":    {[]string{"--owner", "A"}, 5},
		"order":    {[]string{"--order", "o-5"}, 5},
		"prefix":   {[]string{"--prefix", "DL"}, 1},
		"standing": {[]string{"--standing", "suspended"}, 1},
		"phase":    {[]string{"--phase", "active", "--type", "full", "--product", exampleProduct}, 6},
		"from":     {[]string{"--expires-from", "2098-04-01"}, 5},
		"to":       {[]string{"--expires-to", "2098-03-31"}, 1},
		"paged":    {[]string{"--limit", "2", "--all"}, 6},
	} {
		t.Run(name, func(t *testing.T) {
			got := parse[[]wire.Licence](t, s.do(t, append([]string{"license", "list", "--json"}, c.flags...)...))
			if len(got) != c.want {
				t.Errorf("%d licences, want %d", len(got), c.want)
			}
		})
	}
	s.ollu(t, "license", "list", "--phase", "gone").want(t, exitFailed, "", "phase")
	s.ollu(t, "license", "list", "--owner", "nobody").want(t, exitNo, "", "no licence found")

	first := s.ollu(t, "license", "list", "--limit", "4")
	if n := strings.Count(first.stdout, "\n"); n != 5 || !strings.Contains(first.stderr, "--after ") {
		t.Fatalf("%d lines and %q, want a header, 4 lines, and how to go on", n, first.stderr)
	}
	_, flag, _ := strings.Cut(first.stderr, "--after ")
	after, _, _ := strings.Cut(flag, " ")
	if rest := s.do(t, "license", "list", "--limit", "4", "--after", after); strings.Count(rest, "\n") != 3 {
		t.Errorf("the second page is\n%s", rest)
	}
}

func TestWhatIsNotThereIsANo(t *testing.T) {
	s := newSite(t)
	for _, args := range [][]string{
		{"license", "show", exampleCode},
		{"license", "renew", exampleCode, "--by", "1y"},
		{"license", "suspend", exampleCode, "--reason", "r"},
		{"license", "resume", exampleCode},
		{"license", "revoke", exampleCode, "--reason", "r"},
		{"license", "replace", exampleCode},
		{"license", "remove-device", exampleCode, "d"},
		{"key", "show", exampleKey},
	} {
		out := s.ollu(t, args...)
		out.want(t, exitNo, "", "not found")
		if strings.Contains(out.stderr, exampleCode[8:]) || strings.Contains(out.stderr, exampleKey[8:]) {
			t.Errorf("ollu %s repeats the code: %s", args[1], out.stderr)
		}
	}
	s.ollu(t, "license", "show", oneWrong).want(t, exitNo, "", "symbol 31 looks mistyped")
	s.ollu(t, "key", "show", exampleCode).want(t, exitNo, "", "this is no registration key")
}

func TestWhatTheServerRefusesIsExplained(t *testing.T) {
	s := newSite(t)
	l := s.issue(t)[0]
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no product":       {[]string{"license", "issue", "--expires", "2099-01-01"}, "--product is missing"},
		"unknown product":  {[]string{"license", "issue", "--product", "x", "--expires", "2099-01-01"}, exampleProduct},
		"no expiry":        {[]string{"license", "issue", "--product", exampleProduct}, "needs an expiry"},
		"no seats":         {[]string{"license", "issue", "--product", exampleProduct, "--expires", "2099-01-01", "--seats", "0"}, `--seats "0": must be a whole number from 1 to 4294967295`},
		"negative seats":   {[]string{"license", "issue", "--seats", "-1"}, `--seats "-1": must be a whole number from 1 to 4294967295`},
		"too many seats":   {[]string{"license", "renew", l.Code.Reveal(), "--by", "1y", "--seats", "4294967296"}, "from 1 to 4294967295"},
		"half a seat":      {[]string{"license", "replace", l.Code.Reveal(), "--seats", "1.5"}, "from 1 to 4294967295"},
		"key of no seats":  {[]string{"key", "issue", "--product", exampleProduct, "--months", "1", "--seats", "0"}, "from 1 to 4294967295"},
		"odd limit":        {[]string{"license", "issue", "--device-limit", "-1"}, `--device-limit "-1": must be a whole number from 0 to 4294967295`},
		"odd grace":        {[]string{"license", "issue", "--grace", "x"}, `--grace "x": must be a whole number`},
		"odd switch":       {[]string{"license", "issue", "--with-key=maybe"}, `must be true or false`},
		"empty page":       {[]string{"license", "list", "--limit", "0"}, `--limit "0": must be a whole number from 1 to 1000`},
		"page of keys":     {[]string{"key", "list", "--limit", "1001"}, `--limit "1001": must be a whole number from 1 to 1000`},
		"no count":         {[]string{"license", "issue", "--product", exampleProduct, "--expires", "2099-01-01", "--count", "0"}, "--count 0"},
		"impossible date":  {[]string{"license", "issue", "--product", exampleProduct, "--expires", "2099-02-29"}, `--expires "2099-02-29"`},
		"unsold component": {[]string{"license", "issue", "--product", exampleProduct, "--expires", "2099-01-01", "--components", "mail-encryption"}, "mail-encryption"},
		"both expiries":    {[]string{"license", "renew", l.Code.Reveal(), "--by", "1y", "--expires", "2099-01-01"}, "exactly one"},
		"no expiry to":     {[]string{"license", "renew", l.Code.Reveal()}, "exactly one"},
		"odd period":       {[]string{"license", "renew", l.Code.Reveal(), "--by", "soon"}, "period"},
		"no reason":        {[]string{"license", "revoke", l.Code.Reveal()}, "the reason is missing"},
		"no term":          {[]string{"key", "issue", "--product", exampleProduct}, "a key needs the term"},
	} {
		t.Run(name, func(t *testing.T) {
			out := s.ollu(t, c.args...)
			out.want(t, exitFailed, "", c.want)
			if !strings.Contains(out.stderr, "\nnext: ") {
				t.Errorf("no word on what to do: %q", out.stderr)
			}
		})
	}
}

func TestRemoveDevice(t *testing.T) {
	s := newSite(t)
	l := s.issue(t, "--device-limit", "1")[0]
	code := l.Code.Reveal()
	s.ollu(t, "query", code, "--device", "d1", "--action", "activate", "--version", "9.1").want(t, exitDone, "result=valid", "")
	s.ollu(t, "query", code, "--device", "d2", "--action", "activate").want(t, exitNo, "result=device_limit", "")
	s.ollu(t, "license", "show", code).want(t, exitDone, "devices     1 of 1", "")
	s.ollu(t, "license", "remove-device", code, "d1").want(t, exitDone, "devices     0 of 1", "")
	s.ollu(t, "query", code, "--device", "d2", "--action", "activate").want(t, exitDone, "result=valid", "")
	var devices struct {
		Devices []json.RawMessage `json:"devices"`
	}
	if err := json.Unmarshal([]byte(s.do(t, "license", "show", "--json", code)), &devices); err != nil || len(devices.Devices) != 1 {
		t.Errorf("%v, devices %s", err, devices.Devices)
	}
}
