package mem

import (
	"bytes"
	"slices"
	"sync"
)

// sorted keeps the keys of a map in the order of their bytes; put marks it
// stale, the next page sorts.
type sorted[K byteKey] struct {
	mu    sync.Mutex
	stale bool
	all   []K
}

type byteKey interface {
	comparable
	AppendBytes([]byte) []byte
	IsZero() bool
}

func compare[K byteKey](a, b K) int { return bytes.Compare(a.AppendBytes(nil), b.AppendBytes(nil)) }

// pageFrom gives the keys of m after the given one; zero: all of them.
func pageFrom[K byteKey, V any](s *sorted[K], m map[K]V, after K) []K {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stale {
		s.all = make([]K, 0, len(m))
		for k := range m {
			s.all = append(s.all, k)
		}
		slices.SortFunc(s.all, compare)
		s.stale = false
	}
	if after.IsZero() {
		return s.all
	}
	i, found := slices.BinarySearchFunc(s.all, after, compare)
	if found {
		i++
	}
	return s.all[i:]
}
