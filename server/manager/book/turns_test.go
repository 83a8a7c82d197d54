package book

import (
	"testing"
	"time"

	"ollu/codec/answer"
	"ollu/codec/term"
)

// A code is asked about again when the calendar has something new to say of it,
// and after 35 days in any case.
func TestTurns(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	today := term.Today(noon, tokyo)
	start := func(days int) time.Time { return (today + term.Day(days)).Start(tokyo) }
	last := noon.Add(longestTurn)
	for name, c := range map[string]struct {
		change func(*Code)
		want   time.Time
	}{
		"the next check":           {func(c *Code) { c.Signed.NextCheck = start(10) }, start(10)},
		"the expiry":               {func(c *Code) { c.Signed.Statement.Expires, c.Signed.GraceEnds = today+5, today+95 }, start(5)},
		"the end of the grace":     {func(c *Code) { c.Signed.Statement.Expires, c.Signed.GraceEnds = today-85, today+5 }, start(5)},
		"nothing soon":             {func(*Code) {}, last},
		"all is past":              {func(c *Code) { c.Signed.Statement.Expires, c.Signed.GraceEnds, c.Signed.NextCheck = 1, 2, noon }, last},
		"perpetual":                {func(c *Code) { c.Signed.Perpetual, c.Signed.Statement.Expires = true, today+1 }, last},
		"never issued":             {func(c *Code) { c.Signed.Statement = answer.Statement{Result: answer.Unknown} }, last},
		"a zone that nobody knows": {func(c *Code) { c.Signed.Zone = "Mars/Olympus" }, time.Time{}},
		"carried in":               {func(c *Code) { c.ByFile = true }, time.Time{}},
		"never heard of":           {func(c *Code) { c.Tag, c.Signed = "", answer.Signed{} }, time.Time{}},
	} {
		x := held(1)
		x.Signed.IssuedAt, x.Signed.NextCheck, x.Signed.Perpetual = noon, time.Time{}, false
		x.Signed.Zone, x.Signed.Statement.Expires, x.Signed.GraceEnds = "Asia/Tokyo", today+100, today+190
		c.change(&x)
		if got := turns(&x); !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		b := opened(t, fresh(t))
		must(t, b.PutCodes(x))
		must(t, b.Tags(func(tag *Tag) error {
			if !tag.Turns.Equal(c.want) {
				t.Errorf("%s: kept as %s", name, tag.Turns)
			}
			return nil
		}))
	}
}
