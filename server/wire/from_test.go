package wire

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/terms"
)

func book(t testing.TB) *terms.Book {
	t.Helper()
	text := product.Text{JA: "装置", EN: "appliance"}
	im := []codec.Prefix{{'I', 'M'}}
	c, err := product.NewCatalogue([]*product.Product{{
		ID: "appliance", Name: text, Prefixes: im, Zone: "Asia/Tokyo", Grace: 90, Schedule: &term.Schedule{Every: 30},
		Components: []product.Component{{ID: "antivirus", Name: text, Prefixes: im, Sold: true}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return terms.NewBook(c)
}

func day7(t testing.TB, s string) term.Day {
	t.Helper()
	d, err := term.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func licence(t testing.TB) keystore.Licence {
	return keystore.Licence{
		Code: code7(t), Product: "appliance", Seats: 50, Components: []string{"antivirus"}, Zone: "Asia/Tokyo",
		Expires: day7(t, "2020-01-31"), Grace: 90, IssuedAt: time.Date(2019, 1, 31, 9, 0, 0, 0, time.FixedZone("", 9*3600)),
	}
}

// The shape in full, as scripts read it, with the worked example of a grace of
// 90 days from 2020-01-31.
func TestLicenceAsJSON(t *testing.T) {
	l := licence(t)
	l.Devices = []keystore.Device{{ID: "gw-1", Version: "9.1 1244", FirstSeen: time.Unix(0, 0), LastSeen: time.Unix(60, 0)}}
	b, err := json.Marshal(FromLicence(&l, book(t), time.Date(2020, 1, 30, 15, 0, 0, 0, time.UTC)))
	want := fmt.Sprintf(`{"code":%q,"product":"appliance","type":"full","seats":50,"components":["antivirus"],"zone":"Asia/Tokyo",`+
		`"perpetual":false,"expires":"2020-01-31","grace_days":90,"grace_ends":"2020-04-30",`+
		`"standing":"issued","phase":"grace","days_left":0,"updates_allowed":true,"next_check":"2020-03-01T00:00:00+09:00",`+
		`"issued_at":"2019-01-31T00:00:00Z","device_limit":0,`+
		`"devices":[{"id":"gw-1","version":"9.1 1244","first_seen":"1970-01-01T00:00:00Z","last_seen":"1970-01-01T00:01:00Z"}]}`, l.Code.Reveal())
	if err != nil || string(b) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, b, want)
	}
}

// Printed in any other way, a licence does not show its code.
func TestALicencePrintsMasked(t *testing.T) {
	l := licence(t)
	for _, format := range []string{"%v", "%+v", "%s"} {
		w := FromLicence(&l, book(t), l.IssuedAt)
		if s := fmt.Sprintf(format, w); strings.Contains(s, l.Code.Reveal()) {
			t.Errorf("%s shows %s", format, s)
		}
	}
}

func TestFromLicenceWorksOutTheDates(t *testing.T) {
	now := time.Date(2020, 5, 1, 3, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		change  func(*keystore.Licence)
		phase   string
		expires string // "": none
		left    int
		seats   uint32
		pending bool
	}{
		"expired":        {func(*keystore.Licence) {}, "expired", "2020-01-31", -91, 50, false},
		"perpetual":      {func(l *keystore.Licence) { l.Perpetual, l.Expires, l.Grace = true, 0, 0 }, "active", "", 0, 50, false},
		"renewal waits":  {func(l *keystore.Licence) { l.Pending = renewal(t, "2020-05-02") }, "expired", "2020-01-31", -91, 50, true},
		"renewal shows":  {func(l *keystore.Licence) { l.Pending = renewal(t, "2020-05-01") }, "active", "2021-01-31", 275, 60, false},
		"unknown":        {func(l *keystore.Licence) { l.Product = "abacus" }, UnknownPhase, "2020-01-31", 0, 50, false},
		"unknown, waits": {func(l *keystore.Licence) { l.Product, l.Pending = "abacus", renewal(t, "2020-05-01") }, UnknownPhase, "2020-01-31", 0, 50, true},
		"unknown zone":   {func(l *keystore.Licence) { l.Zone = "Asia/Edo" }, UnknownPhase, "2020-01-31", 0, 50, false},
		"last of days":   {func(l *keystore.Licence) { l.Expires = lastDay }, "active", "2199-12-31", 65622, 50, false},
	} {
		t.Run(name, func(t *testing.T) {
			l := licence(t)
			c.change(&l)
			w := FromLicence(&l, book(t), now)
			if w.Phase != c.phase || w.Seats != c.seats || (w.Pending != nil) != c.pending || w.UpdatesAllowed != (c.phase == "active") {
				t.Errorf("%+v", w)
			}
			if (c.expires == "") != (w.Expires == nil) || w.Expires != nil && w.Expires.String() != c.expires {
				t.Errorf("expires %v, want %s", w.Expires, c.expires)
			}
			if (w.DaysLeft == nil) != (c.expires == "" || c.phase == UnknownPhase) || w.DaysLeft != nil && *w.DaysLeft != c.left {
				t.Errorf("days left %v, want %d", w.DaysLeft, c.left)
			}
			if _, err := json.Marshal(w); err != nil {
				t.Error(err)
			}
		})
	}
}

func renewal(t testing.TB, from string) *keystore.PendingRenewal {
	return &keystore.PendingRenewal{Expires: day7(t, "2021-01-31"), ShowsFrom: day7(t, from), Seats: 60}
}

func TestFromProduct(t *testing.T) {
	p, _ := book(t).Catalogue().Product("appliance")
	b, err := json.Marshal(FromProduct(p))
	want := `{"id":"appliance","name":{"ja":"装置","en":"appliance"},"prefixes":["IM"],"components":[{"id":"antivirus",` +
		`"name":{"ja":"装置","en":"appliance"},"prefixes":["IM"],"optional":false,"sold":true,"links":[]}],"schedule":"",` +
		`"grace_days":90,"trial_grace_days":0,"trial_days":0,"device_limit":0,"zone":"Asia/Tokyo"}`
	if err != nil || string(b) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, b, want)
	}
}

func TestFromRegKey(t *testing.T) {
	for _, c := range []struct {
		k       keystore.RegKey
		expires bool
	}{
		{keystore.RegKey{Expires: day7(t, "2027-03-31")}, true},
		{keystore.RegKey{Months: 12}, false},
		{keystore.RegKey{Perpetual: true}, false},
	} {
		w := FromRegKey(&c.k)
		if (w.Expires != nil) != c.expires || w.Months != c.k.Months || w.Perpetual != c.k.Perpetual || w.Code != nil {
			t.Errorf("%+v", w)
		}
	}
}
