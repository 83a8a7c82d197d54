package manager

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/client"
	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
)

const (
	registerTime = 10 * time.Second // of one registration, and of the question about its code after it
	registerMost = 16               // registrations at once
	registerRest = 30 * time.Second // after the issuer was not reached, registrations are queued at once
)

// registrar is what registrations have in common.
type registrar struct {
	slots chan struct{}
	mu    sync.Mutex
	until time.Time // the issuer is left alone till then
}

func newRegistrar() *registrar { return &registrar{slots: make(chan struct{}, registerMost)} }

func (r *registrar) resting(now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return now.Before(r.until) && r.until.Sub(now) <= registerRest
}

func (r *registrar) rest(until time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.until = until
}

// errUnheard says that a registration waits for the issuer.
var errUnheard = errors.New("the issuer was not heard about this device yet")

// register has a product's device registered for a code that is brought to it
// (rows L3, M4): at once where the issuer is reached, else with the next sync, or by
// the file that is carried. It is a deploy.Register.
func (m *Manager) register(ctx context.Context, r deploy.Registration) (answer.Result, error) {
	result, err := m.registerNow(ctx, &r)
	if err == nil || ctx.Err() != nil || unheardOf(err) {
		return result, err
	}
	a := book.Activation{Code: r.Code, Device: r.Device, Product: r.Product, At: stamp(m.o.Now())}
	waiting, err := m.book.Activations()
	if err != nil {
		return 0, err
	}
	asked := slices.ContainsFunc(waiting, func(w book.Activation) bool { return w.Code == a.Code && w.Device == a.Device })
	if r.Waited && !asked { // it was handed on since, and not refused
		return answer.Valid, nil
	}
	return 0, errors.Join(errUnheard, m.book.PutActivations(a))
}

// unheardOf tells whether the issuer would not have the question: the name of the
// device is none. Handed on, it would keep others from being registered.
func unheardOf(err error) bool {
	e, ok := errors.AsType[*client.CouldNotCompleteError](err)
	return ok && e.Status == http.StatusBadRequest
}

// registerNow asks the issuer, and about the code anew where that may say
// something else by now.
func (m *Manager) registerNow(ctx context.Context, r *deploy.Registration) (answer.Result, error) {
	if m.asker == nil {
		return 0, errUnheard
	}
	select {
	case m.registrar.slots <- struct{}{}:
		defer func() { <-m.registrar.slots }()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	if m.registrar.resting(m.o.Now()) {
		return 0, errUnheard
	}
	result, err := m.askRegistered(ctx, r)
	if err != nil {
		if e, ok := errors.AsType[*client.CouldNotCompleteError](err); ok && e.Cause != client.CauseStatus {
			m.registrar.rest(m.o.Now().Add(registerRest))
		}
		m.log.Warn("a device could not be registered: it is handed on with the next sync", zap.Stringer("code", r.Code), zap.String("device", r.Device), zap.Error(err))
		return 0, err
	}
	m.log.Info("device registered", zap.Stringer("code", r.Code), zap.String("device", r.Device), zap.Stringer("result", result))
	if result == answer.DeviceLimit {
		return result, nil
	}
	return result, m.askAgain(ctx, r.Code, result)
}

// askRegistered has the issuer register a device. What it answers to that is
// believed when it is signed, and of this moment.
func (m *Manager) askRegistered(ctx context.Context, r *deploy.Registration) (answer.Result, error) {
	nonce, err := m.nonce()
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, registerTime)
	defer cancel()
	token, err := m.asker.AskToken(ctx, client.Question{Code: r.Code.Reveal(), Device: r.Device, Product: r.Product, Nonce: nonce, Activate: true})
	if err != nil {
		return 0, err
	}
	signed, err := m.trust.verify(token, answer.Expect{Subject: r.Code.Fingerprint(), Device: r.Device, Nonce: nonce})
	return signed.Result, err
}

// askAgain asks about a code whose statement does not say what the device was told.
func (m *Manager) askAgain(ctx context.Context, code codec.Code, told answer.Result) error {
	if err := m.take(ctx); err != nil {
		return err
	}
	defer m.release()
	held, err := m.book.Code(code)
	if err != nil || held.Signed.Result == told {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, registerTime)
	defer cancel()
	s := m.begin()
	err = s.some(ctx, []codec.Code{code})
	m.noteSome(s, nil)
	if s.news {
		m.stir(false)
	}
	return err
}

// registered tells the deliveries that wait for it what became of registrations
// that were handed on.
func (m *Manager) registered(answered []book.Activation) error {
	var told []book.Delivery
	for i := range answered {
		a := &answered[i]
		names, err := m.book.Users(a.Code)
		if err != nil {
			return err
		}
		for _, name := range names {
			p, err := m.book.Product(name)
			if err != nil || p.Device != a.Device {
				continue
			}
			if d, err := m.book.Delivery(name, a.Code); err == nil && deploy.Unregistered(&d) {
				m.o.Deployer.Registered(&d, a.Answer == answer.DeviceLimit.String())
				told = append(told, d)
			}
		}
	}
	if len(told) == 0 {
		return nil
	}
	return m.book.PutDeliveries(told...)
}
