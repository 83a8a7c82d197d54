package config

import (
	"errors"
	"regexp"
	"strconv"
)

// Faults takes the error of a Load or of a catalogue apart, one for each thing
// that is wrong. What stands in no file, but in the environment say, has no File
// and no Line. file is the one whose lines the texts may name.
func Faults(err error, file string) []Fault {
	faults := []Fault{}
	if err == nil {
		return faults
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			faults = append(faults, Faults(one, file)...)
		}
		return faults
	}
	if f, ok := errors.AsType[*Fault](err); ok {
		return append(faults, *f)
	}
	f := Fault{Reason: err.Error()}
	place := regexp.MustCompile(regexp.QuoteMeta(file) + `:(\d+)`)
	if at := place.FindStringSubmatch(f.Reason); at != nil {
		if n, err := strconv.Atoi(at[1]); err == nil {
			f.File, f.Line = file, n
		}
	}
	return append(faults, f)
}
