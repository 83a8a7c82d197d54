package check

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"ollu/keystore"
	"ollu/server/feed"
)

// Who waits for a code is woken by whatever changes it, and by nothing else.
func TestWaitIsWokenByAChange(t *testing.T) {
	h := newManagersHouse(t, 10)
	mine, other, third := h.active(30), h.active(30), h.active(30)
	since := h.feed.Revision()
	first := h.waiting(waitBody(since, 60, mine.Code.Mark(), third.Code.Mark()))
	second := h.waiting(waitBody(since, 60, other.Code.Mark()))
	h.await(2)
	renew(h, other, 90)
	if w := readTold(t, <-second); w.All || !bytes.Equal(w.Marks, unpack(t, other.Code.Mark())) || w.Revision != fmt.Sprint(since+1) {
		t.Errorf("woken with %+v", w)
	}
	h.await(1)
	h.apply(keystore.Suspend{Code: mine.Code, Reason: "late"})
	if w := readTold(t, <-first); w.All || !bytes.Equal(w.Marks, unpack(t, mine.Code.Mark())) || w.Revision != fmt.Sprint(since+2) {
		t.Errorf("woken with %+v", w)
	}
	h.await(0)
	if n := testutil.ToFloat64(h.door.metrics.wakesChanged); n != 2 {
		t.Errorf("counted %v wakes", n)
	}
}

