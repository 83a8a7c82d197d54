package nettest

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"
)

// TestMain lets the test program stand in a place itself: to listen there, or to
// see whether somebody else can be reached.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "listen" {
		listen(os.Args[2])
	}
	if len(os.Args) == 3 && os.Args[1] == "reach" {
		reach(os.Args[2])
	}
	os.Exit(m.Run())
}

func listen(addr string) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		os.Exit(2)
	}
	os.Stdout.WriteString("ready\n")
	for {
		c, err := ln.Accept()
		if err != nil {
			os.Exit(2)
		}
		c.Write([]byte("x"))
		c.Close()
	}
}

func reach(addr string) {
	c, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		os.Exit(1)
	}
	if _, err := c.Read(make([]byte, 1)); err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

func TestPlacesAreApart(t *testing.T) {
	w := Lay(t, 3)
	serve := func(place, cable int) string {
		addr := w.Address(place, cable) + ":7777"
		c := w.Command(place, os.Args[0], "listen", addr)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = c.Process.Kill()
			_ = c.Wait()
		})
		if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
			t.Fatalf("%q %v", line, err)
		}
		return addr
	}
	first, middle := serve(0, 0), serve(1, 1)
	reaches := func(from int, addr string, want bool) {
		t.Helper()
		err := w.Command(from, os.Args[0], "reach", addr).Run()
		if _, refused := err.(*exec.ExitError); err != nil && !refused {
			t.Fatal(err)
		}
		if (err == nil) != want {
			t.Errorf("place %d reaches %s: %t, want %t", from, addr, err == nil, want)
		}
	}
	reaches(1, first, true)
	reaches(2, middle, true)
	reaches(2, first, false)
	w.Cut(1)
	reaches(2, middle, false)
	reaches(1, first, true)
	w.Join(1)
	reaches(2, middle, true)
}
