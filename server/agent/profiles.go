package agent

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"go.uber.org/zap"

	"ollu/codec/profile"
)

// Profiles is what a manager talks to: it takes profiles in and says what this
// product holds, at [profile.Path]. Whoever asks must show the token; an empty one
// asks for none, and is for a listener that nobody else reaches, or that lets in
// client certificates alone. A push takes effect before it is answered; its hooks
// are run by [Agent.Run].
//
// Nothing in a push is believed because of who sent it: a statement must be signed
// by the issuer as if it came from the issuer, and its keys are learnt from those
// that are known.
func (a *Agent) Profiles(token string) http.Handler {
	p := &profiles{a: a, open: token == "", token: sha256.Sum256([]byte(token)), turn: make(chan struct{}, 1)}
	mux := http.NewServeMux()
	mux.Handle(profile.Path, p)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		deny(w, http.StatusNotFound, "profiles are at "+profile.Path)
	})
	return mux
}

type profiles struct {
	a     *Agent
	open  bool
	token [sha256.Size]byte
	turn  chan struct{} // one push is read and taken in at a time
}

func (p *profiles) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case !p.open && !p.shown(r):
		w.Header().Set("WWW-Authenticate", "Bearer")
		deny(w, http.StatusUnauthorized, "the token is missing or not the one in this agent's profile.token_file")
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		p.a.named()
		tell(w, p.a.holding())
	case r.Method == http.MethodPost:
		p.push(w, r)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		deny(w, http.StatusMethodNotAllowed, "use GET to ask what is held, and POST to push a profile")
	}
}

// shown tells whether the request bears the token, in a time that does not tell
// how much of it is right.
func (p *profiles) shown(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	sum := sha256.Sum256([]byte(strings.TrimSpace(token)))
	return strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(sum[:], p.token[:]) == 1
}

// push reads a push and takes it in.
func (p *profiles) push(w http.ResponseWriter, r *http.Request) {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		deny(w, http.StatusUnsupportedMediaType, "a push is application/json") // a web page cannot send that unasked
		return
	}
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-r.Context().Done():
		return
	}
	push, err := readPush(http.MaxBytesReader(w, r.Body, profile.MaxBody))
	if err != nil {
		status := http.StatusBadRequest
		if _, large := errors.AsType[*http.MaxBytesError](err); large || errors.Is(err, errManyItems) {
			status = http.StatusRequestEntityTooLarge
		}
		deny(w, status, "it is not a push that can be read: "+err.Error())
		return
	}
	results, err := p.a.Deliver(r.Context(), push)
	if err != nil && len(push.Items) == 0 {
		deny(w, http.StatusInsufficientStorage, "what was pushed could not be saved")
		return
	}
	h := p.a.holding()
	h.Results = results
	tell(w, h)
}

// maxItems is how many items a push may have: as many statements as there is room
// for. Without it, a body of empty ones would take gigabytes of a product's memory.
const maxItems = profile.MaxBody / 512

var errManyItems = fmt.Errorf("it has more than %d items", maxItems)

// items is what a push may have of them.
type items []profile.Item

// UnmarshalJSON implements json.Unmarshaler.
func (s *items) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if begin, err := d.Token(); err != nil || begin != json.Delim('[') {
		return errors.New("its items are no array")
	}
	for d.More() {
		if len(*s) == maxItems {
			return errManyItems
		}
		var it profile.Item
		if err := d.Decode(&it); err != nil {
			return err
		}
		*s = append(*s, it)
	}
	return nil
}

func readPush(body io.Reader) (*profile.Push, error) {
	var push struct {
		profile.Push
		Items items `json:"items"`
	}
	err := json.NewDecoder(body).Decode(&push)
	push.Push.Items = push.Items
	return &push.Push, err
}

// named sees to it that this device has a name to give: what the manager asks the
// issuer on its behalf needs one.
func (a *Agent) named() {
	if a.store.View().Device != "" {
		return
	}
	if err := a.identify(); err != nil {
		a.o.Log.Warn("the name of this device could not be saved", zap.Error(err))
	}
}

// holding says what this product is, and what it holds.
func (a *Agent) holding() profile.Holding {
	s := a.store.View()
	now := a.at(s)
	h := profile.Holding{
		Product: s.Product, Device: s.Device, Version: a.o.Version, Build: a.o.Build, Time: stamp(a.o.Now()),
		Parts: []profile.Part{},
	}
	for _, id := range s.components() {
		if s.Parts[id].Subject == "" {
			continue
		}
		part := profile.Part{Component: id, Subject: s.Parts[id].Subject}
		if l, ok := s.lease(id, now); ok {
			part.Result, part.SignedAt = l.Result.String(), l.SignedAt
			if !l.Term.Perpetual {
				part.Expires = l.Term.Expires.String()
			}
		}
		h.Parts = append(h.Parts, part)
	}
	return h
}

func tell(w http.ResponseWriter, h profile.Holding) { send(w, http.StatusOK, h) }

func deny(w http.ResponseWriter, status int, why string) {
	send(w, status, struct {
		Error string `json:"error"`
	}{why})
}

func send(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // who does not read the answer asks again
}

// awake has Run look at what is queued, should it run.
func (a *Agent) awake() {
	select {
	case a.woken <- struct{}{}:
	default: // it will look anyway
	}
}

// drainOnWake runs what pushes queued, at once, until ctx ends.
func (a *Agent) drainOnWake(ctx context.Context) {
	for {
		select {
		case <-a.woken:
			a.drain(ctx)
		case <-ctx.Done():
			return
		}
	}
}
