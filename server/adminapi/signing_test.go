package adminapi

import (
	"errors"
	"strings"
	"testing"

	"ollu/server/wire"
)

func TestReloadSigning(t *testing.T) {
	var h *house
	h = newHouse(t, func(o *Options) {
		o.ReloadSigning = func() error { h.ring = newRing(t); return nil }
	})
	r := ok[wire.SigningResponse](h.post(wire.PathSigningReload, "{}"))
	if want := (wire.SigningResponse{Issuer: "ollu", KeyID: h.ring.Signer().KeyID()}); r != want {
		t.Errorf("%+v, want %+v", r, want)
	}
}

// The log says why; the answer says where to look, and names no file.
func TestReloadSigningRefused(t *testing.T) {
	h := newHouse(t, func(o *Options) {
		o.ReloadSigning = func() error { return errors.New("/srv/signing/keyring.json is damaged") }
	})
	e := h.post(wire.PathSigningReload, "{}").refused(wire.Unavailable)
	if strings.Contains(e.Message+e.Next, "/srv") || !strings.Contains(e.Next, "ollu signing list") {
		t.Errorf("%+v", e)
	}
	if !strings.Contains(h.log.String(), "keyring.json is damaged") {
		t.Errorf("the log does not say why: %s", h.log.String())
	}
}
