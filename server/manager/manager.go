package manager

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"go.uber.org/zap"

	"ollu/server/client"
	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
)

// Options is what a Manager is made of. Book, Deployer, Now and Random are
// required; Server too, unless statements come by file alone.
type Options struct {
	Book      *book.Book
	Server    string            // the issuer's address; empty: there is no line to it
	Transport http.RoundTripper // to the issuer; best one of client.NewTransport that keeps its connections
	Deployer  *deploy.Deployer
	Trust     []byte         // the issuer's keys as a JWK set; nil: those met first are believed
	Zone      *time.Location // where 00:00 is; nil: the machine's
	Spread    time.Duration  // how long after 00:00 at most the daily sync begins, at random; 0: on the dot
	LongPoll  time.Duration  // of one wait for changes; 0: none
	Retry     time.Duration  // the first wait after a failure, which doubles from there; 0: a minute
	Now       func() time.Time
	Random    io.Reader   // safe for concurrent use, as crypto/rand is
	Log       *zap.Logger // nil: no log
	Site      string      // name of the site, in the files that it writes
}

// Manager looks after one site. It is safe for concurrent use.
type Manager struct {
	o     Options
	book  *book.Book
	asker *client.Asker // nil: there is no line
	trust *trust
	log   *zap.Logger

	turn chan struct{} // held by who changes what the book says of codes: one at a time
	kick chan struct{} // something is new to be delivered
	poke chan struct{} // something is new to wait for, or since when

	registrar *registrar

	mu      sync.Mutex
	unsaved *book.Marks   // what could not be written down
	after   time.Duration // how long the issuer asked to be left alone
	off     time.Duration // of the clock, as the issuer proved it last
	heard   bool          // it did
	waiting bool          // a long poll is open
	plan    *plan         // of the syncs that Run makes; nil: Run is not running
	index   *index        // of the marks to wait for; nil: to be made anew
}

// New makes the manager of a site. It reads what the book says of the issuer,
// and asks nobody yet.
func New(o Options) (*Manager, error) {
	if o.Book == nil || o.Deployer == nil || o.Now == nil || o.Random == nil {
		return nil, errors.New("a manager needs a book, a deployer, a clock and randomness")
	}
	o.Zone = cmp.Or(o.Zone, time.Local)
	o.LongPoll = min(o.LongPoll, client.MaxWait)
	o.Retry = min(cmp.Or(max(o.Retry, 0), firstWait), maxWait)
	m := &Manager{o: o, book: o.Book, log: cmp.Or(o.Log, zap.NewNop()), turn: make(chan struct{}, 1), kick: make(chan struct{}, 1), poke: make(chan struct{}, 1), registrar: newRegistrar()}
	if o.Server != "" {
		m.asker = &client.Asker{Server: o.Server, Transport: o.Transport}
	}
	var err error
	if m.trust, err = newTrust(o.Trust, m.book, m.asker); err != nil {
		return nil, err
	}
	o.Deployer.RegisterBy(m.register)
	return m, nil
}

// ErrNoServer says that there is nobody to ask.
var ErrNoServer = errors.New("no server is set: carry statements in by file, or set the issuer's address")

// take waits for the right to change what the book says of codes. The caller
// gives it back by release.
func (m *Manager) take(ctx context.Context) error {
	select {
	case m.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting for the sync that is under way: %w", ctx.Err())
	}
}

func (m *Manager) release() { <-m.turn }
