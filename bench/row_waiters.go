package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"ollu/bench/proc"
	"ollu/bench/stock"
)

const (
	waitersName = "waiters"
	waitPath    = "/ollu/wait"
	// marksEach is how many codes a manager waits for.
	marksEach = 10
)

// waitersOrder tells how many shall wait; none: those that do shall go.
type waitersOrder struct {
	Addr    string
	Waiters int
	Since   string
}

// newWaiters plays managers that hold a long poll.
func newWaiters() proc.Job {
	var open []net.Conn
	return func(question json.RawMessage) (any, error) {
		var o waitersOrder
		if err := json.Unmarshal(question, &o); err != nil {
			return nil, err
		}
		if o.Waiters == 0 {
			for _, c := range open {
				_ = c.Close()
			}
			open = nil
		}
		for i := range o.Waiters {
			c, err := net.Dial("tcp4", o.Addr)
			if err != nil {
				return nil, err
			}
			open = append(open, c)
			if _, err := c.Write(waitRequest(i, o.Since)); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}
}

// waitRequest is a long poll for codes of the stock.
func waitRequest(i int, since string) []byte {
	marks := make([]byte, 0, 4*marksEach)
	for k := range marksEach {
		marks = binary.BigEndian.AppendUint32(marks, uint32(i*marksEach+k))
	}
	body := fmt.Sprintf(`{"since":%q,"marks":%q,"seconds":3600}`, since, base64.StdEncoding.EncodeToString(marks))
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", waitPath, len(body), body)
}

// measureWaiters compares the memory of a server with and without waiters, a new
// server each round.
func measureWaiters(b *bench) (m measured, err error) {
	w, err := proc.StartWorker(b.ctx, waitersName)
	if err != nil {
		return m, err
	}
	b.later(w.Stop)
	home, err := b.home(b.scale.small, true)
	if err != nil {
		return m, err
	}
	for round := range b.scale.costlyRounds {
		b.progress.say("round %d of %d", round+1, b.scale.costlyRounds)
		each, err := b.waiterBytes(w, home)
		if err != nil {
			return m, err
		}
		m.rounds = append(m.rounds, each)
	}
	m.note("%d waiters on a connection each, with %d codes each; RssAnon of /proc/PID/status once it is steady, after one garbage collection of the runtime's own", b.scale.waiters, marksEach)
	m.note("what the kernel keeps for a connection is not counted")
	return m, nil
}

func (b *bench) waiterBytes(w *proc.Worker, home string) (float64, error) {
	s, err := b.startServer(home)
	if err != nil {
		return 0, err
	}
	since, err := b.revision(s)
	if err != nil {
		return 0, err
	}
	before, err := b.steady(s)
	if err != nil {
		return 0, err
	}
	if err := w.Ask(waitersOrder{Addr: s.agents, Waiters: b.scale.waiters, Since: since}, new(any)); err != nil {
		return 0, err
	}
	if err := b.awaitWaiters(s, b.scale.waiters); err != nil {
		return 0, err
	}
	after, err := b.steady(s)
	if err != nil {
		return 0, err
	}
	if err := w.Ask(waitersOrder{}, new(any)); err != nil {
		return 0, err
	}
	return (after - before) / float64(b.scale.waiters), s.Stop()
}

// revision asks about one code, for the revision that comes with the answer.
func (b *bench) revision(s *server) (string, error) {
	body := fmt.Sprintf(`{"codes":[%q]}`, stock.Code(0).Reveal())
	request, err := http.NewRequestWithContext(b.ctx, http.MethodPost, "http://"+s.agents+syncPath, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/json")
	var a syncAnswer
	err = do(request, &a)
	return a.Revision, err
}

// awaitWaiters waits until the server counts as many.
func (b *bench) awaitWaiters(s *server, n int) error {
	for begun := time.Now(); ; {
		got, err := b.metric(s, "ollu_waiters")
		if err != nil || int(got) == n {
			return err
		}
		if time.Since(begun) > b.scale.settle+10*time.Second {
			return fmt.Errorf("of %d waiters the server counts %v", n, got)
		}
		if err := b.wait(lookEvery); err != nil {
			return err
		}
	}
}

// metric reads one figure without labels.
func (b *bench) metric(s *server, name string) (float64, error) {
	request, err := http.NewRequestWithContext(b.ctx, http.MethodGet, s.admin+"/metrics", nil)
	if err != nil {
		return 0, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if value, ok := bytes.CutPrefix(lines.Bytes(), []byte(name+" ")); ok {
			return strconv.ParseFloat(string(value), 64)
		}
	}
	return 0, fmt.Errorf("the server has no figure %s", name)
}
