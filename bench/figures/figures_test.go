package figures

import (
	"math"
	"slices"
	"testing"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		in   []float64
		want float64
	}{
		{[]float64{3}, 3},
		{[]float64{9, 1, 5}, 5},
		{[]float64{4, 1, 3, 2}, 2.5},
	} {
		before := slices.Clone(c.in)
		if got := Median(c.in); got != c.want {
			t.Errorf("Median(%v) = %v, want %v", c.in, got, c.want)
		}
		if !slices.Equal(c.in, before) {
			t.Errorf("Median changed its argument to %v", c.in)
		}
	}
	if got := Median(nil); !math.IsNaN(got) {
		t.Errorf("Median of nothing = %v, want NaN", got)
	}
}

func TestPercentile(t *testing.T) {
	var hundred []float64
	for i := 100; i > 0; i-- {
		hundred = append(hundred, float64(i))
	}
	for p, want := range map[float64]float64{0: 1, 1: 1, 50: 50, 99: 99, 99.5: 100, 100: 100} {
		if got := Percentile(hundred, p); got != want {
			t.Errorf("Percentile(1…100, %v) = %v, want %v", p, got, want)
		}
	}
	if got := Percentile(nil, 50); !math.IsNaN(got) {
		t.Errorf("Percentile of nothing = %v, want NaN", got)
	}
}

func TestRatiosGoPairByPair(t *testing.T) {
	got := Ratios([]float64{8, 9, 1}, []float64{10, 10, 4})
	if want := []float64{0.8, 0.9, 0.25}; !slices.Equal(got, want) {
		t.Errorf("Ratios = %v, want %v", got, want)
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 0.0004567: "0.000457", 0.9126: "0.913", 2: "2.00", 37.25: "37.2", 123.4: "123", 98765.4: "98765", -0.5: "-0.500",
	} {
		if got := Number(v); got != want {
			t.Errorf("Number(%v) = %q, want %q", v, got, want)
		}
	}
	for _, v := range []float64{math.NaN(), math.Inf(1)} {
		if got := Number(v); got != "none" {
			t.Errorf("Number(%v) = %q, want none", v, got)
		}
	}
}

func TestSpan(t *testing.T) {
	if got := Span([]float64{0.91, 0.88, 0.95}); got != "0.880–0.950" {
		t.Errorf("Span = %q", got)
	}
	if got := Span(nil); got != "none" {
		t.Errorf("Span of nothing = %q", got)
	}
}
