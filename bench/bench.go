package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"ollu/bench/proc"
	"ollu/bench/stock"
)

// bench is one run: its scale, its scratch folder, and what must be ended when
// it is over.
type bench struct {
	ctx      context.Context
	scale    scale
	ollu     string // path of the built program
	scratch  string
	kept     string // folder of the stocks that outlive the run; "" none
	now      time.Time
	progress *progress
	stopping []func() error
}

func newBench(ctx context.Context, s scale, o *options, errs io.Writer) (*bench, error) {
	program, err := filepath.Abs(o.ollu)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(program); err != nil {
		return nil, fmt.Errorf("the program to be measured is missing: %w; run make build", err)
	}
	base := os.Getenv("OLLU_BENCH_DIR")
	if base == "" {
		base = os.TempDir()
	}
	if err := os.MkdirAll(base, 0o700); err != nil {
		return nil, err
	}
	scratch, err := os.MkdirTemp(base, "ollu-bench-")
	if err != nil {
		return nil, err
	}
	raiseFileLimit()
	b := &bench{ctx: ctx, scale: s, ollu: program, scratch: scratch, now: time.Now(), progress: newProgress(errs)}
	if o.keep {
		b.kept = base
	}
	return b, nil
}

// raiseFileLimit lets this program and its children hold a connection for each
// appliance of a wave; where that is not allowed, the wave says so itself.
func raiseFileLimit() {
	want := &syscall.Rlimit{Cur: 2 * mostAppliances, Max: 2 * mostAppliances}
	_ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, want)
}

// later has something stopped at the end of the row.
func (b *bench) later(stop func() error) { b.stopping = append(b.stopping, stop) }

// tidy ends what a row started, the last first.
func (b *bench) tidy() error {
	var errs []error
	for i := len(b.stopping) - 1; i >= 0; i-- {
		errs = append(errs, b.stopping[i]())
	}
	b.stopping = nil
	return errors.Join(errs...)
}

func (b *bench) close() {
	b.progress.clear()
	if err := errors.Join(b.tidy(), os.RemoveAll(b.scratch)); err != nil {
		fmt.Fprintln(os.Stderr, "bench: cleaning up:", err)
	}
}

// dir makes a new folder in the scratch folder, which goes with the row.
func (b *bench) dir(name string) (string, error) {
	path, err := os.MkdirTemp(b.scratch, name+"-")
	b.later(func() error { return os.RemoveAll(path) })
	return path, err
}

// home gives a data directory with n licences of the given kind. It is shared by
// the rows: what they add to it is when licences were last seen.
func (b *bench) home(n int, device bool) (string, error) {
	base := b.scratch
	if b.kept != "" {
		base = b.kept
	}
	kind := "issued"
	if device {
		kind = "activated"
	}
	path := filepath.Join(base, fmt.Sprintf("stock-%s-%d-%s", b.now.Format("2006-01"), n, kind))
	done := filepath.Join(path, "complete")
	if _, err := os.Stat(done); err == nil {
		return path, nil
	}
	b.progress.say("building a stock of %d licences", n)
	if err := os.MkdirAll(path, 0o700); err != nil {
		return "", err
	}
	if err := stock.Build(b.ctx, database(path), n, b.now, device); err != nil {
		return "", err
	}
	return path, os.WriteFile(done, nil, 0o600)
}

// forget removes a stock that no other row needs.
func (b *bench) forget(home string) error {
	if b.kept != "" {
		return nil
	}
	return os.RemoveAll(home)
}

func database(home string) string { return filepath.Join(home, "ollu.db") }

// measure runs rows one after the other, prints each figure, and writes the
// report when it is wanted. A row that fails does not keep the others from being
// measured; the error names all that did.
func (b *bench) measure(rows []row, out io.Writer, report string) error {
	begun := time.Now()
	var results []result
	var failures []error
	for i := range rows {
		r := result{row: &rows[i]}
		b.progress.row = r.row.name
		r.measured, r.err = r.row.measure(b)
		r.err = errors.Join(r.err, b.tidy())
		b.progress.clear()
		if err := b.ctx.Err(); err != nil {
			return err
		}
		r.print(out)
		results = append(results, r)
		if r.err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", r.row.name, r.err))
		}
	}
	if report != "" {
		text := writeReport(results, circumstances{
			Machine: proc.Machine(), Date: b.now, Took: time.Since(begun), Version: version(b.ctx, b.ollu), Scale: b.scale,
		})
		failures = append(failures, os.WriteFile(report, text, 0o644))
	}
	return errors.Join(failures...)
}
