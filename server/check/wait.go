package check

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/valyala/fasthttp"
	"github.com/valyala/fastjson"
	"go.uber.org/zap"

	"ollu/server/feed"
)

// PathWait is where a manager waits for a change of its codes.
const PathWait = "/ollu/wait"

// What one wait may hold, and how long it may be.
const (
	MaxMarks = 100_000
	MaxWait  = 3600 // seconds

	maxWaitBody = MaxMarks*16/3 + 4<<10
)

var (
	errNoWaiting = &httpError{status: fasthttp.StatusNotFound, reason: "nobody can wait here; ask once a day"}
	errFull      = busy("too many wait already; ask again later")
	errCrowd     = busy("too many wait from this address already; ask again later")
	errWaitShape = bad("", "the body is not JSON; a wait is {\"since\":\"REVISION\",\"marks\":\"BASE64\",\"seconds\":300}")
)

// waitQuestion is what a manager waits for.
type waitQuestion struct {
	since   revision
	marks   []uint32 // ascending; it is kept
	seconds int
}

// Edition is a short name, of base64url or empty.
type Edition string

// NewEdition names what all the parts say together.
func NewEdition(parts ...[]byte) Edition {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d\n%s", len(p), p)
	}
	return Edition(base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:editionBytes]))
}

const editionBytes = 6

// revision is how far the issuer's changes are: the number of the last one, and
// the edition. Written, a full stop stands between them.
type revision struct {
	number  uint64
	edition Edition
}

func (r revision) append(dst []byte) []byte {
	dst = strconv.AppendUint(dst, r.number, 10)
	if r.edition == "" {
		return dst
	}
	return append(append(dst, '.'), r.edition...)
}

func parseRevision(text []byte) (r revision, ok bool) {
	number, edition, _ := bytes.Cut(text, []byte{'.'})
	n, err := strconv.ParseUint(string(number), 10, 64)
	r = revision{n, Edition(edition)}
	return r, err == nil && string(r.append(nil)) == string(text) && base64url(edition) && len(edition) <= 2*editionBytes
}

// wait lets a manager wait for a change. What is known already is answered as
// anything else is. Otherwise the connection is taken over, and nothing is left
// behind for it but its place in the lobby.
//
// Who does not want to wait is answered in any case: that is how a manager asks
// daily about codes of which most did not change.
func (d *Door) wait(ctx *fasthttp.RequestCtx, now time.Time) error {
	if d.feed == nil {
		return errNoWaiting
	}
	if err := d.posted(ctx, now, maxWaitBody); err != nil {
		return err
	}
	q, err := readWait(ctx.PostBody())
	if err != nil {
		return err
	}
	if d.access {
		d.log.Info("wait", zap.Stringer("from", ctx.RemoteAddr()), zap.Int("codes", len(q.marks)), zap.Int("seconds", q.seconds))
	}
	edition := d.edition()
	switch {
	case q.since.edition != edition:
		return tellAtOnce(ctx, &feed.Wake{Revision: d.feed.Revision(), All: true}, edition)
	case q.seconds == 0:
		w := d.feed.Look(q.since.number, q.marks)
		return tellAtOnce(ctx, &w, edition)
	case d.lobby == nil:
		return errNoWaiting
	}
	return d.stay(ctx, &q, edition)
}

// stay gives a manager its place in the lobby.
func (d *Door) stay(ctx *fasthttp.RequestCtx, q *waitQuestion, edition Edition) (err error) {
	g := &guest{lobby: d.lobby, since: q.since, from: household(remote(ctx))}
	if !d.lobby.reserve(g.from) {
		return errCrowd
	}
	g.waiter, err = d.feed.Wait(q.since.number, q.marks, g.woken)
	if err != nil {
		d.lobby.release(g.from)
		if errors.Is(err, feed.ErrFull) {
			return errFull
		}
		return err
	}
	if !d.lobby.enter(g, ctx.Conn(), q.seconds) {
		d.lobby.release(g.from)
		return tellAtOnce(ctx, &g.wake, edition)
	}
	ctx.HijackSetNoResponse(true)
	ctx.Hijack(hold)
	return nil
}

