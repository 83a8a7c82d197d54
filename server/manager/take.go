package manager

import (
	"context"

	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/client"
	"ollu/server/manager/book"
)

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
