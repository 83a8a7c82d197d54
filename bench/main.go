package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"ollu/bench/proc"
)

func main() {
	if asked, err := proc.RunChild(os.Args, workers); asked {
		exit(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	exit(err)
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// workers are what this program runs again as.
var workers = map[string]func() proc.Job{
	askerName:     newAsker,
	plaintextName: newPlaintext,
	cursorName:    newCursor,
	wavesName:     newWaves,
	signerName:    newSigner,
	waitersName:   newWaiters,
	managersName:  newManagers,
	visitorsName:  newVisitors,
}

// options are the command line.
type options struct {
	quick, list, keep bool
	ollu, out         string
	profile           string
	appliances        int
	rounds            int
	seconds           float64
	names             []string
}

// parse takes flags before and after the names of rows.
func parse(args []string, errs io.Writer) (o options, err error) {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(errs)
	f.BoolVar(&o.quick, "quick", false, "small numbers: to see that everything runs, not to measure")
	f.BoolVar(&o.list, "list", false, "print the names of the rows and what each must be")
	f.BoolVar(&o.keep, "keep", false, "leave the large stocks in the scratch folder for the next run")
	f.StringVar(&o.ollu, "ollu", filepath.Join("..", "bin", "ollu"), "the built program")
	f.StringVar(&o.out, "out", "", "write the results to this file (default RESULTS.md when all rows are measured in full)")
	f.StringVar(&o.profile, "profile", "", "measure nothing: write a processor profile of the server under a mix of questions to this file")
	f.IntVar(&o.appliances, "appliances", 0, "how many take part in the wave (default 20000, at most 50000)")
	f.IntVar(&o.rounds, "rounds", 0, "rounds of each row, in place of the usual number")
	f.Float64Var(&o.seconds, "seconds", 0, "seconds of load at a time, in place of the usual number")
	for {
		if err := f.Parse(args); err != nil {
			return o, err
		}
		if f.NArg() == 0 {
			break
		}
		o.names = append(o.names, f.Arg(0))
		args = f.Args()[1:]
	}
	if o.appliances < 0 || o.appliances > mostAppliances || o.rounds < 0 || o.seconds < 0 {
		return o, fmt.Errorf("-appliances must be from 1 to %d, -rounds and -seconds more than 0", mostAppliances)
	}
	for _, name := range o.names {
		if !slices.ContainsFunc(rows, func(r row) bool { return r.name == name }) {
			return o, fmt.Errorf("there is no row %q; -list names them", name)
		}
	}
	if o.out == "" && !o.quick && len(o.names) == 0 {
		o.out = "RESULTS.md"
	}
	return o, nil
}

// chosen are the rows that the command line asks for, in their usual order.
func (o *options) chosen() []row {
	if len(o.names) == 0 {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return !slices.Contains(o.names, r.name) })
}

// scale is how much the command line wants measured.
func (o *options) scale() scale {
	s := full
	if o.quick {
		s = quick
	}
	if o.appliances > 0 {
		s.appliances = o.appliances
	}
	if o.rounds > 0 {
		s.rounds, s.costlyRounds = o.rounds, o.rounds
	}
	if o.seconds > 0 {
		s.seconds = o.seconds
	}
	return s
}

func run(ctx context.Context, args []string, out, errs io.Writer) (err error) {
	o, err := parse(args, errs)
	if err != nil {
		return err
	}
	if o.list {
		for _, r := range rows {
			fmt.Fprintf(out, "%-22s %s\n", r.name, r.bounds())
		}
		return nil
	}
	b, err := newBench(ctx, o.scale(), &o, errs)
	if err != nil {
		return err
	}
	defer b.close()
	if o.profile != "" {
		return errors.Join(b.profile(o.profile), b.tidy())
	}
	return b.measure(o.chosen(), out, o.out)
}
