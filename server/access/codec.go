package access

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// The first byte of a stored session says what losing it would cost: nothing, what
// somebody has begun, or his log-in.
const (
	passing   byte = 'p'
	anonymous byte = 'a'
	named     byte = 'n'
)

// Passing begins the names of values that anybody can make by asking for a page. A
// session that has no others is the first to go when there are too many.
const Passing = "passing."

func kindOf(values map[string]string) byte {
	if values[userName] != "" {
		return named
	}
	for name := range values {
		if !strings.HasPrefix(name, Passing) {
			return anonymous
		}
	}
	return passing
}

// codec writes the values of a session, which are strings.
type codec struct{}

// form is a session as it is stored.
type form struct {
	Deadline time.Time
	Values   map[string]string
}

// Encode is of scs.Codec.
func (codec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	f := form{deadline, make(map[string]string, len(values))}
	for name, value := range values {
		s, ok := value.(string)
		if !ok {
			return nil, fmt.Errorf("the session's value %q is %T: sessions hold strings", name, value)
		}
		f.Values[name] = s
	}
	b := bytes.NewBuffer([]byte{kindOf(f.Values)})
	err := json.NewEncoder(b).Encode(f)
	return b.Bytes(), err
}

// Decode is of scs.Codec.
func (codec) Decode(b []byte) (time.Time, map[string]any, error) {
	var f form
	if err := json.Unmarshal(b[1:], &f); err != nil {
		return time.Time{}, nil, fmt.Errorf("reading a session: %w", err)
	}
	values := make(map[string]any, len(f.Values))
	for name, value := range f.Values {
		values[name] = value
	}
	return f.Deadline, values, nil
}
