package manager

import (
	"cmp"
	"slices"

	"go.uber.org/zap"

	"ollu/codec"
	"ollu/server/client"
	"ollu/server/manager/book"
)

// index is the codes to wait for, by their marks. It never changes: codes that
// come or go make a new one.
type index struct {
	all   []uint32 // ascending, each once
	marks []uint32 // of them, as many as one wait takes
	codes []marked // by mark
	over  chan struct{}
}

type marked struct {
	mark uint32
	code codec.Code
}

// watched gives the codes to wait for. Of a site with more than one wait takes,
// the rest is heard of daily.
func (m *Manager) watched() (*index, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.index != nil {
		return m.index, nil
	}
	x := &index{over: make(chan struct{})}
	err := m.book.Tags(func(t *book.Tag) error {
		x.codes = append(x.codes, marked{t.Code.Mark(), t.Code})
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(x.codes, func(a, b marked) int { return cmp.Compare(a.mark, b.mark) })
	for _, c := range x.codes {
		if n := len(x.all); n == 0 || x.all[n-1] != c.mark {
			x.all = append(x.all, c.mark)
		}
	}
	x.marks = x.all[:min(len(x.all), client.MaxMarks)]
	if len(x.marks) < len(x.all) {
		m.log.Warn("changes of so many codes cannot be waited for: the rest is asked about daily", zap.Int("codes", len(x.codes)), zap.Int("waited_for", client.MaxMarks))
	}
	m.index = x
	return x, nil
}

// with gives the codes that have one of these marks.
func (x *index) with(marks []uint32) (codes []codec.Code) {
	for _, mark := range marks {
		at, _ := slices.BinarySearchFunc(x.codes, mark, func(c marked, mark uint32) int { return cmp.Compare(c.mark, mark) })
		for ; at < len(x.codes) && x.codes[at].mark == mark; at++ {
			codes = append(codes, x.codes[at].code)
		}
	}
	return codes
}

// stir says that something is new: Run looks at once at what is to be delivered,
// and at what to wait for.
func (m *Manager) stir(codesChanged bool) {
	m.mu.Lock()
	if codesChanged && m.index != nil {
		close(m.index.over)
		m.index = nil
	}
	m.mu.Unlock()
	for _, kick := range []chan struct{}{m.kick, m.poke} {
		select {
		case kick <- struct{}{}:
		default:
		}
	}
}