// tellAtOnce answers a wait that is over before it began.
func tellAtOnce(ctx *fasthttp.RequestCtx, w *feed.Wake, e Edition) error {
	ctx.SetContentTypeBytes(typeJSON)
	ctx.Response.SwapBody(appendWoken(room(ctx), w, e))
	return nil
}

// edition names what statements depend on now, beside their licences.
func (d *Door) edition() Edition {
	if s := d.signer.Load(); s != nil {
		return s.Edition
	}
	return ""
}

var waitParsers fastjson.ParserPool

// readWait understands the body of a wait.
func readWait(body []byte) (q waitQuestion, err error) {
	p := waitParsers.Get()
	defer waitParsers.Put(p)
	v, err := p.ParseBytes(body)
	if err != nil || v.Type() != fastjson.TypeObject {
		return q, errWaitShape
	}
	var ok bool
	if q.since, ok = parseRevision(v.GetStringBytes("since")); !ok {
		return q, bad("since", "is not a revision; send the one that came with the last sync, as a string")
	}
	if q.seconds, ok = readSeconds(v.Get("seconds")); !ok {
		return q, bad("seconds", "is missing or is not a whole number from 0 to "+strconv.Itoa(MaxWait))
	}
	if marks := v.Get("marks"); marks == nil || marks.Type() != fastjson.TypeString {
		return q, bad("marks", "is missing or is not a string; send base64 of four bytes a code")
	}
	q.marks, err = readMarks(v.GetStringBytes("marks"))
	return q, err
}

// readSeconds reads how long to wait; nil is none.
func readSeconds(v *fastjson.Value) (n int, ok bool) {
	if v == nil || v.Type() != fastjson.TypeNumber {
		return 0, false
	}
	n, err := v.Int()
	return n, err == nil && n >= 0 && n <= MaxWait
}

// readMarks reads base64 of ascending numbers of four bytes each.
func readMarks(text []byte) ([]uint32, error) {
	raw := make([]byte, 0, base64.StdEncoding.DecodedLen(len(text)))
	raw, err := base64.StdEncoding.Strict().AppendDecode(raw, text)
	switch {
	case err != nil || len(raw)%4 != 0:
		return nil, bad("marks", "is not base64 of four bytes a code")
	case len(raw)/4 > MaxMarks:
		return nil, bad("marks", "holds more than "+strconv.Itoa(MaxMarks)+" marks")
	}
	marks := make([]uint32, len(raw)/4)
	for i := range marks {
		marks[i] = binary.BigEndian.Uint32(raw[4*i:])
	}
	if !slices.IsSorted(marks) {
		return nil, bad("marks", "is not in ascending order")
	}
	return marks, nil
}

// mostTold is how many marks a waiter is told at most: beyond, asking about all is
// no dearer, and the answer stays so short that no connection is short of room
// for it.
const mostTold = 4096

// appendWoken writes the answer to a wait behind dst.
func appendWoken(dst []byte, w *feed.Wake, e Edition) []byte {
	marks, all := w.Marks, w.All
	if len(marks) > mostTold {
		marks, all = nil, true
	}
	raw := make([]byte, 0, 4*len(marks))
	for _, m := range marks {
		raw = binary.BigEndian.AppendUint32(raw, m)
	}
	dst = append(dst, `{"revision":"`...)
	dst = revision{w.Revision, e}.append(dst)
	dst = append(dst, `","all":`...)
	dst = strconv.AppendBool(dst, all)
	dst = append(dst, `,"marks":"`...)
	dst = base64.StdEncoding.AppendEncode(dst, raw)
	return append(dst, "\"}\n"...)
}
