package agent

import "context"

// teller is what running keeps in memory.
type teller struct{}

// settle queues what follows from a change of terms.
func (a *Agent) settle(st *State, before map[string]Lease, occasion Occasion) {}

// drain runs what is queued.
func (a *Agent) drain(ctx context.Context) {}
