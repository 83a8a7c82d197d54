package visit

import "net/http"

// answer watches what is answered.
type answer struct {
	http.ResponseWriter
	status int // 0: nothing yet
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= http.StatusOK {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// begun tells whether an answer has been begun.
func begun(w http.ResponseWriter) bool {
	a, ok := w.(*answer)
	return ok && a.status != 0
}

// aside takes an answer that nobody gets.
type aside struct {
	header http.Header
	status int
}

func (a *aside) Header() http.Header         { return a.header }
func (a *aside) WriteHeader(status int)      { a.status = status }
func (a *aside) Write(b []byte) (int, error) { return len(b), nil }
