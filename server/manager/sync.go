package manager

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/client"
	"ollu/server/manager/book"
	"ollu/server/manager/report"
)

// Sync asks the issuer about every code, hands on the devices that wait to be
// registered, takes in the issuer's keys, the products' descriptions and the
// revocation list, and has delivered what is new (rows M1, M2, B5). What was
// taken by the time of an error stays taken. The error is a
// *client.CouldNotCompleteError where the issuer could not be asked.
func (m *Manager) Sync(ctx context.Context) (SyncReport, error) {
	r, err := m.syncAll(ctx)
	if ctx.Err() != nil {
		return r, err
	}
	return r, errors.Join(err, m.deliverDue(ctx))
}

// syncAll is Sync without deliveries.
func (m *Manager) syncAll(ctx context.Context) (SyncReport, error) {
	if err := m.take(ctx); err != nil {
		return SyncReport{}, err
	}
	defer m.release()
	s := m.begin()
	err := s.all(ctx)
	if ctx.Err() == nil {
		m.note(s, err)
	}
	m.stir(false)
	return s.report, err
}

// syncing is one sync under way.
type syncing struct {
	m      *Manager
	at     time.Time // by the machine's clock, when it began
	asked  bool      // about every code
	news   bool      // something is to be delivered
	mu     sync.Mutex
	report SyncReport
	since  string          // the earliest revision of the batches
	ids    map[string]bool // products that statements were taken of
}

func (m *Manager) begin() *syncing {
	at := m.o.Now()
	return &syncing{
		m: m, at: at, ids: map[string]bool{},
		report: SyncReport{At: at, Refused: []Refusal{}, Activations: []Activation{}, NewKeys: []string{}},
	}
}

// all asks about every code. The keys come first, so that what follows can be
// verified; then who answers proves to be the issuer, and what time it is.
func (s *syncing) all(ctx context.Context) error {
	m := s.m
	added, err := m.trust.refresh(ctx)
	if err != nil {
		return err
	}
	s.report.NewKeys = append(s.report.NewKeys, added...)
	troubled, err := s.troubled()
	if err != nil {
		return err
	}
	x, err := m.watched()
	if err != nil {
		return err
	}
	if len(x.codes) > 0 {
		if err := s.prove(ctx, x.codes[0].code); err != nil {
			return err
		}
	}
	if err := s.keepTrust(); err != nil {
		return err
	}
	handed := s.handOn(ctx) // one device that the issuer chokes on keeps no code from being asked about
	changed, err := s.askWhatChanged(ctx, x)
	if err != nil {
		return err
	}
	held, total, err := m.held(troubled, changed)
	if err != nil {
		return err
	}
	if err := s.askAbout(ctx, held); err != nil {
		return err
	}
	if s.since == "" { // there is no code yet: what is added from now on is waited for
		if err := s.batch(ctx, nil); err != nil {
			return err
		}
	}
	s.asked, s.report.Codes = true, total
	return errors.Join(handed, s.published(ctx, true))
}

// askWhatChanged asks the issuer, by their marks, which codes changed since the
// last sync of all: of a large site most did not, and are not asked about one by
// one. nil: the issuer cannot know, or the last sync left something to make up for.
func (s *syncing) askWhatChanged(ctx context.Context, x *index) (map[codec.Code]bool, error) {
	m := s.m
	marks, err := m.marks()
	if err != nil || marks.Revision == "" || marks.Cause != "" || m.asker == nil {
		return nil, err
	}
	changed, since := map[codec.Code]bool{}, ""
	for some := range slices.Chunk(x.all, client.MaxMarks) {
		w, err := m.asker.Wait(ctx, marks.Revision, some, 0)
		switch {
		case absent(err), err == nil && w.All:
			return nil, nil
		case err != nil:
			return nil, err
		}
		for _, code := range x.with(w.Marks) {
			changed[code] = true
		}
		since = earlier(since, w.Revision)
	}
	s.since = since
	return changed, nil
}

// some asks about these codes alone.
func (s *syncing) some(ctx context.Context, codes []codec.Code) error {
	held := make([]entry, 0, len(codes))
	for _, code := range codes {
		c, err := s.m.book.Code(code)
		if errors.Is(err, book.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		held = append(held, entryFor(&c))
	}
	if len(held) == 0 {
		return nil
	}
	if err := s.known(ctx, held[0].code); err != nil {
		return err
	}
	return s.askAbout(ctx, slices.Collect(slices.Chunk(held, client.MaxHeld)))
}

// known sees to it that there is a key to verify with, and that the issuer's time
// is known.
func (s *syncing) known(ctx context.Context, code codec.Code) error {
	if keys, _ := s.m.trust.now(); keys.Len() == 0 {
		if _, err := s.m.trust.refresh(ctx); err != nil {
			return err
		}
	}
	if s.m.proved() {
		return nil
	}
	return s.prove(ctx, code)
}

// troubled gives the codes whose last answer was not believed, and notes of which
// products the site has codes. A sync that ended clean left neither to look for.
func (s *syncing) troubled() (map[codec.Code]bool, error) {
	marks, err := s.m.marks()
	if err != nil || marks.Cause == "" {
		return nil, err
	}
	troubled := map[codec.Code]bool{}
	err = s.m.book.Codes(func(c *book.Code) error {
		if c.Problem != "" {
			troubled[c.Code] = true
		}
		if c.Signed.Product != "" {
			s.ids[c.Signed.Product] = true
		}
		return nil
	})
	return troubled, err
}

// expect says what a statement about a code must be, besides that the issuer
// signed it.
func (m *Manager) expect(code codec.Code, after time.Time) answer.Expect {
	return answer.Expect{Subject: code.Fingerprint(), Now: m.o.Now().Add(-m.clockOff()), Skew: report.Slack, After: after}
}
