package register

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/server/issue"
)

// draws is how often codes are drawn anew when one was issued before, which in the
// life of the system would be a wonder.
const draws = 3

// change is what registers the lines of an offer that are open. Keys without a
// code get one; the lines get it too, for the letter.
func (o *offer) change(c *product.Catalogue, now time.Time, random io.Reader) (r keystore.Register, lines []line, err error) {
	for _, l := range o.inTurn() {
		l := *l
		switch {
		case l.Key.IsZero():
			r.Codes = append(r.Codes, l.Code)
		case l.Code.IsZero():
			if l.Licence, err = issue.FromKey(c, &l.record, now, random); err != nil {
				return r, nil, fmt.Errorf("issue for key %s: %w", l.Key, err)
			}
			l.Code = l.Licence.Code
			r.Fresh = append(r.Fresh, l.Licence)
			fallthrough
		default:
			r.Keys = append(r.Keys, l.Key)
		}
		lines = append(lines, l)
	}
	return r, lines, nil
}

// again tells whether an act failed for a code that had been drawn before.
func again(err error, try int) bool {
	return errors.Is(err, keystore.ErrExists) && try < draws
}

// digest tells a repetition of the wizard's act from a misuse of its name.
func (w *wizard) digest() [32]byte {
	return sha256.Sum256([]byte("register\x00" + string(w.ID) + "\x00" + w.Entered))
}

// entered gives what the wizard began with: a code or a key.
func (w *wizard) entered() (codec.Code, codec.Key, error) {
	if key, err := codec.ParseKey(w.Entered); err == nil {
		return codec.Code{}, key, nil
	}
	code, err := codec.ParseCode(w.Entered)
	return code, codec.Key{}, err
}
