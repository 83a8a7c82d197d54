package page

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"ollu/server/words"
)

// Idle is how long a session may go unused; Life is how long it may last.
const (
	Idle = 30 * time.Minute
	Life = 12 * time.Hour
)

const (
	sessionCookie = "ollu_manager"
	formCookie    = "ollu_manager_form" // before there is a session
	langCookie    = "ollu_manager_lang"
	sessionsMost  = 1000
	secretBytes   = 32
)

// session is one browser that is signed in.
type session struct {
	word        string // that its forms bear
	began, used time.Time

	mu    sync.Mutex
	notes []words.ID // to be shown once, with the next page
	jobs  []*job     // that were asked for here and not shown yet
}

// tell keeps a text to be shown with the next screen.
func (s *session) tell(id words.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notes = append(s.notes, id)
}

// await keeps a job to be shown once it is done.
func (s *session) await(j *job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jobs = append(s.jobs, j)
}

// told gives what is to be shown now, once: the texts, and the jobs that are
// done.
func (s *session) told() (texts []words.ID, done []*job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	texts, s.notes = s.notes, nil
	s.jobs = slices.DeleteFunc(s.jobs, func(j *job) bool {
		over := j.over()
		if over {
			done = append(done, j)
		}
		return over
	})
	return texts, done
}

// sessions keeps them in memory, by the hash of what the cookie holds.
type sessions struct {
	now    func() time.Time
	random io.Reader

	mu  sync.Mutex
	all map[[sha256.Size]byte]*session
}

func newSessions(now func() time.Time, random io.Reader) *sessions {
	return &sessions{now: now, random: random, all: map[[sha256.Size]byte]*session{}}
}

// begin makes a session, and gives what its cookie holds.
func (s *sessions) begin() (cookie string, err error) {
	cookie, err = secret(s.random)
	if err != nil {
		return "", err
	}
	word, err := secret(s.random)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	s.makeRoom(now)
	s.all[sha256.Sum256([]byte(cookie))] = &session{word: word, began: now, used: now}
	return cookie, nil
}

// of gives the session of a request and notes that it was used. came tells
// whether the request bears a session's cookie at all.
func (s *sessions) of(r *http.Request) (found *session, came bool) {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return nil, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now, key := s.now(), sha256.Sum256([]byte(c.Value))
	x := s.all[key]
	if x == nil {
		return nil, true
	}
	if x.over(now) {
		delete(s.all, key)
		return nil, true
	}
	x.used = now
	return x, true
}

func (s *sessions) end(r *http.Request) {
	if c, err := r.Cookie(sessionCookie); err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.all, sha256.Sum256([]byte(c.Value)))
	}
}

func (s *session) over(now time.Time) bool {
	return now.Sub(s.used) >= Idle || now.Sub(s.began) >= Life
}

// makeRoom forgets the sessions that are over, and the one that was used longest
// ago where there are still too many.
func (s *sessions) makeRoom(now time.Time) {
	var oldest [sha256.Size]byte
	used := now
	for key, x := range s.all {
		if x.over(now) {
			delete(s.all, key)
		} else if !x.used.After(used) {
			oldest, used = key, x.used
		}
	}
	if len(s.all) >= sessionsMost {
		delete(s.all, oldest)
	}
}

// secret gives a random text that cannot be guessed.
func secret(random io.Reader) (string, error) {
	b := make([]byte, secretBytes)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("reading random bytes: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// same compares two secrets in a time that tells nothing of where they differ.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// keep sets a cookie that no script reads and no other site sends. It ends with
// the browser, unless it has an age.
func keep(w http.ResponseWriter, r *http.Request, name, value string, age time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(age / time.Second),
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil,
	})
}
