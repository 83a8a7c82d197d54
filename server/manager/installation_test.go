package manager

import (
	"cmp"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/profile"
)

// installation is a product with a profile listener, which believes the issuer
// alone.
type installation struct {
	w      *world
	id     string // catalogue id
	build  string
	device string // "": by its name
	off    bool
	hang   bool
	keys   *answer.KeySet
	held   map[string]answer.Signed // by subject
	uses   map[string]bool          // subjects
	got    []profile.Push
}

// install makes a product that uses these codes, at http://NAME.
func (w *world) install(name, id string, codes ...codec.Code) *installation {
	w.t.Helper()
	keys, _, err := answer.ParseJWKS(w.ring.KeySetJSON())
	if err != nil {
		w.t.Fatal(err)
	}
	p := &installation{w: w, id: id, build: "2000", keys: keys, held: map[string]answer.Signed{}, uses: map[string]bool{}}
	for _, c := range codes {
		p.uses[c.Fingerprint()] = true
	}
	w.set(func() { w.products[name] = p })
	return p
}

// look looks at a product while nobody pushes.
func (p *installation) look(at func()) { p.w.set(at) }

// expires gives the expiry that the product holds for a code.
func (p *installation) expires(code codec.Code) (day string) {
	p.look(func() {
		if s, ok := p.held[code.Fingerprint()]; ok {
			day = s.Statement.Expires.String()
		}
	})
	return day
}

// result gives what the product holds a code to be.
func (p *installation) result(code codec.Code) (result string) {
	p.look(func() { result = p.held[code.Fingerprint()].Result.String() })
	return result
}

// product is the network's way to the products.
func (w *world) product(r *http.Request, body []byte) (*http.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.products[r.URL.Host]
	if p != nil && p.hang {
		w.mu.Unlock()
		<-r.Context().Done()
		w.mu.Lock()
		return nil, r.Context().Err()
	}
	if p == nil || p.off {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("no route to host")}
	}
	if r.Header.Get("Authorization") == "" {
		return answered(r, http.StatusUnauthorized, nil), nil
	}
	h := profile.Holding{Product: p.id, Device: cmp.Or(p.device, "device-"+r.URL.Host), Build: p.build, Time: time.Now()}
	if r.Method == http.MethodPost {
		var push profile.Push
		if err := json.Unmarshal(body, &push); err != nil {
			return nil, err
		}
		p.got = append(p.got, push)
		h.Results = p.take(&push)
	}
	for subject := range p.uses {
		part := profile.Part{Component: "antivirus", Subject: subject}
		if s, ok := p.held[subject]; ok {
			part.Result, part.Expires, part.SignedAt = s.Result.String(), s.Statement.Expires.String(), s.IssuedAt
		}
		h.Parts = append(h.Parts, part)
	}
	out, err := json.Marshal(h)
	return answered(r, http.StatusOK, out), err
}

func (p *installation) take(push *profile.Push) (results []profile.Result) {
	if _, rotations, err := answer.ParseJWKS(push.Keys); err == nil {
		p.keys.Follow("ollu", rotations)
	}
	for _, item := range push.Items {
		results = append(results, p.takeOne(&item))
	}
	return results
}

func (p *installation) takeOne(item *profile.Item) profile.Result {
	subject := ""
	if code, err := codec.ParseCode(item.Code); err == nil {
		subject = code.Fingerprint()
		p.uses[subject] = true
		delete(p.uses, item.Replaces)
	}
	for used := range p.uses {
		signed, err := p.keys.Verify([]byte(item.Statement), &answer.Expect{Issuer: "ollu", Subject: used, Now: time.Now(), After: p.held[used].IssuedAt})
		if w, _ := why(err); err != nil && w == answer.OtherCode {
			continue
		} else if err != nil {
			return profile.Result{Subject: used, Outcome: profile.Refused, Why: w.String()}
		}
		p.held[used] = signed
		return profile.Result{Subject: used, Outcome: profile.Taken}
	}
	return profile.Result{Subject: subject, Outcome: profile.Refused, Why: profile.WhyNotInUse}
}
