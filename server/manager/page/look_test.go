package page

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var token6 = regexp.MustCompile(`--([a-z-]+):\s*#([0-9a-f]{6});`)

// scheme gives the colours of a part of the style sheet.
func scheme(t *testing.T, css string) map[string]float64 {
	t.Helper()
	all := map[string]float64{}
	for _, m := range token6.FindAllStringSubmatch(css, -1) {
		rgb, err := strconv.ParseUint(m[2], 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		all[m[1]] = luminance(rgb)
	}
	if len(all) < 15 {
		t.Fatalf("only %d colours were found: the search is broken", len(all))
	}
	return all
}

// luminance is that of WCAG 2.
func luminance(rgb uint64) float64 {
	part := func(shift int) float64 {
		c := float64(rgb>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

// Every colour of text can be read on every ground it stands on, in the light and
// in the dark: 4.5 to 1 for text, 3 to 1 for the lines of fields (WCAG AA).
func TestColoursCanBeRead(t *testing.T) {
	css, err := assets.ReadFile("assets/style.css")
	if err != nil {
		t.Fatal(err)
	}
	light, rest, found := strings.Cut(string(css), "prefers-color-scheme: dark")
	if !found {
		t.Fatal("there is no dark scheme")
	}
	dark, _, _ := strings.Cut(rest, "*, *::before")
	for name, colours := range map[string]map[string]float64{"light": scheme(t, light), "dark": scheme(t, dark)} {
		check := func(least float64, ink string, grounds ...string) {
			for _, ground := range grounds {
				a, b := colours[ink], colours[ground]
				if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < least {
					t.Errorf("%s: %s on %s is %.2f to 1", name, ink, ground, ratio)
				}
			}
		}
		check(4.5, "ink", "ground", "sheet", "raised", "ok-soft", "held-soft", "bad-soft", "due-soft")
		check(4.5, "ink-soft", "ground", "sheet", "raised") // also the state "settled"
		check(4.5, "brand", "ground", "sheet", "brand-soft")
		check(4.5, "brand-ink", "brand", "brand-deep")
		for _, state := range []string{"ok", "due", "held", "bad"} {
			check(4.5, state, "sheet", state+"-soft")
		}
		check(3, "line-strong", "ground", "sheet")
		check(3, "focus", "ground", "sheet")
	}
}
