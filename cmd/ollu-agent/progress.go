package main

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// doing shows on a terminal what is going on, until the function that it returns
// is called; elsewhere it does nothing.
func doing(w io.Writer, what string) (done func()) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return func() {}
	}
	fmt.Fprint(f, what)
	return func() { fmt.Fprint(f, "\r\x1b[K") }
}
