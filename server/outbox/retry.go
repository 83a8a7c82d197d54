package outbox

import (
	"encoding/binary"
	"errors"
	"io"
	"regexp"
	"slices"
	"time"

	"go.uber.org/zap"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/mail"
)

// The waits between tries: from the first to the longest, doubled each time.
const (
	firstWait   = time.Minute
	longestWait = 6 * time.Hour
	patience    = 3 * 24 * time.Hour // after which a letter is set aside
)

// final are a mail server's replies that refuse this recipient or this mail for
// good. Others, also permanent ones, may come of a setting that somebody mends.
var final = []int{550, 551, 553, 554, 556}

// failure says what becomes of a letter that could not be sent.
func (b *Outbox) failure(l *customer.Letter, err error) keystore.LetterFailed {
	now := b.o.Now()
	why := reason(err)
	problem := unnamed(err.Error(), l.To)
	f := keystore.LetterFailed{ID: l.ID, Problem: problem, Due: now.Add(b.wait(l.Tries))}
	f.Dead = why == "refused" || why == "template" || now.Sub(l.At) >= patience
	b.figures.failures.WithLabelValues(why).Inc()
	if f.Dead {
		b.o.Log.Error("a letter is set aside: `ollu mail list` shows it, `ollu mail retry` sends it again",
			zap.String("letter", l.ID), zap.String("kind", l.Kind), zap.String("error", problem))
	} else {
		b.o.Log.Warn("a letter could not be sent, and is tried again",
			zap.String("letter", l.ID), zap.String("kind", l.Kind), zap.Time("due", f.Due), zap.String("error", problem))
	}
	return f
}

// unnamed is what went wrong with a mail, its recipient masked: servers repeat whom
// they refuse, and logs are not for that.
func unnamed(problem, to string) string {
	if to == "" {
		return problem
	}
	address := regexp.MustCompile("(?i)" + regexp.QuoteMeta(to))
	return address.ReplaceAllLiteralString(problem, customer.MaskMail(to))
}

// reason sorts a failure for the metrics: a closed list.
func reason(err error) string {
	var e *mail.Error
	var t *TemplateError
	switch {
	case errors.As(err, &t):
		return "template"
	case !errors.As(err, &e):
		return "address"
	case slices.Contains(final, e.Code):
		return "refused"
	case e.Code != 0:
		return "server"
	}
	return "connection"
}

// wait is how long to wait after so many tries, give or take a quarter, so that
// letters that failed together do not come back together.
func (b *Outbox) wait(tries int) time.Duration {
	d := longestWait
	if tries < 16 {
		d = min(firstWait<<tries, longestWait)
	}
	var r [2]byte
	if _, err := io.ReadFull(b.o.Random, r[:]); err != nil {
		return d
	}
	return d*3/4 + d/2*time.Duration(binary.BigEndian.Uint16(r[:]))/(1<<16)
}
