package main

import (
	"path/filepath"
	"time"

	"ollu/bench/figures"
	"ollu/bench/proc"
)

// measureMemory starts servers with nothing, with licences, and with licences
// that have a device each.
func measureMemory(b *bench) (m measured, err error) {
	n := float64(b.scale.stock)
	var empties, withDevices []float64
	for range b.scale.costlyRounds {
		home, err := b.dir("empty")
		if err != nil {
			return m, err
		}
		empty, err := b.resident(filepath.Join(home, "data"))
		if err != nil {
			return m, err
		}
		var each [2]float64
		for i, device := range []bool{false, true} {
			home, err := b.home(b.scale.stock, device)
			if err != nil {
				return m, err
			}
			bytes, err := b.resident(home)
			if err != nil {
				return m, err
			}
			each[i] = (bytes - empty) / n
		}
		empties, m.rounds, withDevices = append(empties, empty), append(m.rounds, each[0]), append(withDevices, each[1])
	}
	m.note("the empty server has %s MiB", figures.Number(figures.Median(empties)/(1<<20)))
	m.note("licences without devices: %s bytes each (%s)", figures.Number(m.value()), figures.Span(m.rounds))
	m.note("licences with one device each, the device included: %s bytes (%s)", figures.Number(figures.Median(withDevices)), figures.Span(withDevices))
	m.note("RssAnon of /proc/PID/status, once it has not changed for %s s after the start", seconds(b.scale.quiet))
	return m, nil
}

// tolerance is how many bytes do not count as a change.
const tolerance = 1 << 20

// resident starts a server, and gives its memory once that is steady.
func (b *bench) resident(home string) (float64, error) {
	s, err := b.startServer(home)
	if err != nil {
		return 0, err
	}
	settled, err := b.steady(s)
	if err != nil {
		return 0, err
	}
	return settled, s.Stop()
}

// steady gives a server's memory in bytes once it does not change any more.
func (b *bench) steady(s *server) (float64, error) {
	b.progress.say("waiting for the memory to settle")
	var last int64
	for steady, begun := time.Now(), time.Now(); time.Since(steady) < b.scale.quiet && time.Since(begun) < b.scale.settle; {
		now, err := proc.RssAnon(s.PID())
		if err != nil {
			return 0, err
		}
		if now-last > tolerance || last-now > tolerance {
			last, steady = now, time.Now()
		}
		if err := b.wait(lookEvery); err != nil {
			return 0, err
		}
	}
	return float64(last), nil
}
