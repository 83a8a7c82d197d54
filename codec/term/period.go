package term

import (
	"errors"
	"fmt"
	"strconv"
)

// ErrPeriod is what every error about a period wraps.
var ErrPeriod = errors.New("not a period")

// Period is a length of contract as operators give it: a number of years,
// months or days. The zero Period is no time at all.
type Period struct {
	count int32
	unit  byte // 'y', 'm', 'd', or 0 in the zero Period
}

// longest is the greatest number of each unit: about the whole calendar.
var longest = map[byte]int{'y': 230, 'm': 12 * 230, 'd': MaxDays}

// ParsePeriod reads a positive number and its unit, "1y", "18m" or "30d". The
// error wraps ErrPeriod.
func ParsePeriod(s string) (Period, error) {
	if len(s) < 2 || len(s) > len("100000d") || s[0] == '0' {
		return Period{}, periodError(s)
	}
	unit := s[len(s)-1]
	count, ok := number(s[:len(s)-1])
	if !ok || count > longest[unit] {
		return Period{}, periodError(s)
	}
	return Period{count: int32(count), unit: unit}, nil
}

func periodError(s string) error {
	return fmt.Errorf("%w: %.24q, write years, months or days like 1y, 18m or 30d (at most %dy, %dm, %dd)",
		ErrPeriod, s, longest['y'], longest['m'], longest['d'])
}

// After gives the day that lies the period after d: the new expiry of a
// licence renewed from its old one. Years and months keep the day of the
// month, cut to the length of the month (see Day.AddMonths). The result may
// lie beyond the years that can be written; see Day.Valid.
func (p Period) After(d Day) Day {
	switch p.unit {
	case 'y':
		return d.AddMonths(12 * int(p.count))
	case 'm':
		return d.AddMonths(int(p.count))
	}
	return saturate(int64(d) + int64(p.count))
}

// String gives what ParsePeriod reads; "0d" for the zero Period, which it
// refuses.
func (p Period) String() string {
	if p.unit == 0 {
		return "0d"
	}
	return strconv.Itoa(int(p.count)) + string(rune(p.unit))
}

// MarshalText gives what String gives.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what ParsePeriod reads.
func (p *Period) UnmarshalText(text []byte) error {
	period, err := ParsePeriod(string(text))
	if err != nil {
		return err
	}
	*p = period
	return nil
}
