package check

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"ollu/codec/answer"
	"ollu/keystore"
	"ollu/server/feed"
)

// managersHouse is a signing house with a feed, so that managers can come.
type managersHouse struct {
	*signedHouse
	feed *feed.Feed
}

func newManagersHouse(t testing.TB, most int, change ...func(*DoorOptions)) *managersHouse {
	t.Helper()
	h := new(managersHouse)
	h.signedHouse = newSignedHouse(t, append(change, func(o *DoorOptions) {
		var err error
		h.feed, err = feed.New(feed.Options{Store: o.Checker.store, Log: zap.NewNop(), MaxWaiters: most, Gather: time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(h.feed.Close) // after the door
		o.Feed = h.feed
	})...)
	return h
}

// synced is the answer to a sync.
type synced struct {
	Revision string
	Changed  []struct {
		At             int
		Tag, Statement string
	}
}

// postTo posts JSON to a path of the door.
func (h *house) postTo(path, body string) (int, string) {
	h.t.Helper()
	res, err := http.Post(h.base()+path, "application/json", strings.NewReader(body))
	return h.read(res, err)
}

// codesBody is the body of a sync.
func codesBody(codes ...string) string {
	b, err := json.Marshal(map[string][]string{"codes": append([]string{}, codes...)})
	if err != nil {
		panic(err)
	}
	return string(b)
}

func (h *managersHouse) sync(codes ...string) (s synced) {
	h.t.Helper()
	status, body := h.postTo(PathSync, codesBody(codes...))
	if err := json.Unmarshal([]byte(body), &s); status != http.StatusOK || err != nil || s.Changed == nil {
		h.t.Fatalf("sync: %d %.200s: %v", status, body, err)
	}
	return s
}

// held is what a manager holds of a licence: its code with the tag of the newest
// statement.
func (h *managersHouse) held(l keystore.Licence) string {
	h.t.Helper()
	s := h.sync(l.Code.Reveal())
	if len(s.Changed) != 1 || s.Changed[0].At != 0 {
		h.t.Fatalf("a first sync was told %+v", s)
	}
	h.open(s.Changed[0].Statement, l)
	return l.Code.Reveal() + "." + s.Changed[0].Tag
}

// open verifies a statement for the shelf.
func (h *managersHouse) open(token string, l keystore.Licence) answer.Signed {
	h.t.Helper()
	s := h.verify(token, l)
	if s.Device != "" || s.Nonce != "" || s.Claims.Expires.Sub(s.IssuedAt) != 35*24*time.Hour {
		h.t.Errorf("a statement for the shelf is of device %q, nonce %q, %v to %v", s.Device, s.Nonce, s.IssuedAt, s.Claims.Expires)
	}
	return s
}

// told is the answer to a wait.
type told struct {
	Revision string
	All      bool
	Marks    []byte
}

func readTold(t testing.TB, body string) (w told) {
	t.Helper()
	if err := json.Unmarshal([]byte(body), &w); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return w
}

// packedMarks is how marks go over the wire.
func packedMarks(marks ...uint32) string {
	slices.Sort(marks)
	var raw []byte
	for _, m := range marks {
		raw = binary.BigEndian.AppendUint32(raw, m)
	}
	return base64.StdEncoding.EncodeToString(raw)
}

// waitBody is the body of a wait.
func waitBody(since uint64, seconds int, marks ...uint32) string {
	return waitBodySince(fmt.Sprint(since), seconds, marks...)
}

func waitBodySince(since string, seconds int, marks ...uint32) string {
	return fmt.Sprintf(`{"since":%q,"marks":%q,"seconds":%d}`, since, packedMarks(marks...), seconds)
}

// waiting posts a wait in the background, and gives its answer when that comes.
func (h *managersHouse) waiting(body string) <-chan string {
	h.t.Helper()
	answered := make(chan string, 1)
	go func() {
		r, err := http.Post(h.base()+PathWait, "application/json", strings.NewReader(body))
		if err != nil {
			answered <- err.Error()
			return
		}
		defer r.Body.Close()
		b, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != http.StatusOK {
			b = []byte(strconv.Itoa(r.StatusCode) + string(b))
		}
		answered <- string(bytes.TrimSpace(b))
	}()
	return answered
}

// await waits until so many managers wait.
func (h *managersHouse) await(n int64) {
	h.t.Helper()
	await(h.t, func() bool { return h.door.metrics.waiters.Load() == n })
}

// await waits until something is so.
func await(t testing.TB, so func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("it never came to be")
		}
	}
}
