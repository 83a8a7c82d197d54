package clock

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const day = 24 * time.Hour

var (
	noon  = time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC)
	mark  = Mark{}.Heard(noon, noon)
	hours = func(n int) time.Duration { return time.Duration(n) * time.Hour }
)

func TestRead(t *testing.T) {
	slow := Mark{}.Heard(noon.Add(-365*day), noon) // the clock was a year late when the issuer named the time
	for name, c := range map[string]struct {
		mark Mark
		wall time.Time
		now  time.Time
		is   Condition
	}{
		"first start":                    {Mark{}, noon, noon, Right},
		"first start in 1970":            {Mark{}, time.Unix(60, 0), time.Unix(60, 0), Right},
		"an hour later":                  {mark, noon.Add(time.Hour), noon.Add(time.Hour), Right},
		"off for a month":                {mark, noon.Add(Leap), noon.Add(Leap), Right},
		"off for longer, or far ahead":   {mark, noon.Add(Leap + time.Second), noon, Ahead},
		"ten years ahead":                {mark, noon.AddDate(10, 0, 0), noon, Ahead},
		"set back by seconds":            {mark, noon.Add(-Slack), noon, Right},
		"set back by a day":              {mark, noon.Add(-day), noon, Back},
		"set back by a year":             {mark, noon.AddDate(-1, 0, 0), noon, Back},
		"back in 1970":                   {mark, time.Unix(60, 0), noon, Back},
		"a clock that is late by so":     {slow, noon.Add(-365*day + hours(5)), noon.Add(hours(5)), Right},
		"which was then set right":       {slow, noon.Add(hours(5)), noon.Add(hours(5)), Right},
		"and which was set back more":    {slow, noon.Add(-500 * day), noon, Back},
		"seen in another zone":           {mark, noon.Add(hours(1)).In(time.FixedZone("", 9*3600)), noon.Add(hours(1)), Right},
		"the night that summer begins":   {mark, noon.Add(hours(24)).In(mustZone(t, "Europe/Berlin")), noon.Add(hours(24)), Right},
		"a bounded word from long ago":   {Mark{}.AtLeast(time.Unix(60, 0), noon), time.Unix(3660, 0), noon.Add(hours(1)), Back},
		"a bounded word that is no news": {mark.AtLeast(noon.Add(day), noon.Add(-day)), noon.Add(day), noon.Add(day), Right},
	} {
		r := c.mark.Read(c.wall)
		if !r.Now.Equal(c.now) || r.Condition != c.is || r.Off != c.wall.Sub(c.now) || r.Now.Location() != c.wall.Location() {
			t.Errorf("%s: %+v, want %v %v", name, r, c.now, c.is)
		}
		if want := c.is == Ahead; (r.Left == Patience) != want {
			t.Errorf("%s: left %v", name, r.Left)
		}
	}
}

