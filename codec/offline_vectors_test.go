package codec

import (
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var offlineVectorKeys = []string{"name", "master", "product", "key", "code", "result", "type", "perpetual", "expires", "seats"}

// The vectors were written by another implementation of the document.
func TestOfflineVectors(t *testing.T) {
	results := map[string]int{}
	for _, want := range readRecords(t, "testdata/offline/*.txt", offlineVectorKeys) {
		t.Run(want["name"], func(t *testing.T) {
			got := map[string]string{}
			for _, key := range []string{"name", "master", "product", "code"} {
				got[key] = want[key]
			}
			readOffline(t, got)
			results[got["result"]]++
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-vector +read):\n%s", diff)
			}
		})
	}
	if len(results) != 3 {
		t.Errorf("the vectors show only %v", results)
	}
}

// readOffline fills in what the code and the master key of a record give.
func readOffline(t *testing.T, r map[string]string) {
	t.Helper()
	master, err := hex.DecodeString(r["master"])
	if err != nil {
		t.Fatal(err)
	}
	key := DeriveOfflineKey(master, r["product"])
	text, _ := key.MarshalText()
	r["key"] = string(text)
	c, err := ParseCode(r["code"])
	if err != nil {
		t.Fatal(err)
	}
	switch o, err := c.Offline(r["product"], &key); {
	case errors.Is(err, ErrNotOffline):
		r["result"] = "not offline"
	case errors.Is(err, ErrOfflineTag):
		r["result"] = "tag"
	default:
		r["result"], r["type"] = "good", map[bool]string{true: "trial", false: "full"}[o.Trial]
		r["perpetual"] = map[bool]string{true: "yes", false: "no"}[o.Perpetual]
		r["expires"], r["seats"] = fmt.Sprint(o.Expires), fmt.Sprint(o.Seats)
	}
}
