package access

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"ollu/keystore/customer"

	"github.com/alexedwards/scs/v2"
)

// Names of what a session holds of its own. Callers' names have no underscore in
// front.
const (
	userName   = "_user"   // who is logged in, and his epoch
	halfName   = "_half"   // whose password was right, his epoch and when
	cookieHost = "__Host-" // browsers take such a cookie over TLS alone
	cookieName = "ollu"
)

// halfLife is how long the second factor is waited for.
const halfLife = 5 * time.Minute

// maxValue is how long a value of a session may be, in bytes.
const maxValue = 32 << 10

// ErrTooLarge says that a value is too large for a session.
var ErrTooLarge = errors.New("the entries are too long to be kept: shorten them")

// SessionOptions says how long sessions live. Zero takes what stands beside it.
type SessionOptions struct {
	Idle   time.Duration // without a request; 30 minutes
	Life   time.Duration // since log-in, requests or not; 12 hours
	Secure bool          // the portal is reached over TLS: cookies are for that alone
	Max    int           // sessions at once; 100,000
	Bytes  int           // of their values together; 64 MiB

	Now func() time.Time // time.Now
}

// Sessions are who is there. They live in memory: when the server starts again,
// everybody logs in again.
type Sessions struct {
	m   *scs.SessionManager
	now func() time.Time
}

// NewSessions makes Sessions.
func NewSessions(o SessionOptions) *Sessions {
	name := cookieName
	if o.Secure {
		name = cookieHost + cookieName
	}
	now := o.Now
	if now == nil {
		now = time.Now
	}
	b := bounds{
		idle: orElse(o.Idle, 30*time.Minute), life: orElse(o.Life, 12*time.Hour),
		most: orElse(o.Max, 100_000), mostBytes: orElse(o.Bytes, 64<<20), now: now,
	}
	return &Sessions{now: now, m: &scs.SessionManager{
		IdleTimeout: b.idle, Lifetime: b.life, Store: newShelf(b), Codec: codec{}, HashTokenInStore: true,
		Cookie: scs.SessionCookie{Name: name, Path: "/", HttpOnly: true, Secure: o.Secure, SameSite: http.SameSiteLaxMode},
	}}
}

// Count tells how many sessions there are, logged in or not.
func (s *Sessions) Count() int { return s.m.Store.(*shelf).count() }

// Get gives a value of the request's session; "" none.
func (s *Sessions) Get(ctx context.Context, name string) string { return s.m.GetString(ctx, name) }

// Pop gives a value and takes it out.
func (s *Sessions) Pop(ctx context.Context, name string) string { return s.m.PopString(ctx, name) }

// Put keeps a value, of at most 32 KiB: else ErrTooLarge.
func (s *Sessions) Put(ctx context.Context, name, value string) error {
	if len(value) > maxValue {
		return ErrTooLarge
	}
	s.m.Put(ctx, name, value)
	return nil
}

// Remove takes a value out.
func (s *Sessions) Remove(ctx context.Context, name string) { s.m.Remove(ctx, name) }

// PutJSON keeps a value as JSON, as Put does.
func (s *Sessions) PutJSON(ctx context.Context, name string, value any) error {
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return s.Put(ctx, name, string(b))
}

// GetJSON reads what PutJSON kept; found is false when there is none.
func (s *Sessions) GetJSON(ctx context.Context, name string, value any) (found bool, err error) {
	kept := s.Get(ctx, name)
	if kept == "" {
		return false, nil
	}
	return true, json.Unmarshal([]byte(kept), value)
}

// LogIn makes the session that of a user: it gets a fresh id, and loses all it
// held.
func (s *Sessions) LogIn(ctx context.Context, user customer.ID, epoch uint64) error {
	return s.become(ctx, userName, string(user), strconv.FormatUint(epoch, 10))
}

// HalfLogIn notes that a user's password was right and the second factor is
// still missing; for five minutes. Like LogIn it makes the session fresh.
func (s *Sessions) HalfLogIn(ctx context.Context, user customer.ID, epoch uint64) error {
	return s.become(ctx, halfName, string(user), strconv.FormatUint(epoch, 10), strconv.FormatInt(s.now().Unix(), 10))
}

// LogOut ends the session. What is put into it afterwards is in a new one.
func (s *Sessions) LogOut(ctx context.Context) error { return s.m.Destroy(ctx) }

// User gives who is logged in, and the epoch of the log-in.
func (s *Sessions) User(ctx context.Context) (user customer.ID, epoch uint64, ok bool) {
	part := strings.Fields(s.Get(ctx, userName))
	if len(part) != 2 {
		return "", 0, false
	}
	epoch, err := strconv.ParseUint(part[1], 10, 64)
	return customer.ID(part[0]), epoch, err == nil
}

// Half gives who is half logged in.
func (s *Sessions) Half(ctx context.Context) (user customer.ID, epoch uint64, ok bool) {
	part := strings.Fields(s.Get(ctx, halfName))
	if len(part) != 3 {
		return "", 0, false
	}
	epoch, err := strconv.ParseUint(part[1], 10, 64)
	at, atErr := strconv.ParseInt(part[2], 10, 64)
	fresh := s.now().Sub(time.Unix(at, 0)) < halfLife
	return customer.ID(part[0]), epoch, err == nil && atErr == nil && fresh
}

func (s *Sessions) become(ctx context.Context, name string, parts ...string) error {
	if err := s.m.Clear(ctx); err != nil {
		return err
	}
	s.m.Put(ctx, name, strings.Join(parts, " "))
	return s.m.RenewToken(ctx)
}
