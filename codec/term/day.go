package term

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// MinYear and MaxYear are the first and the last year whose days can be
// written and read.
const (
	MinYear = 1970
	MaxYear = 2199
)

// Day is a calendar date as a number of days; 0 is 1970-01-01. Days are added,
// subtracted and compared as numbers.
type Day int32

const (
	secondsPerDay = 86400
	endOfDays     = 84006 // 2200-01-01, the first day that is not Valid
)

// ErrDay is what every error about a date wraps.
var ErrDay = errors.New("not a day of the calendar")

// Civil gives the day of a year, month and day of the month. A date that does
// not exist (February 29 in a common year, month 13) or lies outside MinYear
// to MaxYear is an error that wraps ErrDay.
func Civil(year int, month time.Month, day int) (Day, error) {
	if year < MinYear || year > MaxYear {
		return 0, fmt.Errorf("%w: year %d, take %d to %d", ErrDay, year, MinYear, MaxYear)
	}
	if month < time.January || month > time.December {
		return 0, fmt.Errorf("%w: month %d, take 1 to 12", ErrDay, int(month))
	}
	if last := daysIn(year, month); day < 1 || day > last {
		return 0, fmt.Errorf("%w: day %d, take 1 to %d for %04d-%02d", ErrDay, day, last, year, int(month))
	}
	return civil(year, month, day), nil
}

// ParseDay reads YYYY-MM-DD, ten ASCII characters and nothing else. The error
// wraps ErrDay.
func ParseDay(s string) (Day, error) {
	return parseDay(s)
}

func parseDay[T string | []byte](s T) (Day, error) {
	if len(s) != len("YYYY-MM-DD") || s[4] != '-' || s[7] != '-' {
		return 0, fmt.Errorf("%w: %.24q, write YYYY-MM-DD", ErrDay, s)
	}
	year, okY := number(s[:4])
	month, okM := number(s[5:7])
	day, okD := number(s[8:])
	if !okY || !okM || !okD {
		return 0, fmt.Errorf("%w: %.24q, write YYYY-MM-DD", ErrDay, s)
	}
	return Civil(year, time.Month(month), day)
}

func number[T string | []byte](digits T) (n int, ok bool) {
	for i := range len(digits) {
		c := digits[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// Valid tells whether d can be written so that ParseDay reads it back: it lies
// in the years MinYear to MaxYear. Ask it of a sum before keeping it.
func (d Day) Valid() bool {
	return d >= 0 && d < endOfDays
}

// Date gives the year, month and day of the month.
func (d Day) Date() (year int, month time.Month, day int) {
	return time.Unix(int64(d)*secondsPerDay, 0).UTC().Date()
}

// Append writes d as YYYY-MM-DD behind dst.
func (d Day) Append(dst []byte) []byte {
	year, month, day := d.Date()
	if year < 0 || year > 9999 {
		return fmt.Appendf(dst, "%05d-%02d-%02d", year, int(month), day)
	}
	return append(dst,
		byte('0'+year/1000), byte('0'+year/100%10), byte('0'+year/10%10), byte('0'+year%10),
		'-', byte('0'+int(month)/10), byte('0'+int(month)%10),
		'-', byte('0'+day/10), byte('0'+day%10))
}

// String gives YYYY-MM-DD.
func (d Day) String() string {
	return string(d.Append(make([]byte, 0, 16)))
}

// MarshalText gives YYYY-MM-DD; a day that is not Valid is an error, because
// nobody could read it back.
func (d Day) MarshalText() ([]byte, error) {
	if !d.Valid() {
		return nil, fmt.Errorf("%w: %s, take a year from %d to %d", ErrDay, d, MinYear, MaxYear)
	}
	return d.Append(nil), nil
}

// UnmarshalText reads what ParseDay reads.
func (d *Day) UnmarshalText(text []byte) error {
	day, err := parseDay(text)
	if err != nil {
		return err
	}
	*d = day
	return nil
}

// AddMonths gives the same day of the month n months later (earlier where n
// is negative), or the last day of that month where it is shorter: 2024-02-29
// and 12 months make 2025-02-28. The result may lie outside the years that
// can be written; see Valid.
func (d Day) AddMonths(n int) Day {
	const far = 12 * 10_000_000 // months; beyond every Day, and safe to add
	year, month, day := d.Date()
	months := year*12 + int(month) - 1 + min(max(n, -far), far)
	year, month = floorDiv(months, 12), time.Month(months-12*floorDiv(months, 12)+1)
	return civil(year, month, min(day, daysIn(year, month)))
}

// civil takes a date that exists.
func civil(year int, month time.Month, day int) Day {
	return saturate(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

func daysIn(year int, month time.Month) int {
	switch month {
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	}
	return 31
}

// saturate keeps a sum of days within what a Day can hold.
func saturate(n int64) Day {
	return Day(min(max(n, math.MinInt32), math.MaxInt32))
}

func floorDiv[T int | int64](a, b T) T {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
