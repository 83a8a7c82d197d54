package licences

import (
	"net/http"
	"regexp"
	"testing"

	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// maxWeight is how many bytes the first visit of the list may take, with all that
// it loads.
const maxWeight = 40 << 10

var loaded = regexp.MustCompile(`(?:src|href)="((?:/assets/|/favicon)[^"#]+)`)

func TestFirstVisitIsLight(t *testing.T) {
	s, _ := site(t)
	crowd(s, 500)
	b := s.LogIn(visittest.Owner)
	zipped := func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip") }
	for _, l := range words.Langs {
		b.Speak(l)
		sum := len(b.Ask(http.MethodGet, "/products", nil, zipped).Body)
		parts := map[string]bool{}
		for _, m := range loaded.FindAllStringSubmatch(b.Get("/products").Body, -1) {
			if !parts[m[1]] {
				parts[m[1]] = true
				sum += len(b.Ask(http.MethodGet, m[1], nil, zipped).Body)
			}
		}
		if sum > maxWeight || len(parts) < 3 {
			t.Errorf("the list weighs %d bytes in %s, with %v", sum, l, parts)
		}
		t.Logf("%d bytes in %s", sum, l)
	}
}
