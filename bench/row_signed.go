package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"time"

	"ollu/bench/figures"
	"ollu/bench/load"
	"ollu/bench/proc"
	"ollu/bench/stock"
	"ollu/codec/answer"
)

const (
	signerName = "signer"
	// popular is among how many licences signed answers are drawn, few enough
	// for the server to keep what it signed.
	popular = 10_000
	// depth is how many requests for fresh answers are under way on each
	// connection when, for the notes, HTTP is to take less of the machine.
	depth = 8
	// wantToken is what every signed answer begins with.
	wantToken = "eyJ"
)

// measureSigned asks for signed and for unsigned answers about the same codes.
func measureSigned(b *bench) (m measured, err error) {
	a, s, err := b.signedStage(signed, ask)
	if err != nil {
		return m, err
	}
	token, _, err := b.token(s, signed)
	if err != nil {
		return m, err
	}
	sides := []contestant{
		{"signed", s.agents, s.PID(), string(signed), wantToken},
		{"unsigned", s.agents, s.PID(), string(ask), wantValid},
	}
	all, err := b.contest(a, sides)
	if err != nil {
		return m, err
	}
	m.rounds = figures.Ratios(rates(all[0]), rates(all[1]))
	for i := range sides {
		m.note("%s", describe(sides[i].name, all[i]))
	}
	cost := figures.Ratios(costs(all[1]), costs(all[0]))
	m.note("by processor time of the server for an answer, unsigned ÷ signed: %s (%s)", figures.Number(figures.Median(cost)), figures.Span(cost))
	m.note("drawn among %d of %d licences, whose statements were signed in the first round, which is not counted; a signed answer has %d bytes", popular, b.scale.stock, len(token))
	return m, nil
}

// measureFresh asks with nonces, and lets the machine do nothing but sign.
func measureFresh(b *bench) (m measured, err error) {
	a, s, err := b.signedStage(fresh)
	if err != nil {
		return m, err
	}
	token, _, err := b.token(s, fresh)
	if err != nil {
		return m, err
	}
	peer, err := proc.StartWorker(b.ctx, signerName)
	if err != nil {
		return m, err
	}
	b.later(peer.Stop)
	o := signOrder{Bytes: strings.LastIndexByte(string(token), '.'), Seconds: b.scale.seconds}
	depths := [2]int{1, depth}
	var bursts [2][]burst
	var raw []float64
	for round := range b.scale.rounds + 1 {
		b.progress.say("round %d of %d", round, b.scale.rounds)
		for i, d := range depths {
			u, err := b.load(a, s.PID(), string(fresh), load.Spec{Addr: s.agents, Conns: connections, Depth: d, Seconds: b.scale.seconds, Want: wantToken})
			if err != nil {
				return m, err
			}
			if round > 0 {
				bursts[i] = append(bursts[i], u)
			}
		}
		var signatures float64
		if err := peer.Ask(o, &signatures); err != nil {
			return m, err
		}
		if round > 0 {
			raw = append(raw, signatures)
		}
	}
	m.rounds = figures.Ratios(rates(bursts[0]), raw)
	pipelined := figures.Ratios(rates(bursts[1]), raw)
	m.note("%s", describe("one request under way on each connection", bursts[0]))
	m.note("%s", describe(fmt.Sprintf("%d requests under way on each connection", depth), bursts[1]))
	m.note("with %d requests under way on each connection: %s (%s)", depth, figures.Number(figures.Median(pipelined)), figures.Span(pipelined))
	m.note("signatures alone: %s a second (%s), of %d bytes each, on %d processors", figures.Number(figures.Median(raw)), figures.Span(raw), o.Bytes, runtime.NumCPU())
	m.note("one signature for each answer, the server's by curve25519-voi and the peer's by crypto/ed25519; server and load generator share the processors, which the peer has for itself")
	return m, nil
}

