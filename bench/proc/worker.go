package proc

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// childArg is the first argument of this program when it runs as a worker; the
// second is the worker's name.
const childArg = "child"

// Job answers one line of a worker: a JSON value in, a value to print as JSON
// out. It keeps its state between lines.
type Job func(question json.RawMessage) (any, error)

// reply is one line back.
type reply struct {
	Value any    `json:"value"`
	Error string `json:"error,omitempty"`
}

// RunChild runs the named worker when the program's arguments ask for one, and
// tells whether they did. It returns when stdin ends.
func RunChild(args []string, jobs map[string]func() Job) (bool, error) {
	if len(args) != 3 || args[1] != childArg {
		return false, nil
	}
	begin, ok := jobs[args[2]]
	if !ok {
		return true, fmt.Errorf("no worker %q", args[2])
	}
	return true, serve(os.Stdin, os.Stdout, begin())
}

func serve(in io.Reader, out io.Writer, job Job) error {
	dec, enc := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var question json.RawMessage
		if err := dec.Decode(&question); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		value, err := job(question)
		r := reply{Value: value}
		if err != nil {
			r = reply{Error: err.Error()}
		}
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
}

// Worker is this program, run again as a worker.
type Worker struct {
	*Child
	out io.Writer
	in  *bufio.Reader
}

// StartWorker starts the named worker.
func StartWorker(ctx context.Context, name string) (*Worker, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := prepare(ctx, Command{Path: self, Args: []string{childArg, name}})
	out, err := c.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	in, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &Worker{Child: c, out: out, in: bufio.NewReader(in)}, c.launch()
}

// Ask sends one question and reads its answer into value.
func (w *Worker) Ask(question, value any) error {
	line, err := json.Marshal(question)
	if err != nil {
		return err
	}
	if _, err := w.out.Write(append(line, '\n')); err != nil {
		return errors.Join(err, w.Stop())
	}
	line, err = w.in.ReadBytes('\n')
	if err != nil {
		return errors.Join(err, w.Stop())
	}
	var r struct {
		Value json.RawMessage
		Error string
	}
	if err := json.Unmarshal(line, &r); err != nil {
		return err
	}
	if r.Error != "" {
		return errors.New(r.Error)
	}
	return json.Unmarshal(r.Value, value)
}
