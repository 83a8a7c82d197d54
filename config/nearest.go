package config

import "strings"

// nearest gives the candidate that someone who wrote name most likely meant:
// the one that takes the fewest changes of a letter. Where only the last part
// of a dotted name is like a candidate's, that is one change more.
func nearest(name string, candidates []string) string {
	best, least := "", -1
	for _, c := range candidates {
		d := min(Distance(name, c), Distance(last(name), last(c))+1)
		if least < 0 || d < least {
			best, least = c, d
		}
	}
	return best
}

func last(name string) string {
	return name[strings.LastIndexByte(name, '.')+1:]
}

// Distance counts the letters to put in, leave out or change to make b of a
// (V. I. Levenshtein). Of a long name the beginning is enough.
func Distance(a, b string) int {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, corner+1)
		}
	}
	return row[len(b)]
}
