package term_test

import (
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"ollu/codec/term"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func instantOf(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func dayOf(t testing.TB, text string) term.Day {
	t.Helper()
	d, err := term.ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// zoneNames gives all names of the zone database (testdata/zones.txt).
func zoneNames(t testing.TB) []string {
	t.Helper()
	text, err := os.ReadFile("testdata/zones.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(text))
}

// distinctZone is a zone with its clock changes from 1970 to 2040; of zones
// with the same changes there is one.
type distinctZone struct {
	loc     *time.Location
	changes []int64
}

func distinctZones(t testing.TB) []distinctZone {
	t.Helper()
	var zones []distinctZone
	seen := map[string]bool{}
	for _, name := range zoneNames(t) {
		loc := zone(t, name)
		changes, key := clockChanges(loc, 1970, 2040)
		if !seen[key] {
			seen[key] = true
			zones = append(zones, distinctZone{loc, changes})
		}
	}
	return zones
}

// clockChanges finds every change of the offset by looking twice a day and
// halving, without asking package time where it lies.
func clockChanges(loc *time.Location, fromYear, toYear int) (changes []int64, key string) {
	from := time.Date(fromYear, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	to := time.Date(toYear, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	offset := offsetAt(from, loc)
	text := fmt.Sprint(offset)
	for sec := from; sec < to; sec += 12 * 3600 {
		if offsetAt(sec, loc) == offset {
			continue
		}
		before, after := sec-12*3600, sec
		for after-before > 1 {
			if mid := (before + after) / 2; offsetAt(mid, loc) == offset {
				before = mid
			} else {
				after = mid
			}
		}
		offset = offsetAt(sec, loc)
		changes = append(changes, after)
		text += fmt.Sprint(" ", after, offset)
	}
	return changes, text
}

func offsetAt(sec int64, loc *time.Location) int {
	_, offset := time.Unix(sec, 0).In(loc).Zone()
	return offset
}

func wallDate(sec int64, loc *time.Location) term.Day {
	y, m, d := time.Unix(sec, 0).In(loc).Date()
	return term.Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// beginning is an instant at which the wall showed a later date than ever
// before.
type beginning struct {
	sec int64
	day term.Day
}

// walk goes from one instant to another and notes every beginning, by looking
// at the wall: each second where the offset changes, else each quarter of an
// hour, halved where a date turned. What happened before from is not known, so
// let it begin two days early.
func walk(from, to int64, loc *time.Location) []beginning {
	const step = 900
	last := beginning{from, wallDate(from, loc)}
	found := []beginning{last}
	look := func(sec int64) {
		if day := wallDate(sec, loc); day > last.day {
			last = beginning{sec, day}
			found = append(found, last)
		}
	}
	for sec := from; sec < to; {
		next := min(sec+step, to)
		if offsetAt(sec, loc) == offsetAt(next, loc) {
			if wallDate(next, loc) > last.day {
				look(sec + int64(sort.Search(int(next-sec), func(n int) bool {
					return wallDate(sec+int64(n), loc) > last.day
				})))
			}
			sec = next
			continue
		}
		for sec < next {
			sec++
			look(sec)
		}
	}
	return found
}

const twoDays = 2 * 86400

// walkedStart is Day.Start by walking.
func walkedStart(d term.Day, loc *time.Location) int64 {
	middle := int64(d) * 86400
	for _, b := range walk(middle-twoDays, middle+twoDays, loc) {
		if b.day >= d {
			return b.sec
		}
	}
	panic(fmt.Sprintf("%v has no beginning in %v", d, loc))
}

// walkedToday is Today by walking.
func walkedToday(sec int64, loc *time.Location) term.Day {
	found := walk(sec-twoDays, sec, loc)
	return found[len(found)-1].day
}
