package main

import (
	"fmt"
	"io"
	"os"
)

// progress shows on a terminal what is being done; elsewhere it is silent.
type progress struct {
	to  io.Writer // nil: no terminal
	row string
}

func newProgress(w io.Writer) *progress {
	f, ok := w.(*os.File)
	if !ok {
		return &progress{}
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return &progress{}
	}
	return &progress{to: w}
}

const eraseLine = "\r\x1b[K"

func (p *progress) say(format string, args ...any) {
	if p.to != nil {
		fmt.Fprintf(p.to, eraseLine+"%s: %s", p.row, fmt.Sprintf(format, args...))
	}
}

func (p *progress) clear() {
	if p.to != nil {
		fmt.Fprint(p.to, eraseLine)
	}
}
