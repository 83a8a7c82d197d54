package mem

// Fault is what goes wrong until another is switched on.
type Fault uint32

// The faults.
const (
	Healthy     Fault = iota
	RefuseWrite       // Apply does nothing and gives ErrUnavailable
	LoseAnswer        // Apply does everything and gives ErrUnavailable all the same
	Unreadable        // everything gives ErrUnavailable, look-ups too
)

// Fail switches a fault on, and any other off.
func (s *Store) Fail(f Fault) { s.fault.Store(uint32(f)) }

func (s *Store) failing(f Fault) bool { return Fault(s.fault.Load()) == f }

// Hold makes every Apply that begins from now on wait, as for a slow disk, until
// release is called or its context ends. A second Hold before release is that of
// the first.
func (s *Store) Hold() (release func()) {
	gate := make(chan struct{})
	if !s.held.CompareAndSwap(nil, &gate) {
		return func() {}
	}
	return func() {
		if s.held.CompareAndSwap(&gate, nil) {
			close(gate)
		}
	}
}
