package main

import (
	"bytes"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"ollu/bench/figures"
)

// circumstances are where and when the figures were taken.
type circumstances struct {
	Machine, Version string
	Date             time.Time
	Took             time.Duration
	Scale            scale
}

// result is a row with what was found, or why nothing was.
type result struct {
	row *row
	measured
	err error
}

// print writes the figure for programs and the notes for people.
func (r *result) print(w io.Writer) {
	if r.row.must != 0 && r.err == nil {
		fmt.Fprintf(w, "ratio %s %s\n", r.row.name, figures.Number(r.value()))
	}
	for _, n := range r.notes {
		fmt.Fprintf(w, "  %s\n", n)
	}
}

// line is the row's line of the table.
func (r *result) line() string {
	sign := "≥"
	if r.row.atMost {
		sign = "≤"
	}
	value, span, verdict := figures.Number(r.value()), figures.Span(r.rounds), r.row.verdict(r.value())
	if r.err != nil {
		value, span, verdict = "–", "–", "could not be measured"
	}
	return fmt.Sprintf("| `%s` | %s | %s | %s %g | %g | %s |\n", r.row.name, value, span, sign, r.row.must, r.row.aim, verdict)
}

const preface = `# What was measured

Written by ` + "`make bench`" + `; every figure below was taken in that one run. Load, servers and peers
share the machine and its loopback. A round measures both sides one after the other and takes their
ratio; the value is the median of the rounds, the span their smallest and largest. Before a side is
measured, the other one has become quiet.

`

// peers are the modules whose versions belong to the figures.
var peers = []string{"github.com/valyala/fasthttp", "go.etcd.io/bbolt", "github.com/btcsuite/btcd/btcutil", "github.com/teambition/rrule-go"}

// writeReport is the text of RESULTS.md.
func writeReport(results []result, c circumstances) []byte {
	var w bytes.Buffer
	w.WriteString(preface)
	fmt.Fprintf(&w, "- machine: %s\n- date: %s UTC; the run took %s\n- program: %s\n", c.Machine, c.Date.UTC().Format("2006-01-02 15:04"), c.Took.Round(time.Second), c.Version)
	for _, p := range peers {
		fmt.Fprintf(&w, "- %s %s\n", p, moduleVersion(p))
	}
	fmt.Fprintf(&w, "- %d rounds, %d where a round takes long; load for %g s at a time over %d connections kept open\n\n", c.Scale.rounds, c.Scale.costlyRounds, c.Scale.seconds, connections)
	w.WriteString("| row | value | span | must be | aim | |\n| --- | --- | --- | --- | --- | --- |\n")
	for i := range results {
		if results[i].row.must != 0 {
			w.WriteString(results[i].line())
		}
	}
	for i := range results {
		r := &results[i]
		fmt.Fprintf(&w, "\n## %s\n\n%s.\n\n", r.row.name, r.row.what)
		for _, n := range r.notes {
			fmt.Fprintf(&w, "- %s\n", n)
		}
		if r.err != nil {
			fmt.Fprintf(&w, "- could not be measured: %v\n", r.err)
		}
	}
	return w.Bytes()
}

// moduleVersion is the version of a module that this program was built with.
func moduleVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "of unknown version"
	}
	for _, m := range info.Deps {
		if m.Path == path {
			return m.Version
		}
	}
	return "of unknown version"
}
