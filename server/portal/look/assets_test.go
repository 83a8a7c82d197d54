package look

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func get(l *Look, path, accept string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", accept)
	l.Assets().ServeHTTP(w, r)
	return w
}

func made(t *testing.T) *Look {
	t.Helper()
	l, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// What pages load is small, is kept for good, and loads nothing itself.
func TestAssets(t *testing.T) {
	l := made(t)
	for name, c := range map[string]struct {
		kind          string
		plain, zipped int // bytes at most
	}{
		"app.css":     {"text/css; charset=utf-8", 24 << 10, 6 << 10},
		"app.js":      {"text/javascript; charset=utf-8", 6 << 10, 3 << 10},
		"icons.svg":   {"image/svg+xml", 8 << 10, 3 << 10},
		"favicon.svg": {"image/svg+xml", 1 << 10, 1 << 10},
	} {
		path := l.Asset(name)
		plain, zipped := get(l, path, "br"), get(l, path, "br, gzip")
		if plain.Code != http.StatusOK || plain.Header().Get("Content-Type") != c.kind || plain.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %d %v", path, plain.Code, plain.Header())
		}
		if plain.Header().Get("Content-Encoding") != "" || zipped.Header().Get("Content-Encoding") != "gzip" || zipped.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: %v, %v", path, plain.Header(), zipped.Header())
		}
		if plain.Body.Len() > c.plain || zipped.Body.Len() > c.zipped {
			t.Errorf("%s has %d bytes, %d compressed", name, plain.Body.Len(), zipped.Body.Len())
		}
		r, err := gzip.NewReader(zipped.Body)
		if err != nil {
			t.Fatal(err)
		}
		if same, err := io.ReadAll(r); err != nil || !bytes.Equal(same, plain.Body.Bytes()) {
			t.Errorf("%s is another when compressed: %v", name, err)
		}
		for _, foreign := range []string{"https:", "//cdn", "@import", "url(", "eval("} {
			if strings.Contains(plain.Body.String(), foreign) {
				t.Errorf("%s has %q", name, foreign)
			}
		}
	}
	if icon := get(l, "/favicon.svg", ""); icon.Code != http.StatusOK || icon.Header().Get("Cache-Control") != "public, max-age=86400" {
		t.Errorf("the icon of the site: %d %v", icon.Code, icon.Header())
	}
	for _, path := range []string{"/assets/app.css", "/assets/", "/assets/../look.go", "/assets/app.0000000000.css"} {
		if w := get(l, path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestTakesGzip(t *testing.T) {
	for accept, want := range map[string]bool{
		"": false, "gzip": true, "deflate, gzip;q=0.5": true, "gzip;q=0": false, "gzip; q=0.0": false, "br": false, "gzip;q=x": false, "x-gzip": false,
	} {
		if got := takesGzip(accept); got != want {
			t.Errorf("%q: %t", accept, got)
		}
	}
}

var token = regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{3,6});`)

// tokens gives the colours of the light and of the dark scheme.
func tokens(t *testing.T) (light, dark map[string]string) {
	t.Helper()
	l := made(t)
	css := string(l.assets.byPath[l.Asset("app.css")].plain)
	light, dark = map[string]string{}, map[string]string{}
	_, rest, _ := strings.Cut(css, ":root {")
	first, rest, _ := strings.Cut(rest, "@media screen and (prefers-color-scheme: dark)")
	second, _, _ := strings.Cut(rest, ":root:lang(ja)")
	for _, m := range token.FindAllStringSubmatch(first, -1) {
		light[m[1]] = m[2]
	}
	for _, m := range token.FindAllStringSubmatch(second, -1) {
		dark[m[1]] = m[2]
	}
	return light, dark
}

// What is written can be read: 4.5 to 1 for text, 3 to 1 for the edges of
// inputs and the focus (WCAG 2.2, AA), in both schemes.
func TestContrast(t *testing.T) {
	light, dark := tokens(t)
	for scheme, colours := range map[string]map[string]string{"light": light, "dark": dark} {
		if len(colours) < 18 {
			t.Fatalf("only %d colours were found: the search is broken", len(colours))
		}
		enough := func(fore, back string, least float64) {
			if got := contrast(t, colours[fore], colours[back]); got < least {
				t.Errorf("%s: %s on %s has %.2f to 1, want %v", scheme, fore, back, got, least)
			}
		}
		for _, back := range []string{"ground", "sheet", "sunk"} {
			for _, fore := range []string{"ink", "soft", "accent", "bad"} {
				enough(fore, back, 4.5)
			}
			enough("edge", back, 3)
		}
		for _, tone := range []string{"ok", "due", "bad", "info", "accent"} {
			enough(tone, tone+"-soft", 4.5)
		}
		enough("on-accent", "accent", 4.5)
		enough("on-accent", "accent-deep", 4.5)
	}
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

func luminance(t *testing.T, hex string) (sum float64) {
	t.Helper()
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = fmt.Sprintf("%c%c%c%c%c%c", hex[0], hex[0], hex[1], hex[1], hex[2], hex[2])
	}
	for i, weight := range []float64{.2126, .7152, .0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= .04045 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+.055)/1.055, 2.4)
		}
	}
	return sum
}
