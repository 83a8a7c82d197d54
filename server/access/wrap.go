package access

import (
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
)

// Wrap gives every request its session: an empty one, of which nothing is kept
// until something is put into it, where the cookie names none. What the handler
// put into it is kept when it begins to answer.
func (s *Sessions) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Cookie")
		token := ""
		if c, err := r.Cookie(s.m.Cookie.Name); err == nil {
			token = c.Value
		}
		ctx, err := s.m.Load(r.Context(), token)
		if err != nil { // damaged in memory: it is a stranger's
			ctx, _ = s.m.Load(r.Context(), "")
		}
		answer := &sessionWriter{ResponseWriter: w, keep: func() { s.keep(w, r.WithContext(ctx), token) }}
		next.ServeHTTP(answer, r.WithContext(ctx))
		answer.once()
	})
}

// keep stores the session and, where its id is another than the one that came,
// tells the browser.
func (s *Sessions) keep(w http.ResponseWriter, r *http.Request, came string) {
	ctx := r.Context()
	switch s.m.Status(ctx) {
	case scs.Modified:
		token, expiry, err := s.m.Commit(ctx)
		if err == nil && token != came {
			s.m.WriteSessionCookie(ctx, w, token, expiry)
		}
	case scs.Destroyed:
		s.m.WriteSessionCookie(ctx, w, "", time.Time{})
	}
}

// sessionWriter keeps the session before the first byte of the answer.
type sessionWriter struct {
	http.ResponseWriter
	keep func()
	done bool
}

func (w *sessionWriter) once() {
	if !w.done {
		w.done = true
		w.keep()
	}
}

// WriteHeader is of http.ResponseWriter.
func (w *sessionWriter) WriteHeader(code int) {
	w.once()
	w.ResponseWriter.WriteHeader(code)
}

// Write is of http.ResponseWriter.
func (w *sessionWriter) Write(b []byte) (int, error) {
	w.once()
	return w.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (w *sessionWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
