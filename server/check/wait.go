package check

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
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
	errWaitShape = bad("", "the body is not JSON; a wait is {\"since\":\"REVISION\",\"marks\":\"BASE64\",\"seconds\":300}")
)

// waitQuestion is what a manager waits for.
type waitQuestion struct {
	since   uint64   // revision
	marks   []uint32 // ascending; it is kept
	seconds int
}

// wait lets a manager wait for a change. What is known already is answered as
// anything else is. Otherwise the connection is taken over, and nothing is left
// behind for it but its place in the lobby.
func (d *Door) wait(ctx *fasthttp.RequestCtx, now time.Time) error {
	if d.lobby == nil {
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
	g := &guest{lobby: d.lobby, since: q.since}
	g.waiter, err = d.feed.Wait(q.since, q.marks, g.woken)
	if errors.Is(err, feed.ErrFull) {
		return errFull
	}
	if err != nil {
		return err
	}
	if !d.lobby.enter(g, ctx.Conn(), q.seconds) {
		ctx.SetContentTypeBytes(typeJSON)
		ctx.Response.SwapBody(appendWoken(room(ctx), &g.wake))
		return nil
	}
	ctx.HijackSetNoResponse(true)
	ctx.Hijack(hold)
	return nil
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
	since := v.GetStringBytes("since")
	if q.since, err = strconv.ParseUint(string(since), 10, 64); err != nil || len(since) > 1 && since[0] == '0' {
		return q, bad("since", "is not a revision; send the one that came with the last sync, as a string")
	}
	if q.seconds = v.GetInt("seconds"); q.seconds < 1 || q.seconds > MaxWait {
		return q, bad("seconds", "is not a whole number from 1 to "+strconv.Itoa(MaxWait))
	}
	if marks := v.Get("marks"); marks == nil || marks.Type() != fastjson.TypeString {
		return q, bad("marks", "is missing or is not a string; send base64 of four bytes a code")
	}
	q.marks, err = readMarks(v.GetStringBytes("marks"))
	return q, err
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
func appendWoken(dst []byte, w *feed.Wake) []byte {
	marks, all := w.Marks, w.All
	if len(marks) > mostTold {
		marks, all = nil, true
	}
	raw := make([]byte, 0, 4*len(marks))
	for _, m := range marks {
		raw = binary.BigEndian.AppendUint32(raw, m)
	}
	dst = append(dst, `{"revision":"`...)
	dst = strconv.AppendUint(dst, w.Revision, 10)
	dst = append(dst, `","all":`...)
	dst = strconv.AppendBool(dst, all)
	dst = append(dst, `,"marks":"`...)
	dst = base64.StdEncoding.AppendEncode(dst, raw)
	return append(dst, "\"}\n"...)
}
