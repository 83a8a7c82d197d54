package cmd

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"ollu/codec/answer"
	"ollu/codec/profile"
)

// posing: whoever knows every token, stands at the manager's address and signs by
// a key of their own is refused by all.
func (d *drill) posing() {
	d.killManager()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	forger, err := answer.NewSigner(key)
	if err != nil {
		d.t.Fatal(err)
	}
	var keys answer.KeySet
	keys.Add(forger.Public())
	before := d.states()
	order := rogueOrder{Door: strings.TrimPrefix(d.door, "http://"), Answer: map[string]string{}, Keys: keys.AppendJWKS(nil, nil), Out: d.path("refused.json")}
	forge := func(url, token, subject string) {
		statement := d.forged(forger, subject)
		order.Pushes = append(order.Pushes, roguePush{url, token, profile.Push{Items: []profile.Item{{Statement: statement}}, Keys: order.Keys}})
	}
	for i := range before {
		forge(before[i].URL, before[i].Token, before[i].Holding.Parts[0].Subject)
	}
	for i, a := range d.agents {
		subject := fingerprint(d.t, d.codes[i])
		order.Answer[d.codes[i]] = d.forged(forger, subject)
		if a.port > 0 {
			forge(a.url(), a.token, subject)
		}
	}
	var held []holds
	for _, a := range d.agents {
		held = append(held, a.holds())
	}
	d.pose(order)
	d.refused(order.Out, len(order.Pushes))
	for i, p := range d.states() {
		if fmt.Sprint(p.Holding.Parts) != fmt.Sprint(before[i].Holding.Parts) {
			d.t.Fatalf("%s took a forgery: %v", p.Name, p.Holding.Parts)
		}
	}
	if out, _, code := d.try(atFloor, d.agents[2].args("check")...); code != 2 {
		d.t.Errorf("a check at a rogue door has exit code %d: %s", code, out)
	}
	for i, a := range d.agents {
		if now := a.holds(); now != held[i] {
			d.t.Errorf("%s: %+v became %+v", a.name, held[i], now)
		}
	}
}

// forged is a statement that says what a thief would like it to.
func (d *drill) forged(by *answer.Signer, subject string) string {
	now := time.Now()
	st := answer.Statement{
		Issued: true, Result: answer.Valid, Product: "business-suite", Seats: 1 << 20, Perpetual: true, Zone: "Asia/Tokyo",
		Components: []string{"suite"}, UpdatesAllowed: true, ServerTime: now,
	}
	c := answer.Claims{Issuer: "ollu", Subject: subject, IssuedAt: now, Expires: now.AddDate(1, 0, 0)}
	return string(by.AppendStatement(nil, &c, &st))
}

// pose lets somebody take the manager's place.
func (d *drill) pose(o rogueOrder) {
	d.t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		d.t.Fatal(err)
	}
	d.write("order.json", string(text))
	self, err := os.Executable()
	if err != nil {
		d.t.Fatal(err)
	}
	d.start(atManager, self, "rogue", d.path("order.json"))
}

// refused waits for the answers to forgeries: each must be a refusal.
func (d *drill) refused(file string, n int) {
	d.t.Helper()
	var answers []profile.Holding
	d.eventually("all have answered", func() bool {
		text, err := os.ReadFile(file)
		return err == nil && json.Unmarshal(text, &answers) == nil
	})
	for i := range answers {
		if r := answers[i].Results; len(r) != 1 || r[0].Outcome != profile.Refused {
			d.t.Fatalf("forgery %d of %d: %+v", i, n, r)
		}
	}
	if len(answers) != n {
		d.t.Fatalf("%d of %d answered", len(answers), n)
	}
}

// rogueOrder says to whom somebody poses as the manager, and with what.
type rogueOrder struct {
	Pushes []roguePush
	Door   string            // to answer products at, for ever; "" only pushes
	Answer map[string]string // code → the answer
	Keys   json.RawMessage
	Out    string // file for what the products answered
}

type roguePush struct {
	URL, Token string
	Push       profile.Push
}

// rogue pushes, writes down what came back, and then answers at the door.
func rogue(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var o rogueOrder
	if err := json.Unmarshal(text, &o); err != nil {
		return err
	}
	answers := make([]profile.Holding, len(o.Pushes))
	errs := make([]error, len(o.Pushes))
	var wg sync.WaitGroup
	for i := range o.Pushes {
		wg.Go(func() { answers[i], errs[i] = o.Pushes[i].send() })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	out, err := json.Marshal(answers)
	if err == nil {
		err = os.WriteFile(o.Out+".part", out, 0o600)
	}
	if err == nil {
		err = os.Rename(o.Out+".part", o.Out)
	}
	if err != nil || o.Door == "" {
		return err
	}
	return http.ListenAndServe(o.Door, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "keys.json") {
			w.Header().Set("Content-Type", "application/jwk-set+json")
			_, _ = w.Write(o.Keys)
			return
		}
		w.Header().Set("Content-Type", "application/jwt")
		_, _ = io.WriteString(w, o.Answer[strings.ToUpper(r.PostFormValue("ac"))])
	}))
}

func (p *roguePush) send() (h profile.Holding, err error) {
	body, err := json.Marshal(p.Push)
	if err != nil {
		return h, err
	}
	r, err := http.NewRequest(http.MethodPost, p.URL+profile.Path, bytes.NewReader(body))
	if err != nil {
		return h, err
	}
	r.Header.Set("Authorization", "Bearer "+p.Token)
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return h, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return h, fmt.Errorf("%s: %s", p.URL, resp.Status)
	}
	return h, json.NewDecoder(resp.Body).Decode(&h)
}
