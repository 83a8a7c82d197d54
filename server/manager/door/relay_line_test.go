package door

import (
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ollu/codec"
	"ollu/server/client"
)

// slow is an issuer that answers after a while, unless it is given up.
type slow time.Duration

func (s slow) RoundTrip(r *http.Request) (*http.Response, error) {
	select {
	case <-time.After(time.Duration(s)):
		return nil, errors.New("no matter")
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// A rush in which some stand in line until little of their time is left is not
// held against the issuer; an issuer that lets a whole RelayTime pass is.
func TestStandingInLineIsNotTheIssuersFault(t *testing.T) {
	for name, c := range map[string]struct {
		takes   time.Duration
		resting bool
	}{
		"a rush":      {RelayTime - 100*time.Millisecond, false},
		"a dead line": {time.Hour, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := newRelay(&client.Asker{Server: "http://licence.example.com", Transport: slow(c.takes)}, time.Now)
			if c.resting {
				_, _ = l.ask(t.Context(), client.Question{Code: codec.Code{}.Reveal()})
			} else {
				rush(t, l)
			}
			if l.resting() != c.resting {
				t.Errorf("%s: resting is %t", name, l.resting())
			}
		})
	}
}

// rush fills every slot, and has one stand in line behind.
func rush(t *testing.T, l *relay) {
	for range cap(l.slots) {
		l.slots <- struct{}{}
	}
	var all sync.WaitGroup
	all.Go(func() { _, _ = l.ask(t.Context(), client.Question{Code: codec.Code{}.Reveal()}) })
	synctest.Wait()
	time.Sleep(RelayTime - 100*time.Millisecond)
	<-l.slots
	all.Wait()
}
