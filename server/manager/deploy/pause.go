package deploy

import (
	"encoding/binary"
	"io"
	"time"
)

// What failed is tried again between Options.Retry and lastPause later, what is held
// back between half of lastPause and lastPause.
const (
	firstPause = time.Minute // where the options name none
	lastPause  = 6 * time.Hour
)

// pause is how long to wait after so many failures in a row: twice as long each
// time, spread over half as much again.
func (d *Deployer) pause(failures int) time.Duration {
	base := lastPause * 2 / 3
	if n := max(failures-1, 0); n < 16 {
		base = min(base, d.o.Retry<<n)
	}
	return base + d.spread(base/2)
}

// recheck is how long to wait before a product is asked again whether it takes by
// now what is held back.
func (d *Deployer) recheck() time.Duration { return lastPause/2 + d.spread(lastPause/2) }

// spread gives something from 0 to limit; half of it when there is no randomness.
func (d *Deployer) spread(limit time.Duration) time.Duration {
	var b [8]byte
	d.random.Lock()
	_, err := io.ReadFull(d.o.Random, b[:])
	d.random.Unlock()
	if err != nil {
		return limit / 2
	}
	return time.Duration(binary.BigEndian.Uint64(b[:]) % uint64(limit+1))
}
