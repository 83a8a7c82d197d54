package door

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"go.uber.org/zap"

	"ollu/codec/answer"
	"ollu/server/client"
	"ollu/server/manager/book"
)

const (
	relayMost = 64               // questions on their way to the issuer at once; more wait their turn within RelayTime
	relayRest = 30 * time.Second // after the issuer was not reached, the shelf answers at once
	restMost  = 10 * time.Minute // of what a busy issuer may ask for
)

// relay hands questions on to the issuer, as long as it can be reached.
type relay struct {
	asker *client.Asker // nil: there is none
	now   func() time.Time
	slots chan struct{}

	mu    sync.Mutex
	until time.Time // rests till then
}

func newRelay(a *client.Asker, now func() time.Time) *relay {
	l := &relay{now: now, slots: make(chan struct{}, relayMost)}
	if a != nil {
		l.asker = &client.Asker{Server: a.Server, Transport: a.Transport, Timeout: RelayTime}
	}
	return l
}

// errResting says that the issuer was not asked.
var errResting = errors.New("the issuer is left alone for now")

// ask gives the issuer's answer as it came.
func (l *relay) ask(ctx context.Context, q client.Question) ([]byte, error) {
	if l.asker == nil || l.resting() {
		return nil, errResting
	}
	ctx, cancel := context.WithTimeout(ctx, RelayTime)
	defer cancel()
	atOnce, err := l.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { <-l.slots }()
	raw, err := l.carry(ctx, q)
	if atOnce || ctx.Err() == nil {
		l.judge(err)
	}
	return raw, err
}

// enter takes a slot; atOnce: without standing in line. Who stood in line may have
// too little time left, which is not the issuer's fault.
func (l *relay) enter(ctx context.Context) (atOnce bool, err error) {
	select {
	case l.slots <- struct{}{}:
		return true, nil
	default:
	}
	select {
	case l.slots <- struct{}{}:
		return false, nil
	case <-ctx.Done():
		return false, errResting
	}
}

func (l *relay) carry(ctx context.Context, q client.Question) (raw []byte, err error) {
	if q.Format == asJWT {
		return l.asker.AskToken(ctx, q)
	}
	_, raw, err = l.asker.Ask(ctx, q)
	return raw, err
}

func (l *relay) resting() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now().Before(l.until)
}

// judge decides how long the issuer is left alone after an error: a question
// that it would not have (another status) says nothing about the next one.
func (l *relay) judge(err error) {
	e, ok := errors.AsType[*client.CouldNotCompleteError](err)
	if !ok || e.Cause == client.CauseStatus {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.until = l.now().Add(min(max(e.RetryAfter, relayRest), restMost))
}

// handOn asks the issuer in the product's name; false: the shelf has to answer.
func (d *Door) handOn(r *http.Request, q *client.Question, held *book.Code, now time.Time) ([]byte, bool) {
	raw, err := d.relay.ask(r.Context(), *q)
	if err != nil {
		if e, ok := errors.AsType[*client.CouldNotCompleteError](err); ok {
			d.figures.unreached(e.Cause)
			d.log.Info("the issuer did not answer a question that was handed on; the shelf answers", zap.Stringer("cause", e.Cause))
		}
		return nil, false
	}
	if s, tag, ok := d.believed(q, held, raw, now); ok {
		d.learner.add(sight(q, held, now, tag, s))
	} else {
		d.learner.add(sight(q, held, now, "", &held.Signed.Statement))
	}
	return raw, true
}

// believed gives what a handed-on answer says and the tag of it, if it can be
// believed: it is signed by the issuer, or it says what the shelf holds signed.
// The answer goes to the product in any case, and to the shelf in none.
func (d *Door) believed(q *client.Question, held *book.Code, raw []byte, now time.Time) (*answer.Statement, string, bool) {
	if q.Format == asJWT {
		signed, err := d.issuer.verify(raw, &answer.Expect{
			Subject: held.Code.Fingerprint(), Device: q.Device, DeviceOptional: true, Nonce: q.Nonce, Now: now, Skew: skew,
		})
		return &signed.Statement, string(signed.AppendTag(nil, signed.KeyID)), err == nil
	}
	parse := answer.ParseText
	if q.Format == asJSON {
		parse = answer.ParseJSON
	}
	s, err := parse(raw)
	if err != nil {
		return nil, "", false
	}
	tag := string(s.AppendTag(nil, held.Signed.KeyID))
	return &s, tag, held.Tag != "" && tag == held.Tag
}

// skew is how far this machine's clock and the issuer's may be apart.
const skew = 10 * time.Minute
