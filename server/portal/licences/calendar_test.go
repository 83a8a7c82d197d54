package licences

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

func TestCalendar(t *testing.T) {
	s, _ := site(t)
	_, code := owned(s, visittest.Appliance, 20, func(l *keystore.Licence) { l.Order = "PO-5" })              // 2
	owned(s, visittest.Hosted, -10, nil)                                                                      // 3
	owned(s, visittest.Hosted, 0, func(l *keystore.Licence) { l.Perpetual, l.Expires, l.Grace = true, 0, 0 }) // 4
	owned(s, visittest.Hosted, 15, trial)                                                                     // 5: no grace
	b := s.LogIn(visittest.Viewer)
	p := b.Get("/calendar").Want(http.StatusOK,
		"2026-12 2 dates 2026-12-06 Expiry Mail Filter Hosted No. 5 · 15 days left 2026-12-11 Expiry Mail Gateway Appliance No. 2 · PO-5 · 20 days left",
		"2027-02 1 date 2027-02-09 Grace period ends Mail Filter Hosted No. 3 · 80 days left",
		"2027-03-11 Grace period ends Mail Gateway Appliance No. 2", "There is no address yet")
	if strings.Contains(p.Text(), "2026-11") || strings.Contains(p.Text(), "No. 4") || strings.Contains(p.Body, "/calendar/feed") {
		t.Errorf("past dates, lines that do not end, or a button that is not for viewers: %s", p.Text())
	}
	b.Speak(words.JA)
	b.Get("/calendar").Want(http.StatusOK, "2026年12月 2件 2026年12月6日 有効期限")
	s.Do(keystore.Revoke{Code: code, Reason: "x"})
	if p := b.Get("/calendar"); strings.Contains(p.Text(), "PO-5") {
		t.Error("a revoked licence has dates")
	}
}

func TestLongCalendar(t *testing.T) {
	s, _ := site(t)
	crowd(s, 500)
	b := s.LogIn(visittest.Owner)
	dates := 0
	for page, pages := 1, 1; page <= pages; page++ {
		p := b.Get(fmt.Sprintf("/calendar?page=%d", page)).Want(http.StatusOK)
		_, counted, _ := strings.Cut(p.Text(), fmt.Sprintf("Page %d of ", page))
		_, _ = fmt.Sscan(counted, &pages)
		dates += strings.Count(p.Body, `<a href="/products/`)
	}
	if dates < 900 || dates > 1000 {
		t.Errorf("%d dates are shown", dates)
	}
	b.Get("/calendar?page=99999").Want(http.StatusOK)
	b.Get("/calendar?page=x").Want(http.StatusOK, "Page 1 of")
}

var feedAddress = regexp.MustCompile(`data-copy="([^"]+/calendar/[A-Za-z0-9_-]{43}\.ics\?in=[a-z]{2})"`)

// newFeed makes an address, and gives its path.
func newFeed(t *testing.T, b *visittest.Browser) string {
	t.Helper()
	p := b.Submit("/calendar/feed", url.Values{"action": {"new"}}).Want(http.StatusOK, "The new address is ready")
	m := feedAddress.FindStringSubmatch(p.Body)
	if m == nil || !strings.HasPrefix(m[1], b.Site.URL) {
		t.Fatalf("the page shows no address: %s", p.Text())
	}
	if again := b.Get("/calendar"); feedAddress.MatchString(again.Body) {
		t.Error("the address is shown again")
	}
	return strings.TrimPrefix(m[1], b.Site.URL)
}

// The feed, read without a log-in by a reader of its own, until it is switched off.
func TestFeed(t *testing.T) {
	s, _ := site(t)
	_, code := owned(s, visittest.Appliance, 20, func(l *keystore.Licence) { l.Seats = 1 })
	b := s.LogIn(visittest.Editor)
	path := newFeed(t, b)
	program := s.Browser(words.EN)
	p := program.Get(path).Want(http.StatusOK)
	if kind := p.Header.Get("Content-Type"); kind != "text/calendar; charset=utf-8" || p.Header.Get("Set-Cookie") != "" {
		t.Errorf("%v", p.Header)
	}
	c := parseICS(t, p.Body)
	if c.prop("X-WR-CALNAME") != "Licence dates: 株式会社テスト tester" || c.prop("VERSION") != "2.0" || c.prop("PRODID") == "" || len(c.kids) != 4 {
		t.Fatalf("%+v", c)
	}
	ends, grace := c.kids[2], c.kids[3]
	for e, want := range map[*block][4]string{
		ends:  {"Licence expires: Mail Gateway Appliance (No. 2)", "20261211", "20261212", "In 60 days: Licence expires: Mail Gateway Appliance (No. 2)"},
		grace: {"Grace period ends: Mail Gateway Appliance (No. 2)", "20270311", "20270312", "In 60 days: Grace period ends: Mail Gateway Appliance (No. 2)"},
	} {
		alarm := e.kids[0]
		if e.prop("SUMMARY") != want[0] || e.prop("DTSTART;VALUE=DATE") != want[1] || e.prop("DTEND;VALUE=DATE") != want[2] ||
			e.prop("DESCRIPTION") != "1 seat. Please renew the contract in time." || e.prop("DTSTAMP") != "20261121T030000Z" ||
			alarm.name != "VALARM" || alarm.prop("TRIGGER") != "-P60D" || alarm.prop("ACTION") != "DISPLAY" || alarm.prop("DESCRIPTION") != want[3] {
			t.Errorf("%+v %+v", e, alarm)
		}
	}
	if strings.Contains(p.Body, code.Reveal()) || strings.Contains(p.Body, string(s.Users[visittest.Owner].Account)) {
		t.Error("the feed tells a code or the account's id")
	}

}

