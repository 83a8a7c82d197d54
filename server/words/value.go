package words

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"

	"ollu/codec/term"
)

// written gives a value as the language writes it.
func written(l Lang, value any) string {
	switch v := value.(type) {
	case string:
		return oneLine(v)
	case term.Day:
		return date(l, v.Date)
	case time.Time:
		return instant(l, v)
	case time.Duration:
		return length(l, v)
	case []string:
		return oneLine(strings.Join(v, [...]string{EN: ", ", JA: "、"}[l]))
	}
	return oneLine(fmt.Sprint(value))
}

// date writes a calendar date.
func date(l Lang, civil func() (int, time.Month, int)) string {
	year, month, day := civil()
	if l == JA {
		return fmt.Sprintf("%d年%d月%d日", year, int(month), day)
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, int(month), day)
}

// instant writes a moment to the minute, with its offset.
func instant(l Lang, t time.Time) string {
	offset := t.Format("-07:00")
	if offset == "+00:00" {
		offset = ""
	}
	return date(l, t.Date) + t.Format(" 15:04 ") + "(UTC" + offset + ")"
}

// length writes a length of time in the unit that fits it, rounded down.
func length(l Lang, d time.Duration) string {
	const day = 24 * time.Hour
	for _, u := range []struct {
		unit, from time.Duration
		en, ja     string
	}{
		{day, 2 * day, "day", "日"},
		{time.Hour, 2 * time.Hour, "hour", "時間"},
		{time.Minute, 2 * time.Minute, "minute", "分"},
		{time.Second, 0, "second", "秒"},
	} {
		if d < u.from {
			continue
		}
		n := int64(d / u.unit)
		if l == JA {
			return strconv.FormatInt(n, 10) + u.ja
		}
		if n != 1 {
			u.en += "s"
		}
		return strconv.FormatInt(n, 10) + " " + u.en
	}
	return length(l, 0)
}

// whole gives an integer of any type.
func whole(value any) (int64, bool) {
	v := reflect.ValueOf(value)
	switch {
	case v.CanInt():
		return v.Int(), true
	case v.CanUint():
		return int64(v.Uint()), true
	}
	return 0, false
}

// oneLine makes every character that is not for reading a space.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s)
}
