package page

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"ollu/server/manager/book"
	"ollu/server/manager/deploy"
)

func TestDeliver(t *testing.T) {
	s := &stage{site: office(), outcome: deploy.Report{Delivered: 2, Failed: 1, HeldBack: 1, Products: []deploy.ProductReport{
		{Name: "gateway-2.osaka", Deliveries: []deploy.DeliveryReport{{Code: "IM-…-A7K2M", State: book.Failed, Why: book.WhyNotTrusted}}},
		{Name: "gateway-1", Deliveries: []deploy.DeliveryReport{{Code: "IM-…-A7K2M", State: book.Current}}},
	}}}
	r := read(t, open(t, s, always(noon), nil))
	form := r.signIn()
	_, body := r.post("/deploy", url.Values{"form": {form}, "selector": {"gateway-1"}, "back": {"/products?state=failed&page=1"}})
	for _, want := range []string{"Delivered 2, failed 1, held back 1, waiting 0.", "gateway-2.osaka (IM-…-A7K2M): Product and manager do not trust each other", `<option value="failed" selected>`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in\n%s", want, body)
		}
	}
	if _, body = r.get(pathProducts); strings.Contains(body, "Delivered 2") {
		t.Error("an outcome is shown twice")
	}
	s.set(func(s *stage) { s.outcome = deploy.Report{} })
	if _, body = r.post("/deploy", url.Values{"form": {form}, "back": {"https://elsewhere.example/products"}}); !strings.Contains(body, "nothing to deliver") {
		t.Error(body)
	}
	s.set(func(s *stage) { s.deployErr = errors.New("no product of this name") })
	if _, body = r.post("/deploy", url.Values{"form": {form}, "selector": {"nobody"}}); !strings.Contains(body, "no product of this name") {
		t.Error(body)
	}
	if got := strings.Join(s.selectors(), ","); got != "gateway-1,,nobody" {
		t.Errorf("delivered to %s", got)
	}
}

// What takes long goes on in the background, one at a time, and its outcome is
// shown to who asked.
func TestALongDelivery(t *testing.T) {
	s := &stage{site: office(), hold: make(chan struct{}), outcome: deploy.Report{Delivered: 7}}
	r := read(t, open(t, s, always(noon), nil))
	form := r.signIn()
	_, body := r.post("/deploy", url.Values{"form": {form}})
	if !strings.Contains(body, "Delivering since 2026-11-20 12:00") || !strings.Contains(body, `http-equiv="refresh"`) {
		t.Errorf("under way:\n%s", body)
	}
	if _, body = r.post("/deploy", url.Values{"form": {form}}); !strings.Contains(body, "under way already") {
		t.Error("two at a time")
	}
	close(s.hold)
	for limit := time.Now().Add(10 * time.Second); ; {
		if _, body = r.get(pathProducts); strings.Contains(body, "Delivered 7") {
			break
		}
		if time.Now().After(limit) {
			t.Fatalf("the outcome is never shown:\n%s", body)
		}
	}
	if strings.Contains(body, `http-equiv="refresh"`) || len(s.selectors()) != 1 {
		t.Error("it goes on and on")
	}
}

func TestCloseBreaksADeliveryOff(t *testing.T) {
	s := &stage{site: office(), hold: make(chan struct{})}
	p := open(t, s, always(noon), nil)
	j, ok := p.work.start("")
	if !ok {
		t.Fatal("not started")
	}
	p.Close()
	if !j.over() || j.err == nil {
		t.Errorf("over %v: %v", j.over(), j.err)
	}
	if _, ok := p.work.start(""); ok {
		t.Error("a closed page delivers")
	}
}

func TestBack(t *testing.T) {
	for to, want := range map[string]string{
		"/products?page=2&q=a b":    "/products?page=2&q=a b",
		"/codes":                    "/codes",
		"":                          pathProducts,
		"//evil.example/products":   pathProducts,
		"https://evil/products":     pathProducts,
		"/\\evil.example":           pathProducts,
		"javascript:alert(1)":       pathProducts,
		"/deploy":                   pathProducts,
		"/products/../../sign-out":  pathProducts,
		"/products#\r\nSet-Cookie:": pathProducts,
	} {
		if got := back(to); got != want {
			t.Errorf("%q leads to %q, want %q", to, got, want)
		}
	}
}
