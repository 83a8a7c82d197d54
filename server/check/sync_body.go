package check

import (
	"bytes"
	"fmt"

	"github.com/valyala/fastjson"
)

// read finds the codes in the body of a sync.
func (y *syncing) read(body []byte) (err error) {
	plain, ok := plainCodes(y.codes[:0], body)
	if y.codes = plain; !ok {
		y.codes, err = jsonCodes(&y.parser, plain[:0], body)
	}
	if err == nil && len(y.codes) > MaxSync {
		err = bad("codes", fmt.Sprintf("holds %d codes; send at most %d at once", len(y.codes), MaxSync))
	}
	return err
}

// plainCodes reads a body as managers write it, without a space or an escape, and
// finds its codes where they stand. It is false for any other, which jsonCodes may
// still read.
func plainCodes(dst [][]byte, body []byte) ([][]byte, bool) {
	rest, ok := bytes.CutPrefix(body, []byte(`{"codes":["`))
	for ok && len(dst) <= MaxSync {
		end := bytes.IndexByte(rest, '"')
		if end < 0 || bytes.IndexByte(rest[:end], '\\') >= 0 {
			return dst, false
		}
		dst = append(dst, rest[:end])
		rest = rest[end+1:]
		if string(rest) == "]}" {
			return dst, true
		}
		rest, ok = bytes.CutPrefix(rest, []byte(`,"`))
	}
	return dst, false
}

// jsonCodes reads a body that is any JSON.
func jsonCodes(p *fastjson.Parser, dst [][]byte, body []byte) ([][]byte, error) {
	v, err := p.ParseBytes(body)
	if err != nil {
		return dst, errSyncShape
	}
	codes := v.Get("codes")
	if codes == nil || codes.Type() != fastjson.TypeArray {
		return dst, errSyncShape
	}
	for i, v := range codes.GetArray() {
		text, err := v.StringBytes()
		if err != nil {
			return dst, badCode(i, "is not a string")
		}
		dst = append(dst, text)
	}
	return dst, nil
}
