package check

import (
	"bytes"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
	"github.com/valyala/fastjson"
	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/keystore"
)

// PathSync is where a manager learns which of its statements are another by now.
const PathSync = "/ollu/sync"

// MaxSync is how many codes one sync may hold.
const MaxSync = 10_000

const (
	maxSyncBody   = 1 << 20   // bytes: so many codes with their tags, twice
	maxSyncAnswer = 60 << 20  // bytes; a client reads no more
	longAnswer    = 1 << 20   // bytes
	mostUnsent    = 256 << 20 // bytes of long answers that are still on their way: who reads slowly, or not at all, holds them for longWrite
	lookUps       = 512       // of one slice of work
	signatures    = 16        // of one slice of work
)

var (
	errSyncLine  = busy("many managers are fetching statements now; ask again later")
	errSyncLong  = bad("codes", "the answer would be too long; send fewer at once")
	errSyncShape = bad("", "the body is not JSON; a sync is {\"codes\":[\"CODE\" or \"CODE.TAG\",…]}")
)

// syncing is one sync while it is answered; it is reused.
type syncing struct {
	door    *Door
	signer  *signer
	now     time.Time
	parser  fastjson.Parser
	codes   [][]byte // as they were sent
	changed []changed
	entry   keystore.Entry
	s       answer.Statement
	tag     [answer.TagLen]byte
	token   []byte
}

// changed is a code whose statement is another than the one that is held.
type changed struct {
	at   int
	code codec.Code
}

var syncings = sync.Pool{New: func() any { return new(syncing) }}

// sync answers a manager that sends its codes with the tags of the statements it
// holds. It is told of those that are another by now, signed. Comparing is cheap
// and done for all who ask, in turns; signing is dear and done for one after the
// other.
func (d *Door) sync(ctx *fasthttp.RequestCtx, now time.Time) error {
	if err := d.posted(ctx, now, maxSyncBody); err != nil {
		return err
	}
	signer := d.signer.Load()
	if signer == nil {
		return errUnsigned
	}
	d.pace.long.Add(1)
	defer d.pace.long.Add(-1)
	y := syncings.Get().(*syncing)
	defer syncings.Put(y)
	y.door, y.signer, y.now = d, signer, now
	revision := revision{d.revision(), signer.Edition} // before the look-ups, so that no change falls between
	if err := y.compare(ctx.PostBody()); err != nil {
		return err
	}
	out, err := y.answer(room(ctx), revision)
	if err != nil {
		return err
	}
	n, k := len(y.codes), len(y.changed)
	d.metrics.synced(n, k)
	d.limiter.spend(remote(ctx), n/questionsPerRequest, now)
	if d.access {
		d.log.Info("sync", zap.Stringer("from", ctx.RemoteAddr()), zap.Int("codes", n), zap.Int("changed", k))
	}
	ctx.SetContentTypeBytes(typeJSON)
	d.hand(ctx, out)
	return nil
}

// hand gives an answer out. A long one counts as unsent until it is sent, or given
// up.
func (d *Door) hand(ctx *fasthttp.RequestCtx, out []byte) {
	if len(out) < longAnswer {
		ctx.Response.SwapBody(out)
		return
	}
	d.unsent.Add(int64(len(out)))
	ctx.Response.SetBodyStream(&unsent{Reader: *bytes.NewReader(out), door: d, size: int64(len(out))}, len(out))
}

// unsent is a long answer on its way.
type unsent struct {
	bytes.Reader
	door *Door
	size int64
}

// Close implements io.Closer.
func (u *unsent) Close() error {
	u.door.unsent.Add(-u.size)
	u.size = 0
	return nil
}

// revision is the number of the last change that every look-up from now on sees.
func (d *Door) revision() uint64 {
	if d.feed != nil {
		return d.feed.Revision()
	}
	return d.checker.store.Stats().Audit.Seq
}

// compare finds the codes whose statement is another than the one that is held.
func (y *syncing) compare(body []byte) (err error) {
	y.door.pace.slice(func() { err = y.read(body) })
	y.changed = y.changed[:0]
	for at := 0; err == nil && at < len(y.codes); at += lookUps {
		y.door.pace.slice(func() {
			y.door.tags.at(y.door.checker.book.Load(), y.signer.Signer.KeyID(), y.now)
			for i := at; err == nil && i < min(at+lookUps, len(y.codes)); i++ {
				err = y.compareOne(i)
			}
		})
	}
	return err
}

func (y *syncing) compareOne(at int) error {
	typed, tag, tagged := bytes.Cut(y.codes[at], []byte{'.'})
	code, err := codec.ParseCodeBytes(typed)
	switch {
	case err != nil:
		return badCode(at, "is no activation code; correct it or leave it out")
	case tagged && (len(tag) != answer.TagLen || !base64url(tag)):
		return badCode(at, fmt.Sprintf("has a tag that is none; send the %d characters that came with the statement", answer.TagLen))
	case tagged:
		now, err := y.tagOf(code)
		if err != nil {
			return err
		}
		if bytes.Equal(tag, now) {
			return nil
		}
	}
	y.changed = append(y.changed, changed{at, code})
	return nil
}

// tagOf gives the tag of what would be said of a code now.
func (y *syncing) tagOf(code codec.Code) ([]byte, error) {
	issued, err := y.door.checker.shelved(&y.entry, code, y.now)
	switch {
	case err != nil:
		return nil, err
	case issued:
		return y.door.tags.of(&y.entry, y.now)
	}
	y.s = answer.Statement{Result: answer.Unknown}
	return y.s.AppendTag(y.tag[:0], y.signer.Signer.KeyID()), nil
}

// badCode refuses a sync for one of its codes, which is named by its place alone.
func badCode(at int, reason string) error { return bad("codes["+strconv.Itoa(at)+"]", reason) }

// answer writes the answer behind dst, signing what changed.
func (y *syncing) answer(dst []byte, since revision) ([]byte, error) {
	dst = append(dst, `{"revision":"`...)
	dst = since.append(dst)
	dst = append(dst, `","changed":[`...)
	if len(y.changed) > 0 {
		if err := y.door.line.enter(); err != nil {
			return dst, err
		}
		defer y.door.line.leave()
		if y.door.unsent.Load() >= mostUnsent {
			return dst, errSyncLine
		}
		y.now = y.door.now() // it may have been a while
	}
	var err error
	for from := 0; err == nil && from < len(y.changed); from += signatures {
		y.door.pace.slice(func() {
			for i := from; err == nil && i < min(from+signatures, len(y.changed)); i++ {
				dst, err = y.append(dst, i)
			}
		})
	}
	return append(dst, "]}\n"...), err
}

// append writes one of what changed behind dst. The statement is worked out once
// more: it says what is so when it is signed.
func (y *syncing) append(dst []byte, i int) ([]byte, error) {
	c := &y.changed[i]
	if err := y.door.checker.shelf(&y.s, c.code, y.now); err != nil {
		return dst, err
	}
	if i > 0 {
		dst = append(dst, ',')
	}
	dst = append(dst, `{"at":`...)
	dst = strconv.AppendInt(dst, int64(c.at), 10)
	dst = append(dst, `,"tag":"`...)
	dst = y.s.AppendTag(dst, y.signer.Signer.KeyID())
	dst = append(dst, `","statement":"`...)
	y.token = y.signer.shelve(y.token[:0], c.code, &y.s, y.now)
	dst = append(append(dst, y.token...), `"}`...)
	y.door.metrics.signedShelf.Inc()
	if len(dst) > maxSyncAnswer {
		return dst, errSyncLong
	}
	return dst, nil
}
