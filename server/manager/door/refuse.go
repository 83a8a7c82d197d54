package door

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.uber.org/zap"

	"ollu/codec/answer"
	"ollu/server/manager/book"
)

// refusal is a request that gets no answer about a code.
type refusal struct {
	status  int
	reason  string
	retry   time.Duration // when to come back; 0: not said
	methods []string      // with 405
	kind    outcome       // how it is counted
}

func (e *refusal) Error() string { return fmt.Sprintf("%d %s", e.status, e.reason) }

func bad(parameter, reason string) error {
	if parameter != "" {
		reason = "parameter " + parameter + ": " + reason
	}
	return &refusal{status: http.StatusBadRequest, reason: reason}
}

// When to come back: soon where the next sync may help, later where a person has
// to do something.
const (
	soon  = 5 * time.Minute
	later = time.Hour
)

var (
	errTooLarge = &refusal{status: http.StatusRequestEntityTooLarge, reason: "the body is too large; a question has at most 64 KiB"}

	errNotManaged = &refusal{
		status: http.StatusServiceUnavailable, retry: later, kind: asNotManaged,
		reason: "this manager does not manage this code; add it with ollu-manager add",
	}
	errUnheard = &refusal{
		status: http.StatusServiceUnavailable, retry: soon, kind: asUnheard,
		reason: "the issuer has not answered this manager about this code yet; look at ollu-manager status",
	}
	errUnread = &refusal{
		status: http.StatusServiceUnavailable, retry: soon, kind: asUnread,
		reason: "the manager's records cannot be read now; nothing is decided, ask again later",
	}
)

// runOut says that the statement held is past its life.
func runOut(held *book.Code) error {
	return &refusal{
		status: http.StatusServiceUnavailable, retry: soon, kind: asRunOut,
		reason: "what the issuer said about this code ran out at " + held.Signed.Claims.Expires.UTC().Format(time.RFC3339) +
			"; this manager has to reach the issuer, look at ollu-manager status",
	}
}

// misfit says that the statement held does not fit the question, which no
// signature of the issuer says.
func misfit(result answer.Result) error {
	return &refusal{
		status: http.StatusServiceUnavailable, retry: later, kind: asMisfit,
		reason: "this code is for something else (" + result.String() + "), and the issuer cannot be reached to say so signed; check the code",
	}
}

func allow(r *http.Request, methods []string) error {
	if len(methods) == 0 || slices.Contains(methods, r.Method) {
		return nil
	}
	return &refusal{status: http.StatusMethodNotAllowed, reason: "use " + strings.Join(methods, " or "), methods: methods}
}

func nothingHere(http.ResponseWriter, *http.Request) error {
	return &refusal{status: http.StatusNotFound, reason: "there is nothing here; the update endpoint is " + Path}
}

// refuse answers a request that has no answer about a code. What is no refusal
// is ours to mend, and is told as "come back", never why.
func (d *Door) refuse(w http.ResponseWriter, r *http.Request, err error) {
	e, ok := err.(*refusal)
	if !ok {
		d.log.Error("a product's question could not be answered", zap.String("path", r.URL.Path), zap.Error(err))
		e = errUnread
	}
	d.figures.answered(e.kind)
	h := w.Header()
	if e.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(int(e.retry/time.Second)))
	}
	if e.methods != nil {
		h.Set("Allow", strings.Join(e.methods, ", "))
	}
	h.Set("Content-Type", media[asText])
	w.WriteHeader(e.status)
	_, _ = fmt.Fprintf(w, "error=%s\n", e.reason)
}
