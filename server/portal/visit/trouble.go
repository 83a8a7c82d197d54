package visit

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"go.uber.org/zap"

	"ollu/server/portal/look"
)

// rescue turns a panic into a page with a number.
func (d *door) rescue(v *Visit) {
	p := recover()
	if p == nil {
		return
	}
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(p)
	}
	id, what := v.number(), fmt.Sprintf("%T", p) // its text may hold what nobody may read
	if err, ok := p.(runtime.Error); ok {
		what = err.Error()
	}
	d.desk.Log.Error("a page of the portal failed", zap.String("id", id), zap.String("method", v.R.Method),
		zap.String("page", d.label(v.R)), zap.String("panic", what), zap.Stack("stack"))
	d.explain(v, failed, id)
}

// statusGone is counted for who hung up before he was answered.
const statusGone = 499

// tell answers with an error. Where nobody is left to read it, nothing has failed.
func (d *door) tell(v *Visit, err error) {
	if errors.Is(err, context.Canceled) && v.R.Context().Err() != nil {
		v.W.WriteHeader(statusGone)
		return
	}
	f, id := faultOf(err), ""
	if f.numbered {
		id = v.number()
		d.desk.Log.Error("a request to the portal failed", zap.String("id", id), zap.String("method", v.R.Method),
			zap.String("page", d.label(v.R)), zap.Error(err))
	}
	d.explain(v, f, id)
}

// explain shows the error page, unless an answer is under way.
func (d *door) explain(v *Visit, f fault, id string) {
	if begun(v.W) {
		panic(http.ErrAbortHandler) // what was begun must not look whole
	}
	header := v.W.Header()
	for _, name := range []string{"Content-Disposition", "Content-Type", "Content-Length", "ETag", "Last-Modified"} {
		header.Del(name)
	}
	header.Set("Cache-Control", "no-store")
	if wait, ok := f.args["wait"]; ok {
		header.Set("Retry-After", strconv.Itoa(int(wait.(time.Duration)/time.Second)))
	} else if f.status == http.StatusServiceUnavailable {
		header.Set("Retry-After", "10")
	}
	trouble := look.Trouble{Title: v.Say(f.title, f.args), Text: v.Say(f.text, f.args), ID: id}
	if err := v.Show(f.status, look.ErrorPage, trouble); err != nil {
		d.desk.Log.Error("the error page failed", zap.Error(err))
		plain(v.W, f.status, trouble.Title+"\n")
	}
}

// number draws the number of an error, for the page and the log.
func (v *Visit) number() string {
	var b [5]byte
	if _, err := io.ReadFull(v.Desk.Random, b[:]); err != nil {
		return "-"
	}
	return base32.StdEncoding.EncodeToString(b[:])
}
