package book

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

// childPath names, in the environment, the file that a child of this test
// writes to until it is killed.
const childPath = "BOOK_TEST_CHILD"

func TestMain(m *testing.M) {
	if path := os.Getenv(childPath); path != "" {
		fmt.Fprintln(os.Stderr, write(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// trio is how many codes are put in at once.
const trio = 3

// write puts code after code into the book, with a statement for each, and says
// on the standard output how many are safe.
func write(path string) error {
	b, err := Open(path, Options{Timeout: time.Minute})
	if err != nil {
		return err
	}
	from, err := b.CountCodes()
	for n := from; err == nil; n += trio {
		err = errors.Join(b.PutCodes(held(n), held(n+1), held(n+2)), b.PutProduct(Product{Name: "mail", Version: strconv.Itoa(n)}))
		if err == nil {
			_, err = fmt.Println(n + trio)
		}
		if err == nil {
			err = b.TakeStatements(noon, Taken{code(n), "BBBBBBBBBBBB", "t", word(n), false}, Taken{code(n + 2), "BBBBBBBBBBBB", "t", word(n), false})
		}
	}
	return err
}

func TestWhatWasSaidToBeSafeIsThereAfterAKill(t *testing.T) {
	path := fresh(t)
	must(t, opened(t, path).Close())
	for round := range 12 {
		safe := writeAndKill(t, path, 1+round*3)
		b, err := Open(path, Options{Timeout: time.Minute})
		must(t, err)
		n := 0
		must(t, b.Codes(func(c *Code) error {
			if c.Code != code(n) {
				t.Errorf("round %d: place %d holds another code", round, n)
			}
			n++
			return nil
		}))
		if n != safe && n != safe+trio {
			t.Errorf("round %d: %d codes, and %d were said to be safe", round, n, safe)
		}
		first, err := b.Code(code(safe - trio))
		must(t, err)
		last, err := b.Code(code(safe - 1))
		if err != nil || first.Tag != last.Tag {
			t.Errorf("round %d: half of a change was made: %q, %q, %v", round, first.Tag, last.Tag, err)
		}
		must(t, b.Close())
	}
}

// writeAndKill lets a child write until it has said so many numbers, kills it,
// and gives the last.
func writeAndKill(t *testing.T, path string, lines int) (safe int) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), childPath+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	in := bufio.NewScanner(out)
	for n := 1; in.Scan(); n++ {
		safe, err = strconv.Atoi(in.Text())
		must(t, err)
		if n == 1 {
			if _, err := Open(path, Options{Timeout: time.Millisecond}); !errors.Is(err, ErrInUse) {
				t.Errorf("while another process writes: %v", err)
			}
		}
		if n == lines {
			must(t, child.Process.Kill()) // what it says until then is read below
		}
	}
	_ = child.Wait()
	if child.ProcessState.Success() || safe == 0 {
		t.Fatalf("the child ended by itself: %v", child.ProcessState)
	}
	return safe
}
