package figures

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Median is the middle of the values, the mean of the two middle ones when
// their number is even; NaN of none.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(values))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// Percentile is the smallest of the values that at least p percent of them do
// not exceed; NaN of none.
func Percentile(values []float64, p float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(values))
	at := int(math.Ceil(p/100*float64(len(s)))) - 1
	return s[min(max(at, 0), len(s)-1)]
}

// Ratios divides round by round: what disturbed one half of a round most often
// disturbed the other too. Both must have the same length.
func Ratios(over, under []float64) []float64 {
	r := make([]float64, len(over))
	for i := range over {
		r[i] = over[i] / under[i]
	}
	return r
}

// Number writes v with three significant digits and no exponent, and large
// numbers whole.
func Number(v float64) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "none"
	case a == 0:
		return "0"
	case a >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	default:
		return strconv.FormatFloat(v, 'f', 2-int(math.Floor(math.Log10(a))), 64)
	}
}

// Span writes the smallest and the largest of the values.
func Span(values []float64) string {
	if len(values) == 0 {
		return "none"
	}
	return fmt.Sprintf("%s–%s", Number(slices.Min(values)), Number(slices.Max(values)))
}