// measureVerify verifies a statement of a real server, as an agent does.
func measureVerify(b *bench) (m measured, err error) {
	home, err := b.home(b.scale.small, true)
	if err != nil {
		return m, err
	}
	s, err := b.startServer(home)
	if err != nil {
		return m, err
	}
	token, keys, err := b.token(s, fresh)
	if err != nil {
		return m, err
	}
	expect, err := expected(token, keys, fresh)
	if err != nil {
		return m, err
	}
	at := strings.LastIndexByte(string(token), '.')
	signature, err := base64.RawURLEncoding.DecodeString(string(token[at+1:]))
	if err != nil {
		return m, err
	}
	public, _ := keys.Get(keys.IDs()[0])
	m, err = b.compare(
		side{"KeySet.Verify", func() error { _, err := keys.Verify(token, expect); return err }},
		side{"ed25519.Verify", func() error {
			if !ed25519.Verify(public, token[:at], signature) {
				return errors.New("the signature is wrong")
			}
			return nil
		}},
	)
	m.note("a statement of %d bytes; verification reads all of it and compares issuer, code, nonce and time", len(token))
	return m, err
}

// signedStage is stage with requests for few licences.
func (b *bench) signedStage(kinds ...kind) (*asker, *server, error) {
	n := min(popular, b.scale.stock)
	s, err := b.stocked(b.scale.stock, true)
	if err != nil {
		return nil, nil, err
	}
	a, err := b.startAsker()
	if err != nil {
		return nil, nil, err
	}
	for _, k := range kinds {
		if err := a.prepare(string(k), k, b.scale.stock, n); err != nil {
			return nil, nil, err
		}
	}
	return a, s, nil
}

// token fetches one signed answer and makes sure that it is what an agent would
// accept as valid.
func (b *bench) token(s *server, k kind) ([]byte, *answer.KeySet, error) {
	var set json.RawMessage
	request, err := http.NewRequestWithContext(b.ctx, http.MethodGet, "http://"+s.agents+"/ollu/keys.json", nil)
	if err != nil {
		return nil, nil, err
	}
	if err := do(request, &set); err != nil {
		return nil, nil, err
	}
	keys, _, err := answer.ParseJWKS(set)
	if err != nil {
		return nil, nil, err
	}
	token, err := b.fetch(s, k, 0)
	if err != nil {
		return nil, nil, err
	}
	_, err = expected(token, keys, k)
	return token, keys, err
}

// expected is what an agent that asked about licence 0 expects.
func expected(token []byte, keys *answer.KeySet, k kind) (*answer.Expect, error) {
	e := &answer.Expect{Issuer: "ollu", Subject: stock.Code(0).Fingerprint(), Now: time.Now(), Skew: time.Minute}
	if k == fresh {
		e.Nonce = nonce(0)
	}
	got, err := keys.Verify(token, e)
	if err != nil {
		return nil, err
	}
	if got.Result != answer.Valid {
		return nil, fmt.Errorf("the answer is %v", got.Result)
	}
	return e, nil
}

// signOrder tells the signer how long a text to sign, and for how long.
type signOrder struct {
	Bytes   int
	Seconds float64
}

// newSigner is the peer of answers that are signed afresh: all processors sign,
// and do nothing else. It gives signatures a second.
func newSigner() proc.Job {
	return func(question json.RawMessage) (any, error) {
		var o signOrder
		if err := json.Unmarshal(question, &o); err != nil {
			return nil, err
		}
		_, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			return nil, err
		}
		counts := make([]float64, runtime.GOMAXPROCS(0))
		begun := time.Now()
		deadline := begun.Add(time.Duration(o.Seconds * float64(time.Second)))
		var wg sync.WaitGroup
		for i := range counts {
			wg.Go(func() { counts[i] = signUntil(deadline, key, make([]byte, o.Bytes)) })
		}
		wg.Wait()
		var sum float64
		for _, n := range counts {
			sum += n
		}
		return sum / time.Since(begun).Seconds(), nil
	}
}

func signUntil(deadline time.Time, key ed25519.PrivateKey, text []byte) (n float64) {
	for time.Now().Before(deadline) {
		for i := range 100 {
			text[0] = byte(i)
			ed25519.Sign(key, text)
			n++
		}
	}
	return n
}
