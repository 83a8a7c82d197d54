package visit

import (
	"bytes"
	"io"
	"net/http"
)

// awaitForm has a form read before anybody looks at who sent it: somebody could
// begin to send one, and send the rest when he is logged out, or has lost his role.
// What was wrong with it is told when it is read again.
func awaitForm(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, MaxForm)
	if r.Method != http.MethodPost || r.ContentLength > MaxForm {
		return
	}
	form, err := io.ReadAll(r.Body)
	if err == nil {
		err = io.EOF
	}
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(form), broken{err}))
}

// broken is what follows on what could be read.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }
