package agent

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.uber.org/zap"

	"ollu/codec/answer"
	"ollu/server/words"
)

// revokedFile holds the issuer's signed list of codes that it took back (row B5),
// as it came. It is apart from the state, which is small and written often.
const revokedFile = "revocations.jwt"

// revoked is such a list, verified when it is first looked into, and again when
// other keys are trusted.
type revoked struct {
	token string

	mu           sync.Mutex
	issuer, keys string // that it was verified with
	list         answer.Revocations
	err          error
	verified     bool
}

// under gives the list as a state believes it; false for one that it does not.
func (r *revoked) under(s *State) (*answer.Revocations, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if keys := string(s.Keys); !r.verified || r.issuer != s.Issuer || r.keys != keys {
		known, _ := s.by.keys(s)
		r.list, r.err = known.OpenRevocations([]byte(r.token), s.Issuer)
		r.issuer, r.keys, r.verified = s.Issuer, keys, true
	}
	return &r.list, r.err == nil
}

// revocations gives the list that is held; false without one that is believed.
func (s *State) revocations() (*answer.Revocations, bool) {
	if s.revoked == nil {
		return nil, false
	}
	return s.revoked.under(s)
}

// outdated tells whether a list is newer than the one that is held by now; nil is
// not.
func (s *State) outdated(list *revoked) bool {
	if list == nil {
		return false
	}
	offered, ok := list.under(s)
	held, had := s.revocations()
	return ok && (!had || offered.IssuedAt.After(held.IssuedAt))
}

// withdraw marks a lease that the list takes back: one whose statement is not newer
// than that. A newer statement that says otherwise stands.
func (s *State) withdraw(l *Lease) {
	list, ok := s.revocations()
	if !ok {
		return
	}
	r, ok := list.Find(l.Subject)
	if !ok || r.At.Before(l.SignedAt) && l.Result != answer.Revoked {
		return
	}
	l.Result, l.Refused, l.Allowed = answer.Revoked, true, false
	l.Reason, l.RevokedAt = r.Reason, r.At
}

// newerList verifies a list, and gives it where it is newer than the one that is
// held; nil where it is not, or not believed.
func (p *prover) newerList(s *State, t *trust, token string) *revoked {
	r, err := p.readList(s, t, token)
	if err != nil {
		return nil
	}
	return r
}

// errOldList: the list says no more than the one that is held.
var errOldList = errors.New("the list of revoked codes is not newer than the one that is held")

func (p *prover) readList(s *State, t *trust, token string) (*revoked, error) {
	if token == "" {
		return nil, errOldList
	}
	issuer := t.issuer
	if issuer == "" {
		issuer = claims([]byte(token)).Issuer
	}
	list, err := t.keys.OpenRevocations([]byte(token), issuer)
	if err != nil {
		return nil, err
	}
	if held, ok := s.revocations(); ok && !list.IssuedAt.After(held.IssuedAt) {
		return nil, errOldList
	}
	t.issuer = issuer
	return &revoked{token: token}, nil
}

// fetchList asks a manager for the list; nil when there is none that is newer,
// which stops nothing.
func (a *Agent) fetchList(ctx context.Context, s *State, t *trust) (list *revoked, tag string) {
	held := s.RevokedTag
	if s.revoked == nil {
		held = ""
	}
	token, tag, err := a.asker(s).Revocations(ctx, held)
	if err != nil || token == nil {
		return nil, s.RevokedTag
	}
	list, err = a.prover.readList(s, t, string(token))
	if err != nil && !errors.Is(err, errOldList) {
		a.o.Log.Warn("the list of revoked codes that the manager gave is not believed", zap.Error(err))
		return nil, ""
	}
	return list, tag
}

// useList takes a list in, and brings the report of what was asked up to date.
func (s *State) useList(list *revoked, parts []PartReport, now time.Time) {
	if !s.outdated(list) {
		return
	}
	before := s.leases(now)
	s.revoked = list
	for i := range parts {
		was, ok := before[parts[i].Component]
		if !ok {
			continue
		}
		if r := s.reported(parts[i].Component, &was, now); r.Outcome == Updated {
			parts[i].Outcome, parts[i].Result, parts[i].Reason = Updated, r.Result, r.Reason
		}
	}
}

// kindOf is what a token says of itself that it is; "" for what is none.
func kindOf(token []byte) string {
	header, _, _ := bytes.Cut(token, []byte{'.'})
	text, err := base64.RawURLEncoding.AppendDecode(nil, header)
	var h struct {
		Type string `json:"typ"`
	}
	if err != nil || json.Unmarshal(text, &h) != nil {
		return ""
	}
	return h.Type
}

// importList takes in a list that somebody carried (row B5).
func (a *Agent) importList(s *State, t *trust, token []byte) (Report, error) {
	list, err := a.prover.readList(s, t, string(token))
	if errors.Is(err, errOldList) {
		return Report{}, &RefusedError{ID: words.VerifySuperseded}
	}
	if err != nil {
		return Report{}, &RefusedError{ID: unfit(why(err)), Err: err}
	}
	report := Report{Server: s.Server, Outcome: Updated, Parts: []PartReport{}, List: true}
	err = a.change(Delivery, func(s *State) error {
		t.keep(s)
		for _, id := range s.components() {
			if l, ok := s.lease(id, a.at(s)); ok {
				report.Parts = append(report.Parts, s.reported(id, &l, a.at(s)))
			}
		}
		s.useList(list, report.Parts, a.at(s))
		return nil
	})
	if err != nil {
		return Report{}, err
	}
	return report, nil
}

// loadRevoked reads the list that is kept, unless it is the one that was read last.
func (s *store) loadRevoked() *revoked {
	path := filepath.Join(s.dir, revokedFile)
	info, err := os.Stat(path)
	if err == nil && s.list != nil && s.listSeen != nil && os.SameFile(info, s.listSeen) && info.ModTime().Equal(s.listSeen.ModTime()) {
		return s.list
	}
	var token []byte
	if err == nil {
		token, err = readBounded(path, answer.MaxRevocations)
	}
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			s.log.Warn("the list of revoked codes cannot be read", zap.Error(err))
		}
		s.list, s.listSeen = nil, nil
		return nil
	}
	s.list, s.listSeen = &revoked{token: string(token)}, info
	return s.list
}

// saveRevoked writes the list down where it is another than the one on disk.
func (s *store) saveRevoked(next *State) error {
	if next.revoked == nil || next.revoked == s.list {
		return nil
	}
	path := filepath.Join(s.dir, revokedFile)
	if err := replace(path, []byte(next.revoked.token), 0o600); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	s.list, s.listSeen = next.revoked, info
	return nil
}
