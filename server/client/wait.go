package client

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// What one wait may hold, and how long it may be.
const (
	MaxMarks = 100_000
	MaxWait  = time.Hour
)

// Woken says that something changed at the issuer, or that nothing did: then the
// revision is the one that was waited since, and there are no marks. It is a
// hint, which nobody signed: a sync says what there is.
type Woken struct {
	Revision string
	All      bool     // anything may have changed: ask about every code
	Marks    []uint32 // of the codes that may have changed, ascending; all of them were waited for
}

// Wait waits until one of the codes with these marks changes at the issuer after
// the revision, but no longer than d, which is taken in whole seconds up to
// MaxWait; 0 does not wait, and then the revision is as late as can be. A server
// that lets nobody wait gives Status 404; one that lets no more wait, CauseBusy.
func (a *Asker) Wait(ctx context.Context, since string, marks []uint32, d time.Duration) (Woken, error) {
	marks = slices.Clone(marks)
	slices.Sort(marks)
	marks = slices.Compact(marks)
	if len(marks) > MaxMarks {
		return Woken{}, fmt.Errorf("a wait for %d codes: wait for at most %d at once", len(marks), MaxMarks)
	}
	d = min((d + time.Second - 1).Truncate(time.Second), MaxWait)
	body, err := json.Marshal(map[string]any{"since": since, "marks": packed(marks), "seconds": int(d / time.Second)})
	if err != nil {
		return Woken{}, err
	}
	var w Woken
	_, err = a.send(ctx, waitFile, body, wanted{
		limit: wokenLimit, time: d + a.timeout(),
		check: func(raw []byte) (err error) { w, err = parseWoken(raw, marks); return err },
	})
	if err != nil {
		return Woken{}, err
	}
	return w, nil
}

// packed gives marks as they go over the wire, before base64.
func packed(marks []uint32) []byte {
	out := make([]byte, 0, 4*len(marks))
	for _, m := range marks {
		out = binary.BigEndian.AppendUint32(out, m)
	}
	return out
}

// parseWoken reads the answer to a wait for these marks, ascending.
func parseWoken(raw []byte, marks []uint32) (Woken, error) {
	var m struct {
		Revision string `json:"revision"`
		All      *bool  `json:"all"`
		Marks    []byte `json:"marks"`
	}
	if err := json.Unmarshal(raw, &m); err != nil || !isRevision(m.Revision) || m.All == nil || len(m.Marks)%4 != 0 {
		return Woken{}, errNoAnswer
	}
	w := Woken{Revision: m.Revision, All: *m.All}
	for some := range slices.Chunk(m.Marks, 4) {
		mark := binary.BigEndian.Uint32(some)
		if n := len(w.Marks); n > 0 && w.Marks[n-1] >= mark {
			return Woken{}, errNoAnswer
		}
		if _, asked := slices.BinarySearch(marks, mark); !asked {
			return Woken{}, errNoAnswer
		}
		w.Marks = append(w.Marks, mark)
	}
	return w, nil
}
