package book

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"ollu/server/disktest"
)

// descriptor finds the open file that the book writes to.
func descriptor(t *testing.T, path string) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	must(t, err)
	for _, e := range entries {
		if target, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil && target == path {
			fd, err := strconv.Atoi(e.Name())
			must(t, err)
			return fd
		}
	}
	t.Fatalf("%s is not open", path)
	return 0
}

// divert lets the book's writes go to another file; undo gives its own back.
func divert(t *testing.T, b *Book, to string) (undo func()) {
	t.Helper()
	fd := descriptor(t, b.path)
	own, err := syscall.Dup(fd)
	must(t, err)
	other, err := os.OpenFile(to, os.O_RDWR, 0)
	must(t, err)
	must(t, syscall.Dup3(int(other.Fd()), fd, 0))
	return func() {
		t.Helper()
		must(t, errors.Join(syscall.Dup3(own, fd, 0), syscall.Close(own), other.Close()))
	}
}

func TestAFullDiskFailsTheChangeAndNothingElse(t *testing.T) {
	dir := disktest.Mount(t, "size=4m")
	b := opened(t, filepath.Join(dir, "manager.db"))
	must(t, b.PutCodes(held(1)))
	ballast := filepath.Join(dir, "ballast")
	disktest.Fill(t, ballast)
	put, err := 1, error(nil)
	for err == nil && put < 10_000 {
		put++
		err = b.PutCodes(held(put))
	}
	for range 3 {
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "free disk space") {
			t.Fatalf("PutCodes = %v", err)
		}
		err = b.PutCodes(held(put))
	}
	if n, err := b.CountCodes(); n != put-1 || err != nil {
		t.Errorf("%d codes, %v; want %d", n, err, put-1)
	}
	must(t, os.Remove(ballast))
	must(t, b.PutCodes(held(put)))
	must(t, b.Close())
	b = opened(t, b.path)
	if n, err := b.CountCodes(); n != put || err != nil {
		t.Errorf("%d codes, %v; want %d", n, err, put)
	}
}

func TestAFullDiskMakesNoFile(t *testing.T) {
	dir := disktest.Mount(t, "size=64k")
	disktest.Fill(t, filepath.Join(dir, "ballast"))
	if _, err := Open(filepath.Join(dir, "manager.db"), Options{}); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Open = %v", err)
	}
	must(t, os.Remove(filepath.Join(dir, "ballast")))
	opened(t, filepath.Join(dir, "manager.db"))
}

func TestAFailingDiskStopsTheWritesUntilTheFileIsOpenedAgain(t *testing.T) {
	b := opened(t, fresh(t))
	for n := range 5 {
		must(t, b.PutCodes(held(n)))
	}
	undo := divert(t, b, "/dev/null") // takes every write, and fails to sync
	err := b.SetProblem(code(1), "too_old")
	undo()
	if !errors.Is(err, ErrNotWritten) {
		t.Fatalf("SetProblem = %v", err)
	}
	if err := b.PutCodes(held(7)); !errors.Is(err, ErrNotWritten) || !strings.Contains(err.Error(), "restart") {
		t.Errorf("PutCodes = %v", err)
	}
	if c, err := b.Code(code(1)); err != nil || c.Problem != "" {
		t.Errorf("Code = %v, %v", c, err)
	}
	must(t, b.Close())
	b = opened(t, b.path)
	must(t, b.PutCodes(held(7)))
	if n, err := b.CountCodes(); n != 6 || err != nil {
		t.Errorf("%d codes, %v", n, err)
	}
}

func TestAPanicOfACallerIsNotTakenForDamage(t *testing.T) {
	b := opened(t, fresh(t))
	must(t, b.PutCodes(held(1)))
	must(t, b.PutProduct(Product{Name: "mail"}))
	for what, act := range map[string]func() error{
		"Codes":       func() error { return b.Codes(func(*Code) error { panic("ours") }) },
		"EditProduct": func() error { return b.EditProduct("mail", func(*Product) error { panic("ours") }) },
	} {
		func() {
			defer func() {
				if p := recover(); fmt.Sprint(p) != "ours" {
					t.Errorf("%s: %v came through", what, p)
				}
			}()
			t.Errorf("%s = %v", what, act())
		}()
	}
	must(t, b.PutCodes(held(2)))
	if n, err := b.CountCodes(); n != 2 || err != nil {
		t.Errorf("afterwards: %d codes, %v", n, err)
	}
}

func TestAnErrorOfACallerEndsTheWalk(t *testing.T) {
	b := opened(t, fresh(t))
	must(t, b.PutCodes(held(1), held(2)))
	ours, n := errors.New("enough"), 0
	if err := b.Codes(func(*Code) error { n++; return ours }); !errors.Is(err, ours) || n != 1 {
		t.Errorf("after %d codes: %v", n, err)
	}
}
