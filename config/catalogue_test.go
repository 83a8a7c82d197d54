package config

import (
	"slices"
	"testing"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
)

func shipped(t *testing.T) *product.Catalogue {
	t.Helper()
	c, err := DefaultCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func shippedProduct(t *testing.T, id string) *product.Product {
	t.Helper()
	p, ok := shipped(t).Product(id)
	if !ok {
		t.Fatalf("no product %s", id)
	}
	return p
}

// TestShippedCoverage holds row L4 and, for the suite's two parts, row C2.
func TestShippedCoverage(t *testing.T) {
	spam := []string{"spam-prevention", "sender-reputation", "ip-profiler"}
	gateway := append([]string{"antivirus", "cloud-pre-filter"}, spam...)
	for _, c := range []struct {
		product, prefix string
		want            []string
	}{
		{"mail-gateway-appliance", "IM", gateway},
		{"mail-gateway-appliance", "AS", nil},
		{"mail-gateway-appliance", "DL", []string{"data-loss-prevention"}},
		{"mail-gateway-software", "IM", gateway},
		{"mail-gateway-software", "AS", spam},
		{"mail-gateway-software", "DL", []string{"data-loss-prevention"}},
		{"client-server-suite", "CS", []string{"suite"}},
		{"client-server-suite", "DC", []string{"clean-up"}},
		{"hosted-mail", "NM", []string{"mail-filter"}},
	} {
		prefix, err := codec.ParsePrefix(c.prefix)
		if err != nil {
			t.Fatal(err)
		}
		if got := shippedProduct(t, c.product).Covers(prefix); !slices.Equal(got, c.want) {
			t.Errorf("%s- covers in %s %v, want %v", c.prefix, c.product, got, c.want)
		}
	}
	for _, id := range []string{"mail-gateway-appliance", "mail-gateway-software"} {
		if c, ok := shippedProduct(t, id).Component("mail-encryption"); !ok || c.Sold {
			t.Errorf("%s: mail encryption is there: %v, and sold: %v", id, ok, c.Sold)
		}
	}
}

// TestShippedSchedules holds the schedule table: on which days around the
// expiry, from E-95 to E+95, each product asks.
func TestShippedSchedules(t *testing.T) {
	const before, after = -95, 95
	daily := func(from int) (days []int) {
		for d := from; d <= after; d++ {
			days = append(days, d)
		}
		return days
	}
	monthly := []int{-90, -60, -30, -1, 0}
	quarterly := []int{-90, -60, -30, 0}
	for id, want := range map[string][]int{
		"mail-gateway-appliance": append(append(slices.Clone(monthly), 30, 60), daily(90)...),
		"mail-inspector":         append(append(slices.Clone(monthly), 30), daily(60)...),
		"business-suite":         append(append(slices.Clone(monthly), 30), daily(45)...),
		"mail-gateway-legacy":    append(slices.Clone(quarterly)[:3], daily(0)...),
		"client-server-suite":    quarterly,
	} {
		p := shippedProduct(t, id)
		expiry, err := term.ParseDay("2026-03-31")
		if err != nil {
			t.Fatal(err)
		}
		licence := term.Term{Expires: expiry, Grace: p.Grace, Schedule: p.Schedule}
		var got []int
		for c := range licence.Checks(expiry+before, expiry+after) {
			got = append(got, c.Day)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s asks on %v, want %v", id, got, want)
		}
	}
}

func TestShippedRules(t *testing.T) {
	graces := map[int]bool{}
	for _, p := range shipped(t).Products() {
		graces[p.Grace] = true
		if p.TrialGrace != 0 || p.TrialDays != 30 {
			t.Errorf("%s: a trial lasts %d days with %d of grace, want 30 and none", p.ID, p.TrialDays, p.TrialGrace)
		}
		if p.ConsoleWindow != (product.Windows{Full: 60, Trial: 14}) || p.MailWindow != (product.Windows{Full: 15, Trial: 14}) {
			t.Errorf("%s: windows are %+v and %+v", p.ID, p.ConsoleWindow, p.MailWindow)
		}
		if p.Zone != "Asia/Tokyo" || p.Schedule == nil {
			t.Errorf("%s: zone %s, schedule %v", p.ID, p.Zone, p.Schedule)
		}
	}
	for _, days := range []int{90, 60, 45, 30} {
		if !graces[days] {
			t.Errorf("no product has a grace of %d days", days)
		}
	}
	if got := shippedProduct(t, "mail-gateway-software").Manager; got != (product.Manager{Renewal: true, MinBuild: 1244}) {
		t.Errorf("a manager may do %+v with the software edition", got)
	}
	if got := shippedProduct(t, "client-server-suite").Manager; !got.NewCode {
		t.Errorf("a manager may do %+v with the suite", got)
	}
}

// TestShippedConsole: row P2.
func TestShippedConsole(t *testing.T) {
	if got := shippedProduct(t, "mail-gateway-appliance").ConsoleURL; got != "https://console.example.com/" {
		t.Errorf("the appliance's console is at %q", got)
	}
	if got := shippedProduct(t, "mail-gateway-appliance").LicencePage; got != "https://licence.example.com/licence" {
		t.Errorf("its licence page is at %q", got)
	}
	if got := shippedProduct(t, "mail-gateway-software").ConsoleURL; got != "" {
		t.Errorf("the software edition's console is at %q, and none was given", got)
	}
}

func TestLoadCatalogue(t *testing.T) {
	c, err := LoadCatalogue("catalog.yaml")
	if err != nil {
		t.Fatal(err)
	}
	builtIn, err := LoadCatalogue("")
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Products()) != 7 || len(builtIn.Products()) != 7 {
		t.Errorf("%d and %d products, want 7", len(c.Products()), len(builtIn.Products()))
	}
	if _, err := LoadCatalogue(t.TempDir()); err == nil {
		t.Error("a folder was taken for a catalogue")
	}
}

func TestFullFormOfAProduct(t *testing.T) {
	c, err := ParseCatalogue("c.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	p := c.Products()[0]
	schedule := term.Schedule{Every: 7, Anchor: term.AnchorGraceEnd, ActiveOnly: true, DayBefore: true, Days: []int{-3, 3}, Daily: term.DailyFromExpiry}
	if p.ID != "gate" || p.Name != (product.Text{JA: "門", EN: "Gate"}) || p.ScheduleName != "weekly" ||
		p.Schedule.Every != schedule.Every || p.Schedule.Anchor != schedule.Anchor || !p.Schedule.ActiveOnly ||
		!p.Schedule.DayBefore || p.Schedule.Daily != schedule.Daily || !slices.Equal(p.Schedule.Days, schedule.Days) {
		t.Errorf("product %+v with schedule %+v", p, p.Schedule)
	}
	if p.Grace != 10 || p.TrialDays != 5 || p.TrialGrace != 1 || p.DeviceLimit != 3 || p.Zone != "Europe/Berlin" ||
		p.ConsoleWindow.Full != 9 || p.MailWindow.Trial != 6 || p.Manager != (product.Manager{Renewal: true, NewCode: true, MinBuild: 2}) {
		t.Errorf("product %+v", p)
	}
	if a, b := p.Components[0], p.Components[1]; a.ID != "lock" || a.Optional || !a.Sold || !slices.Equal(a.Links, []string{"key"}) || !b.Optional {
		t.Errorf("components %+v", p.Components)
	}
}
