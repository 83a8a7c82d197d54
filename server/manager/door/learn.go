package door

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/client"
	"ollu/server/manager/book"
)

const (
	waitMost  = 20_000        // sightings that wait to be written down
	seenEvery = 1 * time.Hour // a product that says nothing new is written down this often
)

// sighting is a product that came to ask, and what it was given.
type sighting struct {
	at                                       time.Time
	code                                     codec.Code
	device, product, version, build, expires string
	tag                                      string // of the word it was given; "" not known
}

// sight notes a question and the statement that answered it.
func sight(q *client.Question, held *book.Code, now time.Time, tag string, s *answer.Statement) sighting {
	x := sighting{
		at: now, code: held.Code, tag: tag,
		device: q.Device, product: cmp.Or(q.Product, s.Product), version: q.Version, build: q.Build,
	}
	if s.Issued && !s.Perpetual {
		x.expires = s.Expires.String()
	}
	return x
}

// asker is who asked, and about what.
type asker struct {
	device string
	code   codec.Code
}

// learner writes sightings down, one after another, behind the answers.
type learner struct {
	book *book.Book
	log  *zap.Logger
	lost prometheus.Counter

	// Products that came by themselves, and when they were counted; of the writing
	// goroutine alone.
	asks    int
	counted time.Time

	mu      sync.Mutex
	waiting map[asker]sighting // the last of each
	writing bool
	done    sync.WaitGroup
}

// add takes a sighting in. Without a device it is nobody's.
func (l *learner) add(s sighting) {
	if s.device == "" {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	who := asker{s.device, s.code}
	if _, again := l.waiting[who]; !again && len(l.waiting) >= waitMost {
		l.lost.Inc()
		return
	}
	if l.waiting == nil {
		l.waiting = map[asker]sighting{}
	}
	l.waiting[who] = s
	if !l.writing {
		l.writing = true
		l.done.Go(l.write)
	}
}

// close waits until nothing is left to write.
func (l *learner) close() { l.done.Wait() }

// write works the waiting sightings off, and ends when there are none.
func (l *learner) write() {
	for {
		l.mu.Lock()
		batch := slices.SortedFunc(maps.Values(l.waiting), func(a, b sighting) int { return a.at.Compare(b.at) })
		l.waiting = nil
		l.writing = len(batch) > 0
		l.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		if err := l.note(batch); err != nil {
			l.lost.Add(float64(len(batch)))
			l.log.Warn("products that asked could not be written down", zap.Int("products", len(batch)), zap.Error(err))
		}
	}
}

// note writes a batch of sightings down.
func (l *learner) note(batch []sighting) error {
	var handed []book.Delivery
	for _, s := range batch {
		p, err := l.known(&s)
		if err != nil {
			return err
		}
		if p == nil || s.tag == "" || !slices.Contains(p.Codes, s.code) {
			continue
		}
		d, err := l.delivery(p.Name, &s)
		if err != nil {
			return err
		}
		if d != nil {
			handed = append(handed, *d)
		}
	}
	if len(handed) == 0 {
		return nil
	}
	return l.book.PutDeliveries(handed...)
}

// known gives the product that asked, brought up to date; nil when it is a new
// one and there are too many, or was removed meanwhile.
func (l *learner) known(s *sighting) (*book.Product, error) {
	p, err := l.book.ProductByDevice(s.device)
	if errors.Is(err, book.ErrNotFound) {
		return l.newcomer(s)
	}
	if err != nil {
		return nil, err
	}
	if before := p; !s.tell(&p) && s.at.Sub(before.SeenAt).Abs() < seenEvery {
		return &p, nil
	}
	err = l.book.EditProduct(p.Name, func(now *book.Product) error {
		s.tell(now)
		now.SeenAt, p = s.at, *now
		return nil
	})
	if errors.Is(err, book.ErrNotFound) { // removed meanwhile
		return nil, nil
	}
	return &p, err
}

// tell puts what the product said of itself into its record, and tells whether
// that was new. One that a person added keeps the codes that the person gave it.
func (s *sighting) tell(p *book.Product) (news bool) {
	for _, said := range []struct {
		slot  *string
		value string
	}{{&p.Product, s.product}, {&p.Version, s.version}, {&p.Build, s.build}} {
		if said.value != "" && *said.slot != said.value {
			*said.slot, news = said.value, true
		}
	}
	if p.Asks && !slices.Contains(p.Codes, s.code) {
		p.Codes, news = append(slices.Clone(p.Codes), s.code), true
	}
	return news
}

// delivery gives the record that the product holds a word; nil when it says so
// already.
func (l *learner) delivery(product string, s *sighting) (*book.Delivery, error) {
	d, err := l.book.Delivery(product, s.code)
	if err != nil && !errors.Is(err, book.ErrNotFound) {
		return nil, err
	}
	if d.HeldTag == s.tag && d.State == book.Current {
		return nil, nil
	}
	return &book.Delivery{
		Product: product, Code: s.code,
		HeldTag: s.tag, HeldAt: s.at, Expires: s.expires,
		State: book.Current, TriedAt: d.TriedAt,
	}, nil
}