// The same bytes are not sent again; a renewal moves the event, which stays the
// same one.
func TestFeedChanges(t *testing.T) {
	s, _ := site(t)
	_, code := owned(s, visittest.Appliance, 20, nil)
	path, program := newFeed(t, s.LogIn(visittest.Editor)), s.Browser(words.EN)
	p := program.Get(path).Want(http.StatusOK)
	ends := parseICS(t, p.Body).kids[2]
	tag := func(r *http.Request) { r.Header.Set("If-None-Match", `"other", W/`+p.Header.Get("ETag")) }
	program.Ask(http.MethodGet, path, nil, tag).Want(http.StatusNotModified)
	s.Pass(time.Hour)
	s.Do(keystore.Renew{Code: code, Expires: today + 385})
	moved := parseICS(t, program.Ask(http.MethodGet, path, nil, tag).Want(http.StatusOK).Body).kids[2]
	if moved.prop("UID") != ends.prop("UID") || moved.prop("DTSTART;VALUE=DATE") != "20271211" || moved.prop("DTSTAMP") != "20261121T040000Z" {
		t.Errorf("%+v", moved)
	}
	if ja := program.Get(strings.Replace(path, "in=en", "in=ja", 1)).Want(http.StatusOK); !strings.Contains(ja.Body, "SUMMARY:ライセンスの有効期限：") {
		t.Error("the feed does not speak Japanese")
	}

}

// A new address ends the old one, and switching off ends that. None is in the log.
func TestFeedEnds(t *testing.T) {
	s, _ := site(t)
	b, program := s.LogIn(visittest.Editor), s.Browser(words.EN)
	path := newFeed(t, b)
	program.Get(path).Want(http.StatusOK)
	second := newFeed(t, b)
	program.Get(path).Want(http.StatusNotFound)
	program.Get(second).Want(http.StatusOK)
	b.Submit("/calendar/feed", url.Values{"action": {"off"}}).Want(http.StatusOK, "was switched off", "There is no address yet")
	program.Get(second).Want(http.StatusNotFound)
	for _, e := range s.Logged.All() {
		if text := fmt.Sprint(e.Message, e.ContextMap()); strings.Contains(text, path[len("/calendar/"):60]) || strings.Contains(text, second[len("/calendar/"):60]) {
			t.Errorf("the log holds the address: %s", text)
		}
	}
	s.LogIn(visittest.Viewer).Post("/calendar/feed", url.Values{}).Want(http.StatusForbidden)
}

// Nobody learns from the feed what there is.
func TestFeedRefuses(t *testing.T) {
	s, _ := site(t)
	u := s.Users[visittest.Owner]
	path := newFeed(t, s.LogIn(visittest.Owner))
	token, hash, err := access.NewToken(s.Random)
	if err != nil {
		t.Fatal(err)
	}
	s.Do(keystore.OpenTicket{Ticket: customer.Ticket{
		Hash: hash, Kind: customer.Invite, Account: u.Account, Mail: "x@example.com", Role: customer.Viewer, Lang: "ja", By: u.ID, At: s.Now(), Expires: s.Now().Add(time.Hour),
	}})
	b := s.Browser(words.EN)
	for _, wrong := range []string{
		"/calendar/" + token + ".ics", // of an invitation
		strings.Replace(path, ".ics", "", 1), strings.Replace(path, ".ics", ".txt", 1), "/calendar/feed", "/calendar/.ics",
		"/calendar/" + strings.Repeat("A", 43) + ".ics", "/calendar/%00.ics",
	} {
		b.Get(wrong).Want(http.StatusNotFound)
	}
	s.Do(keystore.HoldAccount{Account: u.Account, Reason: "x"})
	b.Get(path).Want(http.StatusNotFound)
	s.Do(keystore.ReleaseAccount{Account: u.Account})
	b.Get(path).Want(http.StatusOK)
	for i := 0; b.Get(path).Status != http.StatusTooManyRequests; i++ {
		if i > 500 {
			t.Fatal("the feed is not limited")
		}
	}
}

// A renewal that begins to show is a revision of the event, though nobody did
// anything that day.
func TestFeedRevisions(t *testing.T) {
	s, _ := site(t)
	_, code := owned(s, visittest.Appliance, 20, nil)
	s.Do(keystore.Renew{Code: code, Expires: today + 385, ShowsFrom: today + 2})
	path := newFeed(t, s.LogIn(visittest.Owner))
	program := s.Browser(words.EN)
	before := parseICS(t, program.Get(path).Body).kids[2]
	s.Pass(2 * day)
	after := parseICS(t, program.Get(path).Body).kids[2]
	if before.prop("DTSTART;VALUE=DATE") != "20261211" || after.prop("DTSTART;VALUE=DATE") != "20271211" ||
		before.prop("DTSTAMP") != "20261121T030000Z" || after.prop("DTSTAMP") != "20261122T150000Z" {
		t.Errorf("%+v\n%+v", before, after)
	}
}

func TestUIDs(t *testing.T) {
	seen := map[string]bool{}
	for _, account := range []customer.ID{"a", "b"} {
		for _, no := range []int{1, 11} {
			for _, kind := range []string{"expiry", "grace"} {
				id := uid(account, no, kind)
				if seen[id] || id != uid(account, no, kind) || len(id) > lineOctets-len("UID:") {
					t.Errorf("%s", id)
				}
				seen[id] = true
			}
		}
	}
}
