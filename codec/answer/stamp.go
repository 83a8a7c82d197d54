package answer

import (
	"time"

	"ollu/codec/term"
)

const (
	secondsPerDay = 86400

	// What RFC 3339 can say: 0000-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
	firstSecond = -62167219200
	lastSecond  = 253402300799
)

// appendUTC writes an instant in RFC 3339 with the letter Z, in whole seconds.
// An instant that RFC 3339 cannot say is written as the nearest that it can.
func appendUTC(dst []byte, t time.Time) []byte {
	return append(appendClock(dst, t.Unix(), 0), 'Z')
}

// appendLocal writes an instant in RFC 3339 with the offset of its location.
// An offset is cut to whole minutes, as RFC 3339 wants it; the instant stays
// the same.
func appendLocal(dst []byte, t time.Time) []byte {
	_, offset := t.Zone()
	minutes := offset / 60
	if minutes == 0 {
		return appendUTC(dst, t)
	}
	dst = appendClock(dst, t.Unix(), int64(minutes)*60)
	sign := byte('+')
	if minutes < 0 {
		sign, minutes = '-', -minutes
	}
	dst = append(dst, sign)
	dst = appendTwo(dst, minutes/60)
	return appendTwo(append(dst, ':'), minutes%60)
}

func appendClock(dst []byte, unix, offset int64) []byte {
	local := min(max(unix+offset, firstSecond), lastSecond)
	day, second := local/secondsPerDay, int(local%secondsPerDay)
	if second < 0 {
		day, second = day-1, second+secondsPerDay
	}
	dst = term.Day(day).Append(dst)
	dst = appendTwo(append(dst, 'T'), second/3600)
	dst = appendTwo(append(dst, ':'), second/60%60)
	return appendTwo(append(dst, ':'), second%60)
}

func appendTwo(dst []byte, n int) []byte {
	return append(dst, byte('0'+n/10), byte('0'+n%10))
}
