package check

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"ollu/codec/answer"
	"ollu/keystore"
)

// revoked fetches the list, with what is held, and verifies it.
func (h *managersHouse) revoked(held ...string) (list []answer.Revocation, etag string, status int) {
	h.t.Helper()
	status, kind, body, head := h.fetch("GET", PathRevocations, held...)
	if status == http.StatusNotModified && body == "" {
		return nil, head.Get("ETag"), status
	}
	if status != http.StatusOK || kind != "application/jwt" {
		h.t.Fatalf("%d %s %s", status, kind, body)
	}
	r, err := h.keys.OpenRevocations([]byte(body), "example")
	if err != nil {
		h.t.Fatal(err)
	}
	return r.List, head.Get("ETag"), status
}

func TestRevocations(t *testing.T) {
	h := newManagersHouse(t, 1)
	await(t, func() bool { _, _, ok := h.feed.Revocations(); return ok })
	l, other := h.active(30), h.active(30)
	list, empty, _ := h.revoked()
	if len(list) != 0 || !strings.HasPrefix(empty, `"`) {
		t.Fatalf("%v, ETag %s", list, empty)
	}
	h.apply(keystore.Revoke{Code: l.Code, Reason: "払い戻し"})
	list, one, _ := h.revoked("If-None-Match", empty)
	if len(list) != 1 || list[0].Subject != l.Code.Fingerprint() || list[0].Reason != "払い戻し" || !list[0].At.Equal(noon) || one == empty {
		t.Fatalf("%v, ETag %s", list, one)
	}
	h.set(noon.Add(time.Hour))
	renew(h, other, 90)
	for _, held := range []string{one, "W/" + one, `"x", ` + one, "*"} {
		if _, etag, status := h.revoked("If-None-Match", held); status != http.StatusNotModified || etag != one {
			t.Errorf("%s: %d, ETag %s", held, status, etag)
		}
	}
	if _, again, _ := h.revoked(); again != one {
		t.Error("it was signed again without need")
	}
	h.use(2)
	if list, key, status := h.revoked("If-None-Match", one); status != http.StatusOK || key == one || len(list) != 1 {
		t.Errorf("after a rotation: %d, ETag %s, %v", status, key, list)
	}
	h.apply(keystore.Resume{Code: l.Code})
	if list, _, _ := h.revoked(); len(list) != 0 {
		t.Errorf("after it was resumed: %v", list)
	}
}

func TestRevocationsRefused(t *testing.T) {
	h := newManagersHouse(t, 1)
	await(t, func() bool { _, _, ok := h.feed.Revocations(); return ok })
	if status, _, body, head := h.fetch("HEAD", PathRevocations); status != 200 || body != "" || head.Get("ETag") == "" {
		t.Errorf("HEAD: %d %q", status, body)
	}
	if status, _, _, head := h.fetch("POST", PathRevocations); status != 405 || head.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d, Allow %q", status, head.Get("Allow"))
	}
	h.door.UseSigning(nil)
	if status, _, _, head := h.fetch("GET", PathRevocations); status != 503 || head.Get("Retry-After") != "30" {
		t.Errorf("without a key: %d", status)
	}
	if status, _, _, _ := newSignedHouse(t).fetch("GET", PathRevocations); status != 404 {
		t.Errorf("without a feed: %d", status)
	}
}
