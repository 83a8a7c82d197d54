package manager

import (
	"context"
	"encoding/binary"
	"strings"
	"sync"
	"time"

	"ollu/codec"
	"ollu/server/client"
	"ollu/server/manager/book"
)

// lanes is how many batches are under way at once: while one is verified and
// written, the issuer works on the next.
const lanes = 2

// entry is what a sync knows of one code.
type entry struct {
	code     codec.Code
	tag      string // of the statement held; "" none is
	signedAt int64  // Unix seconds, when there is a tag
	anew     bool   // the statement is to be sent even when it is unchanged
}

func entryFor(c *book.Code) entry {
	return entry{c.Code, c.Tag, c.Signed.IssuedAt.Unix(), c.Problem != ""}
}

// since is when the statement that is held was signed; zero: none is.
func (e *entry) since() time.Time {
	if e.tag == "" {
		return time.Time{}
	}
	return time.Unix(e.signedAt, 0)
}

// held gives, from one walk, in batches, the codes that are to be asked about: all,
// or where the issuer said what changed, those that did and those that are due. It
// tells how many there are in all. A nil changed is all.
func (m *Manager) held(troubled, changed map[codec.Code]bool) (batches [][]entry, total int, err error) {
	now := m.o.Now().Add(-m.clockOff())
	var last []entry
	err = m.book.Tags(func(t *book.Tag) error {
		total++
		anew := troubled[t.Code] || !now.Before(t.Turns) || aged(t.Code, now.Sub(t.SignedAt))
		if changed != nil && !anew && !changed[t.Code] {
			return nil
		}
		if len(last) == cap(last) {
			last = make([]entry, 0, client.MaxHeld)
			batches = append(batches, last)
		}
		last = append(last, entry{t.Code, t.Tag, t.SignedAt.Unix(), anew})
		batches[len(batches)-1] = last
		return nil
	})
	return batches, total, err
}

// A statement is renewed at an age between these, which differs from code to
// code, so that those that were signed together are not renewed together.
const (
	renewFrom   = 18 * 24 * time.Hour
	renewWithin = 4 * 24 * time.Hour
)

// aged tells whether a statement of that age is to be renewed, long before it
// runs out. One that seems to come from the future waits for the clock.
func aged(c codec.Code, age time.Duration) bool {
	if age < renewFrom {
		return false
	}
	share := time.Duration(binary.BigEndian.Uint16(c.AppendBytes(nil)[10:]))
	return age >= renewFrom+renewWithin/(1<<16)*share
}

// askAbout asks about codes in batches, and takes what differs.
func (s *syncing) askAbout(ctx context.Context, batches [][]entry) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var group sync.WaitGroup
	room := make(chan struct{}, lanes)
	for _, batch := range batches {
		room <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		group.Go(func() {
			if err := s.batch(ctx, batch); err != nil {
				cancel(err)
			}
			<-room
		})
	}
	group.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// batch asks about so many codes as one question holds.
func (s *syncing) batch(ctx context.Context, batch []entry) error {
	if s.m.asker == nil {
		return ErrNoServer
	}
	held := make([]client.Held, len(batch))
	for i, e := range batch {
		held[i].Code = e.code
		if !e.anew {
			held[i].Tag = e.tag
		}
	}
	told, err := s.m.syncBatch(ctx, held)
	if err != nil {
		return err
	}
	if err := s.takeIn(ctx, batch, told.Changed); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.report.Codes += len(batch)
	s.since = earlier(s.since, told.Revision)
	return nil
}

// A batch that the issuer is too busy for is asked again so often, where it says
// that it takes no longer than that: a sync of many batches would not come to its
// end otherwise.
const (
	busyTries = 3
	busyWait  = time.Minute
)

func (m *Manager) syncBatch(ctx context.Context, held []client.Held) (client.SyncAnswer, error) {
	for try := 1; ; try++ {
		told, err := m.asker.Sync(ctx, held)
		after := retryAfter(err)
		if err == nil || try == busyTries || after <= 0 || after > busyWait || !pause(ctx, after) {
			return told, err
		}
	}
}

// earlier gives the revision that is further back; an empty one is none. Two of
// different editions have none in common: what comes of them is of no edition, so
// that the next question since then is about all.
func earlier(a, b string) string {
	x, inA, _ := strings.Cut(a, ".")
	y, inB, _ := strings.Cut(b, ".")
	switch {
	case a == "":
		return b
	case b == "":
		return a
	case len(y) < len(x) || len(y) == len(x) && y < x:
		x = y
	}
	switch {
	case inA != inB:
		return x + ".-"
	case inA == "":
		return x
	}
	return x + "." + inA
}
