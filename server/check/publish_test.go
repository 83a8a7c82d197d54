package check

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ollu/codec/answer"
	"ollu/codec/product"
)

func TestKeysArePublished(t *testing.T) {
	h := newSignedHouse(t)
	status, kind, body, _ := h.fetch("GET", PathKeys)
	if status != http.StatusOK || kind != "application/jwk-set+json" {
		t.Errorf("%d %s", status, kind)
	}
	keys, _, err := answer.ParseJWKS([]byte(body))
	if err != nil || !cmp.Equal(keys.IDs(), h.keys.IDs()) {
		t.Errorf("%s: %v", body, err)
	}
}

// A product's side learns the rules that the server goes by.
func TestProductsArePublished(t *testing.T) {
	h := newSignedHouse(t)
	for _, want := range gateways(t).Catalogue().Products() {
		status, kind, body, _ := h.fetch("GET", "/ollu/products/"+want.ID+".jwt")
		if status != http.StatusOK || kind != "application/jwt" {
			t.Errorf("%s: %d %s", want.ID, status, kind)
		}
		facts, at, err := h.keys.OpenProduct([]byte(body), "example")
		if err != nil || !at.Equal(noon) {
			t.Fatalf("%s: %v %v", want.ID, at, err)
		}
		got, err := product.ParseFacts(facts)
		if err != nil || got.ID != want.ID || got.Grace != want.Grace || len(got.Components) != len(want.Components) {
			t.Errorf("%s: %+v %v", want.ID, got, err)
		}
		if _, err := h.keys.Verify([]byte(body), &answer.Expect{Issuer: "example", Now: noon}); err == nil {
			t.Error("the facts of a product pass for a statement")
		}
	}
	status, _, body, _ := h.fetch("GET", "/ollu/products/nothing.jwt")
	if status != http.StatusNotFound || body != "error=this product is not in the catalogue" {
		t.Errorf("%d %s", status, body)
	}
}

func TestPublishedPathsAndMethods(t *testing.T) {
	h := newSignedHouse(t)
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/ollu/keys.json/", 404}, {"GET", "/ollu/keys", 404}, {"GET", "/ollu/products/", 404}, {"GET", "/ollu/products/.jwt", 404},
		{"GET", "/ollu/products/appliance", 404}, {"GET", "/ollu/products/a/appliance.jwt", 404}, {"GET", "/ollu/products/../keys.json", 200},
		{"GET", "/ollu/products/appl%69ance.jwt", 200}, {"GET", PathKeys + "?x=1", 200},
		{"HEAD", PathKeys, 200}, {"HEAD", "/ollu/products/appliance.jwt", 200}, {"HEAD", "/ollu/products/nothing.jwt", 404},
		{"POST", PathKeys, 405}, {"PUT", "/ollu/products/appliance.jwt", 405}, {"POST", "/ollu/other", 404},
	} {
		status, _, _, header := h.fetch(c.method, c.path)
		if status != c.status {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, status, c.status)
		}
		if want := map[bool]string{true: "GET, HEAD"}[c.status == 405]; header.Get("Allow") != want {
			t.Errorf("%s %s: Allow is %q", c.method, c.path, header.Get("Allow"))
		}
	}
}

// Fetching keys is paid for like a question.
func TestPublishedIsLimited(t *testing.T) {
	h := newSignedHouse(t, func(o *DoorOptions) { o.Limit = Limit{PerSecond: 0.1, Burst: 2} })
	var got []int
	for _, path := range []string{PathKeys, "/ollu/products/appliance.jwt", PathKeys} {
		status, _, _, _ := h.fetch("GET", path)
		got = append(got, status)
	}
	if fmt.Sprint(got) != "[200 200 429]" {
		t.Errorf("%v", got)
	}
}
