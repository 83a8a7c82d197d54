package agent

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"ollu/server/client"
)

// Agent is one product's agent. It is safe for concurrent use, and several
// processes may have one over the same folder.
type Agent struct {
	o      Options
	prover *prover
	store  *store
	tell   teller // what running keeps in memory
	woken  chan struct{}
}

// Open reads the state and returns an agent. A folder that is not there is made
// with the first change; a damaged state is set aside and rebuilt. A setting that
// cannot be used is an error.
func Open(o Options) (*Agent, error) {
	o = o.completed()
	if o.Dir == "" {
		return nil, errors.New("agent: the folder of the state must be named")
	}
	if err := validDevice(o.Device); err != nil {
		return nil, err
	}
	if err := o.distinct(); err != nil {
		return nil, err
	}
	vendor, err := parseTrust(o.Trust)
	if err != nil {
		return nil, err
	}
	a := &Agent{o: o, woken: make(chan struct{}, 1), prover: &prover{vendor: vendor, shipped: string(o.Facts), offline: o.OfflineKey}}
	a.store = &store{dir: o.Dir, by: a.prover, log: o.Log, now: o.Now, settings: o.overlay, saved: a.saved}
	if err := a.store.load(); err != nil {
		return nil, err
	}
	return a, nil
}

// overlay lays what is configured over what is remembered.
func (o *Options) overlay(s *State) {
	s.kept.server, s.kept.product = s.Server, s.Product
	s.Device, s.Server, s.Product = cmp.Or(o.Device, s.Device), cmp.Or(o.Server, s.Server), cmp.Or(o.Product, s.Product)
}

// misnamed tells whether another product is configured than the one whose licence
// is held. What the issuer would say of that one is then not asked, lest a slip in
// a setting outlives it.
func (s *State) misnamed() bool {
	return s.licensed() && s.kept.product != "" && s.kept.product != s.Product
}

// validDevice holds a device's name to what the wire takes.
func validDevice(id string) error {
	if len(id) > 64 {
		return fmt.Errorf("the name of the device is %d characters long, take 64 at most", len(id))
	}
	for _, c := range []byte(id) {
		if c < ' ' || c > '~' {
			return errors.New("the name of the device must be of printable ASCII characters")
		}
	}
	return nil
}

// now gives the time that licences are judged by: the machine's, as far as it
// agrees with what the issuer said.
func (a *Agent) now() time.Time { return a.at(a.store.View()) }

// asker gives the client of the server in the state.
func (a *Agent) asker(s *State) *client.Asker {
	return &client.Asker{Server: s.Server, Transport: a.o.Transport}
}

// change makes one change of the state and, in the same write, queues what
// follows from it. It runs under the lock: what it calls asks no network and takes
// the time from the state that it is given.
func (a *Agent) change(occasion Occasion, do func(s *State) error) error {
	return a.store.Update(func(s *State) error {
		a.noteTime(s)
		before := s.leases(a.at(s))
		if err := do(s); err != nil {
			return err
		}
		a.settle(s, before, occasion)
		return nil
	})
}

// identify writes down who this device is before the server is told: a process
// that is killed in between must not come back as another device. Where something
// is licensed that is done, and what is refused then leaves the disk as it is.
func (a *Agent) identify() error {
	if s := a.store.View(); s.Device != "" && s.licensed() {
		return nil
	}
	return a.store.Update(func(s *State) error {
		if s.Device != "" {
			return nil
		}
		id, err := a.randomText(deviceBytes)
		s.Device = id
		return err
	})
}

// Bytes of randomness in the name of a device and in a nonce; as text they are 22
// and 32 characters.
const (
	deviceBytes = 16
	nonceBytes  = 24
)

// random gives one random number, 0 when there is no randomness to be had.
func (a *Agent) random() uint64 {
	var b [8]byte
	_, _ = io.ReadFull(a.o.Random, b[:])
	return binary.BigEndian.Uint64(b[:])
}
