package visit_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"ollu/server/portal/visit"
	"ollu/server/portal/visit/visittest"
)

// Who hangs up while something is done for him is no failure of ours: else strangers
// could fill the log with such, and sound the alarm.
func TestWhoHangsUpIsNoFailure(t *testing.T) {
	s := visittest.Prepare(t, here)
	all := routes(route(http.MethodPost, "/wait", visit.Anyone, func(v *visit.Visit) error {
		<-v.R.Context().Done()
		return fmt.Errorf("wait: %w", v.R.Context().Err())
	}))
	s.Serve(all)
	ctx, hangUp := context.WithCancel(t.Context())
	hangUp()
	before := s.Logged.Len()
	w := httptest.NewRecorder()
	handler(t, s, all).ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/wait", http.NoBody))
	if n := s.Logged.Len() - before; w.Code != 499 || n != 0 {
		t.Errorf("it is counted as %d, with %d lines in the log", w.Code, n)
	}
}