func unpack(t *testing.T, marks ...uint32) []byte {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(packedMarks(marks...))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// What changed before the wait began is told at once, over a connection that
// stays.
func TestWaitKnowsAlready(t *testing.T) {
	h := newManagersHouse(t, 10)
	l := h.active(30)
	since := h.feed.Revision()
	renew(h, l, 90)
	for name, c := range map[string]struct {
		since uint64
		all   bool
		marks int
	}{
		"a change":             {since, false, 1},
		"of another issuer":    {since + 1000, true, 0},
		"the largest there is": {1<<64 - 1, true, 0},
	} {
		status, body := h.postTo(PathWait, waitBody(c.since, 60, l.Code.Mark()))
		if w := readTold(t, body); status != 200 || w.All != c.all || len(w.Marks) != 4*c.marks {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	if n := h.door.metrics.waiters.Load(); n != 0 {
		t.Errorf("%d wait", n)
	}
}

// Nothing happened: that is an answer, too.
func TestWaitEnds(t *testing.T) {
	h := newManagersHouse(t, 10)
	l := h.active(30)
	since := h.feed.Revision()
	begun := time.Now()
	w := readTold(t, <-h.waiting(waitBody(since, 1, l.Code.Mark())))
	if w.All || len(w.Marks) != 0 || w.Revision != fmt.Sprint(since) {
		t.Errorf("told %+v", w)
	}
	if took := time.Since(begun); took < 500*time.Millisecond || took > 10*time.Second {
		t.Errorf("after %v", took)
	}
	if n := testutil.ToFloat64(h.door.metrics.wakesTimeout); n != 1 || h.door.metrics.waiters.Load() != 0 {
		t.Errorf("counted %v, and %d wait", n, h.door.metrics.waiters.Load())
	}
}

func TestWaitIsFull(t *testing.T) {
	core, logs := observer.New(zap.DebugLevel)
	h := newManagersHouse(t, 1, func(o *DoorOptions) { o.Log = zap.New(core) })
	since := h.feed.Revision()
	first := h.waiting(waitBody(since, 60, 7))
	h.await(1)
	res, err := http.Post(h.base()+PathWait, "application/json", strings.NewReader(waitBody(since, 60, 7)))
	if err != nil {
		t.Fatal(err)
	}
	if got := res.Header.Get("Retry-After"); got != "30" {
		t.Errorf("Retry-After is %q", got)
	}
	if status, body := h.read(res, nil); status != 503 || !strings.Contains(body, "too many wait") {
		t.Errorf("%d %s", status, body)
	}
	if logs.Len() > 0 { // a rush would fill the disk
		t.Errorf("logged %v", logs.All())
	}
	h.feed.Close()
	if w := readTold(t, <-first); w.Revision != fmt.Sprint(since) || w.All {
		t.Errorf("a feed that closes tells %+v", w)
	}
}

func TestWaitIsOff(t *testing.T) {
	off := newManagersHouse(t, 0, func(o *DoorOptions) { o.NoWaiting = true })
	for name, h := range map[string]*house{"no waiting": off.house, "no feed": newSignedHouse(t).house} {
		if status, body := h.postTo(PathWait, waitBody(0, 60)); status != 404 || !strings.Contains(body, "once a day") {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
}

// Who asks without waiting is answered at once, also where nobody can wait.
func TestAskedWithoutWaiting(t *testing.T) {
	for name, off := range map[string]bool{"others wait": false, "nobody can wait": true} {
		h := newManagersHouse(t, 1, func(o *DoorOptions) { o.NoWaiting = off })
		changed, same := h.active(30), h.active(30)
		before := h.feed.Revision()
		ask := func(since uint64) told {
			t.Helper()
			status, body := h.postTo(PathWait, waitBody(since, 0, changed.Code.Mark(), same.Code.Mark()))
			if status != http.StatusOK {
				t.Fatalf("%s: %d %s", name, status, body)
			}
			return readTold(t, body)
		}
		if w := ask(before); w.All || len(w.Marks) != 0 || w.Revision != fmt.Sprint(before) {
			t.Errorf("%s, nothing changed: %+v", name, w)
		}
		h.apply(keystore.Suspend{Code: changed.Code, Reason: "x"})
		h.active(30) // another's
		now := h.feed.Revision()
		if w := ask(before); w.All || binary.BigEndian.Uint32(w.Marks) != changed.Code.Mark() || len(w.Marks) != 4 || w.Revision != fmt.Sprint(now) {
			t.Errorf("%s, one changed: %+v", name, w)
		}
		if w := ask(now); w.All || len(w.Marks) != 0 {
			t.Errorf("%s, then nothing: %+v", name, w)
		}
		if w := ask(now + 1); !w.All {
			t.Errorf("%s, of another store: %+v", name, w)
		}
	}
}

// With another catalogue or key, statements change whose licences do not: a
// revision of before is worth nothing then.
func TestRevisionOfAnotherEdition(t *testing.T) {
	h := newManagersHouse(t, 1)
	l := h.active(30)
	use := func(e Edition) {
		s := *h.door.signer.Load().Signing
		s.Edition = e
		h.door.UseSigning(&s)
	}
	editions := []Edition{NewEdition([]byte("a"), []byte("b")), NewEdition([]byte("ab"), nil), NewEdition(nil, []byte("ab"))}
	use(editions[0])
	_, body := h.postTo(PathSync, fmt.Sprintf(`{"codes":[%q]}`, l.Code.Reveal()))
	since := readTold(t, body).Revision
	if want := fmt.Sprintf("%d.%s", h.feed.Revision(), editions[0]); since != want {
		t.Fatalf("the revision of a sync is %q, want %q", since, want)
	}
	for _, seconds := range []int{0, 60} {
		for i, e := range []Edition{editions[1], "", editions[2], editions[0]} {
			use(e)
			if seconds > 0 && i == 3 {
				break // nothing is new: it would wait
			}
			_, body := h.postTo(PathWait, waitBodySince(since, seconds, l.Code.Mark()))
			if w := readTold(t, body); w.All != (i < 3) || e != "" && !strings.HasSuffix(w.Revision, "."+string(e)) {
				t.Errorf("edition %q, %d seconds: %+v", e, seconds, w)
			}
		}
	}
}

func TestBadWaits(t *testing.T) {
	h := newManagersHouse(t, 1)
	now := fmt.Sprint(h.feed.Revision() + 1000) // so that nobody really waits
	whole := func(since, marks, seconds string) string {
		return fmt.Sprintf(`{"since":%s,"marks":%s,"seconds":%s}`, since, marks, seconds)
	}
	many := packedMarks(slices.Repeat([]uint32{7}, MaxMarks+1)...)
	for name, c := range map[string]struct{ body, want string }{
		"nothing":            {"", "is not JSON"},
		"a list":             {"[]", "is not JSON"},
		"half":               {whole(`"`+now+`"`, `""`, "60")[:20], "is not JSON"},
		"no revision":        {`{"marks":"","seconds":60}`, "since: is not a revision"},
		"a number":           {whole(now, `""`, "60"), "since"},
		"no number":          {whole(`"x"`, `""`, "60"), "since"},
		"a signed number":    {whole(`"+1"`, `""`, "60"), "since"},
		"a padded number":    {whole(`"01"`, `""`, "60"), "since"},
		"too large a number": {whole(`"18446744073709551616"`, `""`, "60"), "since"},
		"no time":            {`{"since":"` + now + `","marks":""}`, "seconds"},
		"no time, in words":  {whole(`"`+now+`"`, `""`, `"0"`), "seconds"},
		"nothing for a time": {whole(`"`+now+`"`, `""`, "null"), "seconds"},
		"no edition":         {whole(`"`+now+`."`, `""`, "60"), "since"},
		"a strange edition":  {whole(`"`+now+`.%%"`, `""`, "60"), "since"},
		"time gone by":       {whole(`"`+now+`"`, `""`, "-1"), "seconds"},
		"too long":           {whole(`"`+now+`"`, `""`, "3601"), "seconds"},
		"half a second":      {whole(`"`+now+`"`, `""`, "0.5"), "seconds"},
		"time as text":       {whole(`"`+now+`"`, `""`, `"60"`), "seconds"},
		"no marks":           {`{"since":"` + now + `","seconds":60}`, "marks: is missing"},
		"a list of marks":    {whole(`"`+now+`"`, `[7]`, "60"), "marks: is missing"},
		"an odd length":      {whole(`"`+now+`"`, `"AAAAAAA="`, "60"), "four bytes"},
		"no base64":          {whole(`"`+now+`"`, `"AAAA*"`, "60"), "four bytes"},
		"another base64":     {whole(`"`+now+`"`, `"_____w=="`, "60"), "four bytes"},
		"stray bits":         {whole(`"`+now+`"`, `"AAAAAR=="`, "60"), "four bytes"},
		"not in order":       {whole(`"`+now+`"`, `"AAAAAgAAAAE="`, "60"), "ascending"},
		"one too many":       {whole(`"`+now+`"`, `"`+many+`"`, "60"), "more than 100000"},
	} {
		if status, body := h.postTo(PathWait, c.body); status != 400 || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d %s; want %q", name, status, body, c.want)
		}
	}
	if status, body := h.postTo(PathWait, strings.Repeat(" ", maxWaitBody+1)); status != 413 || !strings.Contains(body, "too large") {
		t.Errorf("%d %s", status, body)
	}
	for name, marks := range map[string]string{
		"none": "", "twice the same": packedMarks(7, 7), "as many as may be": packedMarks(slices.Repeat([]uint32{7}, MaxMarks)...),
	} {
		if status, body := h.postTo(PathWait, whole(`"`+now+`"`, `"`+marks+`"`, "3600")); status != 200 {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
}

// Beyond some marks a waiter is told to ask about everything.
func TestWokenByMuch(t *testing.T) {
	for n, all := range map[int]bool{0: false, 1: false, mostTold: false, mostTold + 1: true} {
		marks := make([]uint32, n)
		for i := range marks {
			marks[i] = uint32(i)
		}
		out := appendWoken(nil, &feed.Wake{Revision: 7, Marks: marks}, "")
		w := readTold(t, string(out))
		if w.All != all || !all && len(w.Marks) != 4*n || all && len(w.Marks) != 0 || w.Revision != "7" {
			t.Errorf("%d marks: %.100s", n, out)
		}
		if len(out) > 32<<10 {
			t.Errorf("%d marks make an answer of %d bytes", n, len(out))
		}
	}
}

// Whatever is sent as a wait, it is refused, or its marks are sorted, within
// bounds and what was sent.
func FuzzWait(f *testing.F) {
	for _, body := range []string{
		"", "{}", waitBody(7, 60, 1, 2, 3), waitBody(0, 3600), `{"since":"7.q83vASNF","marks":"","seconds":0}`, `{"since":"7","marks":"AAAAAQ==","seconds":1e3}`,
		`{"since":"7","marks":"AAAA\nAQ==","seconds":1}`, `{"since":"\u0037","marks":"","seconds":1}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		q, err := readWait(body)
		if err != nil {
			if e := outside(err); e.status != 400 {
				t.Errorf("%q: %v", body, err)
			}
			return
		}
		if !slices.IsSorted(q.marks) || len(q.marks) > MaxMarks || q.seconds < 0 || q.seconds > MaxWait {
			t.Fatalf("%q: %+v", body, q)
		}
		again, err := readWait([]byte(waitBodySince(string(q.since.append(nil)), q.seconds, q.marks...)))
		if err != nil || again.since != q.since || again.seconds != q.seconds || !slices.Equal(again.marks, q.marks) {
			t.Errorf("%+v, written and read again: %+v, %v", q, again, err)
		}
	})
}
