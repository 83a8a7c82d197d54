package product

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"ollu/codec/term"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// sound puts p into a catalogue, as AppendFacts wants it.
func sound(t interface{ Fatal(...any) }, p *Product) *Product {
	if _, err := NewCatalogue([]*Product{p}); err != nil {
		t.Fatal(err)
	}
	return p
}

// told compares two products by what the facts hold.
func told(a, b *Product) string {
	return cmp.Diff(a, b, cmpopts.IgnoreFields(Product{}, "ScheduleName"), cmp.AllowUnexported(Product{}), cmpopts.EquateEmpty())
}

func TestFactsText(t *testing.T) {
	p := gateway()
	p.Components = p.Components[1:4]
	p.Components[2].Links = nil
	p.Prefixes = p.Prefixes[:2]
	p.Schedule = &term.Schedule{Every: 90, Anchor: term.AnchorGraceEnd, DayBefore: true, Days: []int{-30, 0}, Daily: term.DailyFromExpiry}
	name := `"name":{"ja":"製品","en":"Product"}`
	want := `{"id":"gateway",` + name + `,"prefixes":["IM","AS"],"components":[` +
		`{"id":"antivirus",` + name + `,"prefixes":["IM"],"optional":false,"sold":true},` +
		`{"id":"spam",` + name + `,"prefixes":["IM","AS"],"optional":false,"sold":true,"links":["reputation"]},` +
		`{"id":"reputation",` + name + `,"optional":false,"sold":true}],` +
		`"schedule":{"every":90,"anchor":"grace_end","active_only":false,"day_before":true,"days":[-30,0],"daily":"from_expiry"},` +
		`"grace":90,"trial":{"days":30,"grace":0},` +
		`"notices":{"console":{"full":60,"trial":14},"mail":{"full":15,"trial":14}},"zone":"Asia/Tokyo","device_limit":4,` +
		`"manager":{"renewal":true,"new_code":false,"min_build":1244}}`
	if got := string(sound(t, p).AppendFacts([]byte("x"))); got != "x"+want {
		t.Errorf("got  %s\nwant %s", got[1:], want)
	}
}

// What a product's side reads is what the catalogue said, worked out again in
// full, and is written the same.
func TestFactsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, days := gateway(), rapid.IntRange(0, maxDays)
		p.Grace, p.TrialGrace, p.TrialDays = days.Draw(t, "grace"), days.Draw(t, "trial grace"), days.Draw(t, "trial days")
		p.ConsoleWindow, p.MailWindow = Windows{days.Draw(t, "cf"), days.Draw(t, "ct")}, Windows{days.Draw(t, "mf"), days.Draw(t, "mt")}
		p.DeviceLimit = rapid.IntRange(0, maxCount).Draw(t, "limit")
		p.Manager = Manager{rapid.Bool().Draw(t, "renewal"), rapid.Bool().Draw(t, "new code"), rapid.IntRange(0, maxCount).Draw(t, "build")}
		p.LicencePage = rapid.SampledFrom([]string{"", "https://licence.example.com/licence"}).Draw(t, "page")
		p.Name.EN = "A" + rapid.String().Draw(t, "name")
		p.Schedule = &term.Schedule{
			Every: rapid.IntRange(0, term.MaxDays).Draw(t, "every"), Anchor: rapid.SampledFrom([]term.Anchor{term.AnchorExpiry, term.AnchorGraceEnd}).Draw(t, "anchor"),
			ActiveOnly: rapid.Bool().Draw(t, "active only"), DayBefore: rapid.Bool().Draw(t, "day before"),
			Days:  rapid.SliceOf(rapid.IntRange(-term.MaxDays, term.MaxDays)).Draw(t, "days"),
			Daily: rapid.SampledFrom([]term.Daily{term.DailyNever, term.DailyFromExpiry, term.DailyFromGraceEnd}).Draw(t, "daily"),
		}
		p.Components[4].Optional = rapid.Bool().Draw(t, "optional")
		written := sound(t, p).AppendFacts(nil)
		got, err := ParseFacts(written)
		if err != nil {
			t.Fatal(err)
		}
		if diff := told(p, got); diff != "" {
			t.Fatal(diff)
		}
		if again := got.AppendFacts(nil); !bytes.Equal(again, written) {
			t.Fatalf("written as %s\nthen as %s", written, again)
		}
	})
}

func TestFactsFromALaterProgram(t *testing.T) {
	p := sound(t, gateway())
	b := bytes.Replace(p.AppendFacts(nil), []byte(`{"id"`), []byte(`{"colour":{"of":"the box"},"id"`), 1)
	got, err := ParseFacts(b)
	if err != nil {
		t.Fatal(err)
	}
	if covers := got.Covers(prefixes("AS")[0]); !slices.Equal(covers, p.Covers(prefixes("AS")[0])) {
		t.Errorf("AS covers %v", covers)
	}
}

// Facts from before there were managers, and such as leave something out.
func TestFactsOfAManager(t *testing.T) {
	whole := string(sound(t, gateway()).AppendFacts(nil))
	for text, want := range map[string]Manager{
		``:                                     {Renewal: true},
		`,"manager":null`:                      {Renewal: true},
		`,"manager":{"new_code":true}`:         {Renewal: true, NewCode: true},
		`,"manager":{"renewal":false}`:         {},
		`,"manager":{"min_build":7,"how":[1]}`: {Renewal: true, MinBuild: 7},
	} {
		at := strings.Index(whole, `,"manager"`)
		p, err := ParseFacts([]byte(whole[:at] + text + "}"))
		if err != nil || p.Manager != want {
			t.Errorf("%s: %+v, %v", text, p, err)
		}
	}
}

func TestFactsRefused(t *testing.T) {
	whole := string(sound(t, gateway()).AppendFacts(nil))
	for want, b := range map[string]string{
		"there are none":         `null`,
		"cannot be read":         whole[:len(whole)-1],
		"unknown anchor":         strings.Replace(whole, `"anchor":"expiry"`, `"anchor":"noon"`, 1),
		"schedule must be given": strings.Replace(whole, `"schedule"`, `"plan"`, 1),
		"two letters A to Z":     strings.Replace(whole, `"IM"`, `"I1"`, 1),
		"zone must be given":     strings.Replace(whole, `"Asia/Tokyo"`, `""`, 1),
		"at most":                whole + strings.Repeat(" ", maxFacts),
		"id must be":             `{}`,
		"manager.min_build is":   strings.Replace(whole, `"min_build":1244`, `"min_build":-1`, 1),
	} {
		p, err := ParseFacts([]byte(b))
		if p != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if _, err := ParseFacts([]byte(`{}`)); !isFault(err) {
		t.Errorf("a broken rule gives %v", err)
	}
}

func isFault(err error) bool {
	_, ok := errors.AsType[*Fault](err)
	return ok
}

func FuzzParseFacts(f *testing.F) {
	f.Add(sound(f, gateway()).AppendFacts(nil))
	f.Add([]byte(`{"id":"a"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := ParseFacts(b)
		if err != nil {
			return
		}
		written := p.AppendFacts(nil)
		again, err := ParseFacts(written)
		if err != nil || told(p, again) != "" || !json.Valid(written) {
			t.Fatalf("%s: %v %s", written, err, told(p, again))
		}
	})
}
