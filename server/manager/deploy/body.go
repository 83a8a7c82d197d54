package deploy

import (
	"bytes"
	"encoding/json"
	"io"

	"ollu/codec/profile"
)

// body is a push as it goes over the wire, in pieces: what all products get is
// not copied for each of them. nil is no push.
type body [][]byte

// bodyOf writes a profile.Push.
func bodyOf(items []profile.Item, e extras) body {
	list, err := json.Marshal(items)
	if err != nil {
		panic(err) // strings alone
	}
	b := body{[]byte(`{"items":`), list}
	for _, x := range []struct {
		name string
		extra
	}{{`,"keys":`, e.keys}, {`,"facts":`, e.facts}, {`,"revocations":`, e.list}} {
		if x.tag != "" {
			b = append(b, []byte(x.name), x.json)
		}
	}
	return append(b, []byte{'}'})
}

func (b body) size() (n int64) {
	for _, piece := range b {
		n += int64(len(piece))
	}
	return n
}

func (b body) open() (io.ReadCloser, error) {
	pieces := make([]io.Reader, len(b))
	for i := range b {
		pieces[i] = bytes.NewReader(b[i])
	}
	return io.NopCloser(io.MultiReader(pieces...)), nil
}

// load is what one push brings.
type load struct {
	body
	items  int
	extras extras
}

// loadOf puts as much into one push as a product takes: rather the statements
// than the list of what was revoked, and rather some statements than none.
func loadOf(items []profile.Item, e extras) load {
	b := bodyOf(items, e)
	for b.size() > profile.MaxBody {
		switch {
		case e.list.tag != "" && len(items) > 0:
			e.list = extra{}
		case len(items) > 1:
			items = items[:len(items)/2]
		default:
			return load{}
		}
		b = bodyOf(items, e)
	}
	return load{b, len(items), e}
}
