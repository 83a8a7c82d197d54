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

// burst is one stretch of load with what it cost in processor time, in seconds.
type burst struct {
	sent
	server float64 // of the server, while it was asked
	others float64 // of all but server and load generator, meanwhile
	after  float64 // of the server, from then until it was quiet
	quiet  time.Duration
}

// perAnswer is the server's processor time for one answer, in microseconds, with
// what it put off until after the load.
func (u *burst) perAnswer() float64 { return (u.server + u.after) / float64(u.Answers) * 1e6 }

// load sends requests to a server and waits until the server is quiet again, so
// that what it puts off does not weigh on what is measured next.
func (b *bench) load(a *asker, pid int, set string, s load.Spec) (u burst, err error) {
	before, err := readMeter(pid)
	if err != nil {
		return u, err
	}
	if u.sent, err = a.send(set, s); err != nil {
		return u, err
	}
	then, err := readMeter(pid)
	if err != nil {
		return u, err
	}
	if u.quiet, err = b.quiet(pid); err != nil {
		return u, err
	}
	now, err := readMeter(pid)
	u.server = (then.server - before.server).Seconds()
	u.others = max(0, (then.all-before.all).Seconds()-u.server-u.CPU)
	u.after = (now.server - then.server).Seconds()
	return u, err
}

// meter is processor time used so far, by a server and by all there is.
type meter struct{ server, all time.Duration }

func readMeter(pid int) (m meter, err error) {
	if m.server, err = proc.CPU(pid); err != nil {
		return m, err
	}
	m.all, err = proc.Busy()
	return m, err
}

// A server rests while it takes less than a twentieth of a processor.
const (
	lookEvery = 20 * time.Millisecond
	restful   = lookEvery / 20
)

// quiet waits until a server does nothing any more, for longer than the time
// between two flushes of its notes, and gives how long it went on.
func (b *bench) quiet(pid int) (time.Duration, error) {
	begun := time.Now()
	last, busy := time.Duration(-1), begun
	for time.Since(busy) < b.scale.quiet && time.Since(begun) < b.scale.settle {
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

// limit says, from the shares of a processor that everybody took, which end held
// the other up.
func limit(server, asker, others float64) string {
	cores := float64(runtime.NumCPU())
	shares := fmt.Sprintf("of %g processors the server took %.2f, the load generator %.2f and everything else %.2f", cores, server, asker, others)
	switch {
	case asker > 0.95:
		return shares + ": the generator's one thread was the limit"
	case server > 0.9*cores:
		return shares + ": the server was the limit"
	case server+asker+others > 0.9*cores:
		return shares + ": the machine was the limit, which they share"
	}
	return shares + ": neither was busy all the time, they waited for each other or for the disk"
}