func mustZone(t *testing.T, name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// A step is what the clock did while the program ran for an hour after its mark.
func TestNoteWhileRunning(t *testing.T) {
	for name, c := range map[string]struct {
		step time.Duration // of the clock, beside the hour
		now  time.Duration // after noon
		is   Condition     // afterwards
	}{
		"nothing":            {0, hours(1), Right},
		"set back a day":     {-day, hours(1), Back},
		"set back a year":    {-365 * day, hours(1), Back},
		"suspended 8 hours":  {hours(8), hours(9), Right},
		"suspended 3 months": {90 * day, hours(1), Ahead},
		"set ahead 20 years": {7300 * day, hours(1), Ahead},
	} {
		wall := noon.Add(time.Hour + c.step)
		next := mark.Note(wall, time.Hour)
		r := next.Read(wall)
		if !r.Now.Equal(noon.Add(c.now)) || r.Condition != c.is {
			t.Errorf("%s: %+v, want %v %v", name, r, c.now, c.is)
		}
		if later := next.Read(wall.Add(time.Hour)).Now.Sub(r.Now); later != time.Hour {
			t.Errorf("%s: a clock that is wrong moved on by an hour, the time by %v", name, later)
		}
	}
}

// A clock in doubt is believed when the program has run with it for so long, and
// at once when the issuer says so.
func TestDoubtEnds(t *testing.T) {
	wall := noon.Add(100 * day)
	m := mark.Note(wall, 0)
	ran := time.Duration(0)
	for ; m.Read(wall.Add(ran)).Condition == Ahead; ran += time.Hour {
		if got := m.Read(wall.Add(ran)); !got.Now.Equal(noon.Add(ran)) || got.Left != Patience-ran {
			t.Fatalf("after %v: %+v", ran, got)
		}
		m = m.Note(wall.Add(ran+time.Hour), time.Hour)
	}
	if ran != Patience || !m.Read(wall.Add(ran)).Now.Equal(wall.Add(ran)) || m.Ran != 0 {
		t.Errorf("believed after %v: %+v", ran, m)
	}
	heard := mark.Note(wall, 0).Heard(wall.Add(day), wall.Add(day))
	if r := heard.Read(wall.Add(day)); r.Condition != Right || r.Off != 0 || r.Left != 0 {
		t.Errorf("after the issuer said so: %+v", r)
	}
	if r := heard.Read(wall.Add(day)); !r.Now.Equal(wall.Add(day)) {
		t.Errorf("%+v", r)
	}
}

func TestTheIssuerSetsTheTime(t *testing.T) {
	for name, c := range map[string]struct{ off, want time.Duration }{
		"right": {0, 0}, "within slack": {Slack, 0}, "late": {-day, day}, "ahead": {3 * day, -3 * day}, "a second beyond": {Slack + time.Second, -Slack - time.Second},
	} {
		m := mark.Heard(noon.Add(c.off), noon)
		if r := m.Read(noon.Add(c.off)); m.Offset != c.want || r.Condition != Right || !m.Proved.Equal(r.Now) {
			t.Errorf("%s: %+v, %+v", name, m, r)
		}
	}
	if m := mark.Heard(noon.Add(-day), noon); m.Note(noon.Add(hours(1)), 0).Offset != 0 {
		t.Error("a clock that was set right is still corrected")
	}
}

func TestStep(t *testing.T) {
	for _, c := range []struct{ moved, ran, want time.Duration }{
		{hours(1), hours(1), 0}, {hours(1) + Slack, hours(1), 0}, {hours(3), hours(1), hours(2)}, {-day, hours(1), -day - hours(1)},
	} {
		if got := Step(noon, noon.Add(c.moved), c.ran); got != c.want {
			t.Errorf("moved %v in %v: %v, want %v", c.moved, c.ran, got, c.want)
		}
	}
}

func TestMarkSurvivesADisk(t *testing.T) {
	m := mark.Heard(noon.Add(-day), noon).Note(noon.Add(-300*day), time.Minute)
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Mark
	if err := json.Unmarshal(b, &back); err != nil || back != m {
		t.Errorf("%s: %+v, %v, want %+v", b, back, err, m)
	}
}

// A machine runs, sleeps and has its clock set to anything. However that goes, the
// time never goes back; it is never later than it really is by more than the steps
// ahead that could not be told from sleep, and by what the clock itself is ahead,
// should that look as if it had been set right; and once the issuer is heard it is right.
func TestHostileClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		truth, skew := noon, time.Duration(0)
		wall := func() time.Time { return truth.Add(skew) }
		m := Mark{}.Heard(wall(), truth)
		believed, ahead, most := m.Read(wall()).Now, time.Duration(0), time.Duration(0)
		for range rapid.IntRange(1, 60).Draw(t, "moments") {
			ran := time.Duration(0)
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0: // runs
				ran = time.Duration(rapid.IntRange(0, 3600*24).Draw(t, "ran")) * time.Second
				truth = truth.Add(ran)
			case 1: // is off
				truth = truth.Add(time.Duration(rapid.IntRange(0, 60*24).Draw(t, "off")) * time.Hour)
			case 2: // is set, near
				step := time.Duration(rapid.IntRange(-40*24, 29*24).Draw(t, "near")) * time.Hour
				skew, ahead, most = skew+step, ahead+max(step, 0), max(most, skew+step)
			case 3: // is set, far ahead, for less than the patience
				back := skew
				truth = truth.Add(6 * day)
				skew = believed.Add(6*day + m.Offset.Abs() + time.Duration(rapid.IntRange(31, 4000).Draw(t, "far"))*day).Sub(truth)
				ahead += m.passed(wall()) // seen from a clock in doubt already, it may look like sleep
				m = m.Note(wall(), 6*day)
				skew = back
			case 4:
				m = m.Heard(wall(), truth)
				believed, ahead, most = m.Read(wall()).Now, 0, max(skew, 0)
				if late := truth.Sub(believed).Abs(); late > Slack {
					t.Fatalf("heard the issuer, and %v off", late)
				}
			}
			m = m.Note(wall(), ran)
			now := m.Read(wall()).Now
			if now.Before(believed) {
				t.Fatalf("went back from %v to %v", believed, now)
			}
			if over := now.Sub(truth); over > ahead+most+Slack {
				t.Fatalf("%v ahead of the truth, steps ahead were %v", over, ahead)
			}
			believed = now
		}
	})
}
