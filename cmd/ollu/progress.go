package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far a long command is, on a terminal; elsewhere it does
// nothing.
type progress struct{ bar *progressbar.ProgressBar }

// newProgress starts a bar for all of some things, -1 when nobody knows how
// many there are.
func newProgress(w io.Writer, all int64, doing string) progress {
	return startBar(w, all, doing, progressbar.OptionShowCount())
}

// newByteProgress starts a bar for all bytes of a file, -1 when nobody knows.
func newByteProgress(w io.Writer, all int64, doing string) progress {
	return startBar(w, all, doing, progressbar.OptionShowBytes(true))
}

// isTerminal tells whether a person reads what is written to w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func startBar(w io.Writer, all int64, doing string, unit progressbar.Option) progress {
	if !isTerminal(w) {
		return progress{}
	}
	return progress{progressbar.NewOptions64(all,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription(doing),
		progressbar.OptionThrottle(100*time.Millisecond),
		unit,
		progressbar.OptionFullWidth(),
		progressbar.OptionClearOnFinish(),
	)}
}

// The bar writes to a terminal only; that it could not is no reason to stop.

func (p progress) to(done int64) {
	if p.bar != nil {
		_ = p.bar.Set64(done)
	}
}

// of shows done of all, where all becomes known on the way.
func (p progress) of(done, all int64) {
	if p.bar != nil && p.bar.GetMax64() != all {
		p.bar.ChangeMax64(all)
	}
	p.to(done)
}

func (p progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
