package outbox

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/mail"
)

// Options are what an outbox works with. Templates and Send may be nil.
type Options struct {
	Store      keystore.Store
	Send       func(context.Context, mail.Message) error // nil: there is no mail server, letters wait
	Templates  fs.FS                                     // the operator's own, over those built in
	Brand      string                                    // the vendor's name, in mails
	Zone       *time.Location                            // in which times of day are told; nil: UTC
	Now        func() time.Time
	Random     io.Reader
	Log        *zap.Logger
	Registerer prometheus.Registerer
}

// Outbox sends what waits.
type Outbox struct {
	o         Options
	templates *templates
	figures   *figures
	poked     chan struct{}

	mu   sync.Mutex
	sent map[string]bool // handed over, and not yet noted in the store
}

// New reads the templates; an error names the one that is wrong.
func New(o Options) (*Outbox, error) {
	t, err := readTemplates(o.Templates, o.Zone)
	if err != nil {
		return nil, err
	}
	b := &Outbox{o: o, templates: t, poked: make(chan struct{}, 1), sent: map[string]bool{}}
	b.figures = newFigures(o.Registerer, o.Store, o.Now)
	return b, nil
}

// atOnce is how many letters are under way at a time; portion how many are read.
const (
	atOnce  = 4
	portion = 64
)

// longest is how long the outbox sleeps when it knows of nothing to send.
const longest = time.Minute

// Run sends letters until ctx ends; those under way are finished first.
func (b *Outbox) Run(ctx context.Context) {
	if b.o.Send == nil {
		b.o.Log.Warn("no mail server is configured (mail.host): the portal's mails wait in the database")
		<-ctx.Done()
		return
	}
	stop := b.o.Store.Watch(func(keystore.Changes) { b.poke() })
	defer stop()
	for {
		sleep := time.NewTimer(b.round(ctx))
		select {
		case <-ctx.Done():
			sleep.Stop()
			return
		case <-b.poked:
			sleep.Stop()
		case <-sleep.C:
		}
	}
}

func (b *Outbox) poke() {
	select {
	case b.poked <- struct{}{}:
	default:
	}
}

// round sends what is due, and says how long nothing will be.
func (b *Outbox) round(ctx context.Context) time.Duration {
	for ctx.Err() == nil {
		due, next, err := b.due(ctx)
		if err != nil {
			b.o.Log.Error("the letters that wait cannot be read", zap.Error(err))
			return longest
		}
		if !b.sendAll(ctx, due) {
			return longest
		}
		if len(due) == 0 {
			return b.until(next)
		}
	}
	return 0
}

func (b *Outbox) until(next time.Time) time.Duration {
	if next.IsZero() {
		return longest
	}
	return min(max(next.Sub(b.o.Now()), time.Second), longest)
}

func (b *Outbox) due(ctx context.Context) (due []customer.Letter, next time.Time, err error) {
	err = b.o.Store.Customers(ctx, func(book customer.Book) (err error) {
		due, next, err = book.DueLetters(b.o.Now(), portion)
		return err
	})
	return due, next, err
}

// sendAll sends letters, a few at a time, and tells whether the outcome of each
// could be noted.
func (b *Outbox) sendAll(ctx context.Context, due []customer.Letter) bool {
	var all sync.WaitGroup
	var places = make(chan struct{}, atOnce)
	var failed sync.Map
	for i := range due {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			if err := b.deliver(ctx, &due[i]); err != nil {
				failed.Store(i, true)
				b.o.Log.Error("what became of a letter cannot be noted", zap.String("letter", due[i].ID), zap.Error(err))
			}
		})
	}
	all.Wait()
	noted := true
	failed.Range(func(any, any) bool { noted = false; return false })
	return noted
}

// deliver sends one letter and notes what became of it. The error is that of
// noting.
func (b *Outbox) deliver(ctx context.Context, l *customer.Letter) error {
	if !b.wasSent(l.ID) {
		if err := b.send(ctx, l); err != nil {
			if ctx.Err() != nil {
				return nil // told to stop: it waits for the next start
			}
			return b.note(ctx, b.failure(l, err))
		}
		b.setSent(l.ID, true)
		b.figures.sent.WithLabelValues(l.Kind).Inc()
	}
	err := b.note(ctx, keystore.LetterSent{ID: l.ID})
	if err == nil {
		b.setSent(l.ID, false)
	}
	return err
}

func (b *Outbox) send(ctx context.Context, l *customer.Letter) error {
	m, err := b.templates.message(l, b.o.Brand)
	if err != nil {
		return err
	}
	return b.o.Send(ctx, m)
}

// noting is how long the store may take to note an outcome, also while the server
// shuts down.
const noting = 10 * time.Second

func (b *Outbox) note(ctx context.Context, change keystore.Change) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noting)
	defer cancel()
	_, err := b.o.Store.Apply(ctx, keystore.Act{By: "outbox", At: b.o.Now(), Change: change})
	if err != nil {
		return fmt.Errorf("note: %w", err)
	}
	return nil
}

func (b *Outbox) wasSent(id string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sent[id]
}

func (b *Outbox) setSent(id string, sent bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if sent {
		b.sent[id] = true
		return
	}
	delete(b.sent, id)
}
