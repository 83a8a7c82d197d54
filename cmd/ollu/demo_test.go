package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"ollu/config"
)

// What the demo prints opens here, also where an address for customers is
// configured.
func TestTheDemoPrintsAddressesThatOpen(t *testing.T) {
	c := config.Default()
	c.DataDir = t.TempDir()
	c.Agents.Listen, c.Admin.Listen, c.Portal.Listen = "127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0"
	c.Portal.URL = "https://licence.example.com"
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	read, write := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- serveDemo(ctx, write, c); write.Close() }()

	opened := 0
	for lines := bufio.NewScanner(read); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "Ctrl-C") {
			stop()
		}
		_, address, found := strings.Cut(lines.Text(), ": http://")
		if !found {
			continue
		}
		answer, err := http.Get("http://" + address)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if opened++; answer.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", lines.Text(), answer.Status)
		}
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if opened != 3 {
		t.Errorf("%d addresses of the portal were printed, want three", opened)
	}
}
