package manager

import (
	"context"
	"encoding/binary"
	"sync"
	"time"

	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/answer"
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

// held gives every code, from one walk, in batches.
func (m *Manager) held(troubled map[codec.Code]bool) (batches [][]entry, err error) {
	now := m.o.Now()
	var last []entry
	err = m.book.Tags(func(c codec.Code, tag string, signedAt time.Time, _ bool) error {
		if len(last) == cap(last) {
			last = make([]entry, 0, client.MaxHeld)
			batches = append(batches, last)
		}
		last = append(last, entry{c, tag, signedAt.Unix(), troubled[c] || aged(c, now.Sub(signedAt))})
		batches[len(batches)-1] = last
		return nil
	})
	return batches, err
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
		return errNoLine
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

// earlier gives the lesser of two decimal numbers; an empty one is none.
func earlier(a, b string) string {
	if a == "" || b != "" && (len(b) < len(a) || len(b) == len(a) && b < a) {
		return b
	}
	return a
}

// haul is what became of the answers to one batch.
type haul struct {
	taken    []book.Taken
	changes  int // of those taken, that say something new
	refused  []Refusal
	problems map[codec.Code]string
	followed bool // the issuer's keys were looked at once more
}

// takeIn verifies what the issuer sent about the codes of a batch, and writes it
// down at once.
func (s *syncing) takeIn(ctx context.Context, batch []entry, changed []client.Changed) error {
	h := haul{taken: make([]book.Taken, 0, len(changed)), problems: map[codec.Code]string{}}
	for _, c := range changed {
		if err := s.judge(ctx, &h, &batch[c.At], c.Statement); err != nil {
			return err
		}
	}
	if len(h.taken) > 0 {
		if err := s.m.book.TakeStatements(s.m.o.Now(), h.taken...); err != nil {
			return err
		}
	}
	s.count(&h)
	if len(h.problems) == 0 {
		return nil
	}
	s.m.log.Warn("answers about codes were not believed", zap.Int("codes", len(h.problems)), zap.String("why", h.refused[0].Why))
	return s.m.book.SetProblems(h.problems)
}

// judge verifies a statement about a code, and sorts it. One that is signed by an
// unknown key is looked at again after asking, once, for the issuer's keys: it may
// have changed them since the sync began (row B6).
func (s *syncing) judge(ctx context.Context, h *haul, e *entry, token []byte) error {
	t, err := s.m.believe(e, token)
	if w, doubted := why(err); doubted && w == answer.UnknownKey && !h.followed {
		h.followed = true
		if err := s.follow(ctx); err != nil {
			return err
		}
		t, err = s.m.believe(e, token)
	}
	w, doubted := why(err)
	switch {
	case doubted:
		h.refused = append(h.refused, Refusal{e.code.String(), e.code.Fingerprint(), w.String()})
		h.problems[e.code] = w.String()
		return nil
	case err != nil:
		return err
	case t.Tag != e.tag:
		h.changes++
	}
	h.taken = append(h.taken, t)
	return nil
}

// believe verifies a statement about a code: the issuer's, and not older than
// what is held. The tag is worked out here, so that nobody else can say under
// which name it is held.
func (m *Manager) believe(e *entry, token []byte) (book.Taken, error) {
	signed, err := m.trust.verify(token, m.expect(e.code, e.since()))
	if err != nil {
		return book.Taken{}, err
	}
	var room [answer.TagLen]byte
	tag := string(signed.AppendTag(room[:0], signed.KeyID))
	return book.Taken{Code: e.code, Tag: tag, Token: string(token), Signed: signed}, nil
}

// follow takes in the keys that known ones vouch for.
func (s *syncing) follow(ctx context.Context) error {
	added, err := s.m.trust.refresh(ctx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.report.NewKeys = append(s.report.NewKeys, added...)
	return s.keepTrust()
}

// count adds a batch to the report.
func (s *syncing) count(h *haul) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.report.Changed += h.changes
	s.report.Renewed += len(h.taken) - h.changes
	s.report.Refused = append(s.report.Refused, h.refused...)
	s.news = s.news || len(h.taken) > 0
	for i := range h.taken {
		if id := h.taken[i].Signed.Product; id != "" {
			s.ids[id] = true
		}
	}
}
