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

// pairs holds the numbers 00 to 99, two characters each.
var pairs = func() (p [200]byte) {
	for n := range 100 {
		p[2*n], p[2*n+1] = byte('0'+n/10), byte('0'+n%10)
	}
	return p
}()

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
	h, m := minutes/60%100*2, minutes%60*2
	return append(dst, sign, pairs[h], pairs[h+1], ':', pairs[m], pairs[m+1])
}

func appendClock(dst []byte, unix, offset int64) []byte {
	local := min(max(unix+offset, firstSecond), lastSecond) - firstSecond
	second := uint32(local % secondsPerDay)
	dst = appendDate(dst, local/secondsPerDay+firstSecond/secondsPerDay)
	h, m, s := second/3600*2, second/60%60*2, second%60*2
	return append(dst, 'T', pairs[h], pairs[h+1], ':', pairs[m], pairs[m+1], ':', pairs[s], pairs[s+1])
}

// appendDay writes what Day.Append writes, faster.
func appendDay(dst []byte, d term.Day) []byte {
	if !d.Valid() {
		return d.Append(dst)
	}
	return appendDate(dst, int64(d))
}

// appendDate writes a day of the years 0 to 9999, counted from 1970-01-01, as
// YYYY-MM-DD. The years are taken to begin in March, so that a leap day is the
// last of its year, and to be 400 more, so that none is negative; see C. Neri
// and L. Schneider, "Euclidean affine functions and their application to
// calendar algorithms" (2022), for the constants.
func appendDate(dst []byte, days int64) []byte {
	const fromMarch, era = 719468, 146097 // days: 0000-03-01 to 1970-01-01; 400 years
	n := uint32(4*(days+fromMarch+era) + 3)
	century, inCentury := n/era, n%era|3
	product := uint64(inCentury) * 2939745
	year, inYear := century*100+uint32(product>>32), uint32(product)/2939745/4
	n = inYear*2141 + 197913
	month, day := n>>16, n&0xFFFF/2141+1
	if month > 12 {
		year, month = year+1, month-12
	}
	year -= 400
	c, y, m, d := year/100%100*2, year%100*2, month*2, day*2
	return append(dst, pairs[c], pairs[c+1], pairs[y], pairs[y+1], '-', pairs[m], pairs[m+1], '-', pairs[d], pairs[d+1])
}
