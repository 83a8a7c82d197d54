package main

import (
	"fmt"
	"os"
	"runtime"
	"time"

	"ollu/bench/load"
	"ollu/bench/proc"
)

// ownCPU is the processor time of this process so far, in seconds.
func ownCPU() (float64, error) {
	d, err := proc.CPU(os.Getpid())
	return d.Seconds(), err
}

// burst is one stretch of load with what it cost.
type burst struct {
	sent
	server float64 // seconds of processor time of the server while it was asked
	after  float64 // and from then until it was quiet
	quiet  time.Duration
}

// perAnswer is the server's processor time for one answer, in microseconds, with
// what it put off until after the load.
func (u *burst) perAnswer() float64 { return (u.server + u.after) / float64(u.Answers) * 1e6 }

// load sends requests to a server and waits until the server is quiet again, so
// that what it puts off does not weigh on what is measured next.
func (b *bench) load(a *asker, pid int, set string, s load.Spec) (u burst, err error) {
	before, err := proc.CPU(pid)
	if err != nil {
		return u, err
	}
	if u.sent, err = a.send(set, s); err != nil {
		return u, err
	}
	then, err := proc.CPU(pid)
	if err != nil {
		return u, err
	}
	u.server = (then - before).Seconds()
	u.quiet, err = b.quiet(pid)
	if err != nil {
		return u, err
	}
	now, err := proc.CPU(pid)
	u.after = (now - then).Seconds()
	return u, err
}

// A server is quiet when it takes less than a twentieth of a processor for
// longer than the time between two flushes of its notes.
const (
	lookEvery = 100 * time.Millisecond
	restful   = 5 * time.Millisecond
	quietFor  = 2500 * time.Millisecond
)

// quiet waits until a server does nothing any more, and gives how long it went
// on.
func (b *bench) quiet(pid int) (time.Duration, error) {
	begun := time.Now()
	last, busy := time.Duration(-1), begun
	for time.Since(busy) < quietFor && time.Since(begun) < b.scale.settle {
		cpu, err := proc.CPU(pid)
		if err != nil {
			return 0, err
		}
		if last >= 0 && cpu-last > restful {
			busy = time.Now()
		}
		last = cpu
		if err := b.wait(lookEvery); err != nil {
			return 0, err
		}
	}
	return busy.Sub(begun), nil
}

func (b *bench) wait(d time.Duration) error {
	select {
	case <-b.ctx.Done():
		return b.ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// limit says, from the shares of a processor that both ends took, which of them
// held the other up.
func limit(server, asker float64) string {
	cores := float64(runtime.NumCPU())
	shares := fmt.Sprintf("the server took %.2f and the load generator %.2f of %g processors", server, asker, cores)
	switch {
	case asker > 0.95:
		return shares + ": the generator's one thread was the limit"
	case server+asker > 0.9*cores:
		return shares + ": the machine, which both share, was the limit"
	case server > 0.9*cores:
		return shares + ": the server was the limit"
	}
	return shares + ": neither was busy all the time; the way between them was the limit"
}
