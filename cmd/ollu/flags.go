package main

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
)

// noArgs refuses anything that is no flag.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return wrongUse(fmt.Sprintf("see %s --help", c.CommandPath()),
		"%s takes no arguments beside its flags, and was given %d", c.CommandPath(), len(args))
}

// wantArgs asks for one argument of each name. They are not repeated in the
// failure: one of them may be a code.
func wantArgs(names ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == len(names) {
			return nil
		}
		return wrongUse(fmt.Sprintf("write %s %s; see %s --help", c.CommandPath(), strings.Join(names, " "), c.CommandPath()),
			"%s takes %s, and was given %d arguments", c.CommandPath(), strings.Join(names, " and "), len(args))
	}
}

func jsonFlag(c *cobra.Command, on *bool) {
	c.Flags().BoolVar(on, "json", false, "print JSON")
}

// dayFlag is a date on the command line; set says whether one was given.
type dayFlag struct {
	day term.Day
	set bool
}

var _ pflag.Value = (*dayFlag)(nil)

func (f *dayFlag) String() string {
	if !f.set {
		return ""
	}
	return f.day.String()
}

func (f *dayFlag) Type() string { return "DATE" }

// Set reads YYYY-MM-DD.
func (f *dayFlag) Set(s string) error {
	d, err := term.ParseDay(s)
	if err != nil {
		return err
	}
	f.day, f.set = d, true
	return nil
}

// pointer returns the date for a request, nil when none was given.
func (f *dayFlag) pointer() *term.Day {
	if !f.set {
		return nil
	}
	return new(f.day)
}

// typeFlag is a licence type on the command line; set says whether one was
// given.
type typeFlag struct {
	value product.Type
	set   bool
}

var _ pflag.Value = (*typeFlag)(nil)

func (f *typeFlag) String() string {
	if !f.set {
		return ""
	}
	return f.value.String()
}

func (f *typeFlag) Type() string { return "full|trial" }

// Set reads full or trial.
func (f *typeFlag) Set(s string) (err error) {
	f.value, err = product.ParseType(s)
	f.set = true
	return err
}

// numberFlag is a whole number on the command line, within bounds. A number out
// of them is refused here: the admin API takes 0 for "not said".
type numberFlag[T uint32 | int] struct {
	to          *T
	least, most T
}

var _ pflag.Value = (*numberFlag[int])(nil)

func (f *numberFlag[T]) String() string {
	if f.to == nil {
		return "0"
	}
	return fmt.Sprint(*f.to)
}

func (f *numberFlag[T]) Type() string { return "number" }

// Set reads a decimal number.
func (f *numberFlag[T]) Set(s string) error {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < int64(f.least) || n > int64(f.most) {
		return fmt.Errorf("must be a whole number from %d to %d", f.least, f.most)
	}
	*f.to = T(n)
	return nil
}

// seatsFlag adds --seats; usual 0 means that the flag may be left out.
func seatsFlag(c *cobra.Command, to *uint32, usual uint32, usage string) {
	*to = usual
	c.Flags().Var(&numberFlag[uint32]{to, 1, math.MaxUint32}, "seats", usage)
}

// badNumber says what a flag takes whose text is none, in place of the words of
// the library that read it. Any other error is left as it is.
func badNumber(kind string, err error) error {
	if _, ok := errors.AsType[*strconv.NumError](err); !ok {
		return err
	}
	switch kind {
	case "bool":
		return errors.New("must be true or false")
	case "uint32":
		return fmt.Errorf("must be a whole number from 0 to %d", uint32(math.MaxUint32))
	}
	return errors.New("must be a whole number")
}

// parseCode reads an activation code from the command line; a mistyped one is
// answered with where to look, and never repeated.
func parseCode(arg string) (codec.Code, error) {
	c, err := codec.ParseCode(arg)
	if err != nil {
		return c, mistyped("activation code", err)
	}
	return c, nil
}

// parseKey reads a registration key, as parseCode does.
func parseKey(arg string) (codec.Key, error) {
	k, err := codec.ParseKey(arg)
	if err != nil {
		return k, mistyped("registration key", err)
	}
	return k, nil
}

func mistyped(what string, err error) error {
	return &fault{
		what: fmt.Sprintf("this is no %s: %v", what, err),
		next: "ollu code check shows where to look, and what was probably meant",
		no:   true,
	}
}

// complete offers the values of a flag to the shell.
func complete(c *cobra.Command, flag string, values ...string) {
	err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic("completion of a flag that the command does not have: " + flag)
	}
}
