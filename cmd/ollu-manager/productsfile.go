package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/server/manager"
	"ollu/server/words"
)

// listed is a product of a file, and the line where it stands.
type listed struct {
	manager.AddProductRequest
	place string
}

// atOnce is how many products are asked what they are at the same time: one that
// is off holds up few others.
const atOnce = 64

// addAll takes in the products of a file. A file that cannot be read, or that holds
// a mistyped code, changes nothing; a product that is refused is told with its
// line, and the others stand.
func (a *app) addAll(c *cobra.Command, s *settings, file string, asJSON bool) error {
	if _, err := a.load(s); err != nil { // for its language
		return err
	}
	list, err := a.readProducts(c.InOrStdin(), file)
	if err != nil {
		return err
	}
	return a.does(s, a.begin, func(c *cobra.Command, t *site, _ []string) error {
		done := t.asking()
		reports, err := t.addEach(c.Context(), list)
		done()
		return errors.Join(err, cli.Show(t.out, asJSON, reports, t.printAll))
	})(c, nil)
}

// addEach takes products in, many at once. What failed is told with its line.
func (t *site) addEach(ctx context.Context, list []listed) ([]manager.AddProductReport, error) {
	if err := t.addCodesOf(ctx, list); err != nil {
		return []manager.AddProductReport{}, err
	}
	reports, errs := make([]manager.AddProductReport, len(list)), make([]error, len(list))
	var group sync.WaitGroup
	room := make(chan struct{}, atOnce)
	for i := range list {
		room <- struct{}{}
		group.Go(func() {
			reports[i], errs[i] = t.AddProduct(ctx, list[i].AddProductRequest)
			<-room
		})
	}
	group.Wait()
	failed := &cli.Fault{Next: t.say(words.SiteLookAt, nil)}
	taken := []manager.AddProductReport{}
	for i, err := range errs {
		if err == nil {
			taken = append(taken, reports[i])
			continue
		}
		f := t.app.FaultOf(t.app.ofProduct(list[i].AddProductRequest, err))
		failed.What += t.say(words.SiteCodeAt, words.Args{"place": list[i].place, "reason": f.What}) + "\n"
		failed.Next, failed.No = cmp.Or(f.Next, failed.Next), f.No
	}
	if failed.What != "" {
		return taken, failed
	}
	return taken, nil
}

// addCodesOf has the codes of all products asked about in one go.
func (t *site) addCodesOf(ctx context.Context, list []listed) error {
	var codes []string
	for i := range list {
		for _, code := range list[i].Codes {
			if len(t.app.proofread([]typed{{"", code}})) == 0 { // and no id
				codes = append(codes, code)
			}
		}
	}
	if len(codes) == 0 {
		return nil
	}
	slices.Sort(codes)
	_, err := t.Add(ctx, manager.AddRequest{Codes: slices.Compact(codes)})
	return err
}

func (t *site) printAll(w io.Writer, reports []manager.AddProductReport) error {
	reached := 0
	for i := range reports {
		if reports[i].Reached {
			reached++
		}
	}
	return cli.PrintLine(w, t.say(words.SiteListed, words.Args{"products": len(reports), "reached": reached}))
}

// The columns of a file of products.
var columns = []string{"name", "url", "token", "codes"}

// readProducts reads a file of products: CSV, whose first line names the columns.
// It holds tokens, so not everybody may read it.
func (a *app) readProducts(in io.Reader, path string) ([]listed, error) {
	if path != "-" {
		info, err := os.Stat(path)
		if err == nil && info.Mode().Perm()&0o007 != 0 {
			return nil, &cli.Fault{What: a.Say(words.CLIFileOpen, words.Args{"file": path}), Next: a.Say(words.CLICloseFile, nil)}
		}
		f, err := os.Open(path)
		if err != nil {
			return nil, a.Unfit(path, err)
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, mostLines))
	if err != nil {
		return nil, a.Unfit(path, err)
	}
	return a.parseProducts(bytes.TrimPrefix(text, []byte("\ufeff")), path)
}

func (a *app) parseProducts(text []byte, path string) (list []listed, err error) {
	r := csv.NewReader(bufio.NewReader(bytes.NewReader(text)))
	r.TrimLeadingSpace = true
	head, err := r.Read()
	for _, name := range head {
		if !slices.Contains(columns, name) {
			err = errors.New(name)
		}
	}
	if err != nil || !slices.Contains(head, "name") || !slices.Contains(head, "url") {
		return nil, a.badList(path, 1, a.Say(words.SiteColumns, words.Args{"columns": columns}))
	}
	var wrong []badCode
	for {
		row, err := r.Read()
		line, _ := r.FieldPos(0)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			if e, ok := errors.AsType[*csv.ParseError](err); ok {
				line = e.Line
			}
			return nil, a.badList(path, line, a.Say(words.SiteNoRow, nil))
		}
		one := product(head, row)
		one.place = a.Say(words.SiteLine, words.Args{"file": path, "line": line})
		list = append(list, one)
		wrong = append(wrong, a.proofread(notIDs(&one))...)
	}
	if len(wrong) > 0 {
		return nil, a.refuse(io.Discard, false, wrong)
	}
	return list, nil
}

func (a *app) badList(path string, line int, reason string) error {
	place := a.Say(words.SiteLine, words.Args{"file": path, "line": line})
	return &cli.Fault{What: a.Say(words.SiteCodeAt, words.Args{"place": place, "reason": reason}), Next: a.Say(words.SiteRows, nil)}
}

// product takes a row apart.
func product(head, row []string) (one listed) {
	for i, name := range head {
		switch value := strings.TrimSpace(row[i]); name {
		case "name":
			one.Name = value
		case "url":
			one.URL = value
		case "token":
			one.Token = value
		case "codes":
			one.Codes = strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(" ;,\n", r) })
		}
	}
	return one
}

// idLength is the length of a code's id.
const idLength = 22

// notIDs gives what stands for codes in full.
func notIDs(one *listed) (codes []typed) {
	for _, code := range one.Codes {
		if len(code) != idLength {
			codes = append(codes, typed{one.place, code})
		}
	}
	return codes
}
