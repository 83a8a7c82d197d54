package load

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

// WaveSpec describes a wave, or a part of it: askers From … To-1, each with one
// question of its own on a connection of its own, all due At one moment and spread
// at random over Spread.
type WaveSpec struct {
	Addr     string
	From, To int
	At       time.Time
	Spread   time.Duration
	Want     string // what the body of every answer begins with
}

// WaveResult says how a wave was served. Took is in seconds, from the moment it was
// due to the last answer; Waits are seconds from an asker's own moment to its
// answer, connecting included, in no order.
type WaveResult struct {
	Took   float64
	Errors []string
	Waits  []float64
}

// Join adds another part of the same wave.
func (r *WaveResult) Join(part WaveResult) {
	r.Took = max(r.Took, part.Took)
	r.Errors = append(r.Errors, part.Errors...)
	r.Waits = append(r.Waits, part.Waits...)
}

// waveTimeout is how long an asker waits for its answer.
const waveTimeout = 60 * time.Second

// sources is how many addresses of the loopback network the askers share, so
// that none runs out of ports.
const sources = 50

// Wave lets asker i send request i-From of the set, which has one for each.
func Wave(ctx context.Context, s WaveSpec, requests *Requests) WaveResult {
	var (
		mu     sync.Mutex
		result WaveResult
		wg     sync.WaitGroup
	)
	for i := s.From; i < s.To; i++ {
		own := s.At.Add(time.Duration(rand.Float64() * float64(s.Spread)))
		wg.Go(func() {
			err := waitUntil(ctx, own)
			if err == nil {
				err = askOnce(ctx, s, i, requests.At(i-s.From))
			}
			wait := time.Since(own).Seconds()
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				result.Errors = append(result.Errors, err.Error())
			}
			result.Waits = append(result.Waits, wait)
		})
	}
	wg.Wait()
	result.Took = time.Since(s.At).Seconds()
	return result
}

func waitUntil(ctx context.Context, t time.Time) error {
	wait := time.Until(t)
	if wait <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// askOnce opens a connection, asks and reads the answer to its end.
func askOnce(ctx context.Context, s WaveSpec, i int, request []byte) error {
	d := net.Dialer{Timeout: waveTimeout, LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(1+i%sources))}}
	c, err := d.DialContext(ctx, "tcp4", s.Addr)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	if err := c.SetDeadline(time.Now().Add(waveTimeout)); err != nil {
		return err
	}
	if _, err := c.Write(request); err != nil {
		return err
	}
	return readAnswer(c, s.Want)
}

// readAnswer reads one answer and judges it.
func readAnswer(r io.Reader, want string) error {
	buf, got := make([]byte, 2<<10), 0
	for {
		n, err := r.Read(buf[got:])
		got += n
		head, whole, bad := answerSize(buf[:got])
		switch {
		case bad != nil:
			return bad
		case whole > 0 && got >= whole:
			if !bytes.HasPrefix(buf, status) || !bytes.HasPrefix(buf[head:got], []byte(want)) {
				return fmt.Errorf("a wrong answer: %q", buf[:got])
			}
			return nil
		case err != nil:
			return fmt.Errorf("an answer broke off after %d bytes: %w", got, err)
		case got == len(buf):
			return fmt.Errorf("an answer is longer than %d bytes", len(buf))
		}
	}
}
