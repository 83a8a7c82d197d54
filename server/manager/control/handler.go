package control

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"strings"

	"go.uber.org/zap"

	"ollu/server/manager"
)

const (
	typeStream  = "application/octet-stream"
	maxQuestion = 32 << 20 // bytes of a question: half a million codes
)

// Options is what a Handler is made of.
type Options struct {
	Manager Manager
	Token   string // that callers show; not empty
	Hello   Hello
	Log     *zap.Logger // nil: no log
}

// New gives the handler of the API, below /v1/.
func New(o Options) http.Handler {
	if o.Log == nil {
		o.Log = zap.NewNop()
	}
	h := &handler{o: o, mux: http.NewServeMux(), token: sha256.Sum256([]byte(o.Token))}
	m := o.Manager
	does(h, pathHello, func(context.Context, nothing) (Hello, error) { return o.Hello, nil })
	does(h, pathAdd, m.Add)
	does(h, pathRemove, m.Remove)
	does(h, pathAddProduct, m.AddProduct)
	does(h, pathListProducts, func(context.Context, nothing) ([]manager.ProductEntry, error) { return m.ListProducts() })
	does(h, pathRemoveProduct, func(ctx context.Context, q named) (nothing, error) {
		return nothing{}, m.RemoveProduct(ctx, q.Name)
	})
	does(h, pathSync, func(ctx context.Context, _ nothing) (manager.SyncReport, error) { return m.Sync(ctx) })
	does(h, pathStatus, func(context.Context, nothing) (any, error) { return m.Status() })
	does(h, pathDeploy, func(ctx context.Context, q selected) (any, error) { return m.Deploy(ctx, q.Selector) })
	h.mux.HandleFunc("POST "+pathExport, h.export)
	h.mux.HandleFunc("POST "+pathImport, h.take)
	return h
}

type handler struct {
	o     Options
	mux   *http.ServeMux
	token [sha256.Size]byte
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	shown, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if sum := sha256.Sum256([]byte(shown)); h.o.Token == "" || subtle.ConstantTimeCompare(sum[:], h.token[:]) != 1 {
		refuse(w, &Error{Kind: Unauthorized, Message: "the token is not that of this manager"})
		return
	}
	h.mux.ServeHTTP(w, r)
}

// does serves a call: its question is read whole, and its answer or its error
// written.
func does[Q, R any](h *handler, path string, do func(context.Context, Q) (R, error)) {
	h.mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
		var q Q
		d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxQuestion))
		d.DisallowUnknownFields()
		if err := d.Decode(&q); err != nil {
			refuse(w, &Error{Kind: Invalid, Message: "the question cannot be read: is this the same version of ollu-manager?"})
			return
		}
		answer, err := do(r.Context(), q)
		if err != nil {
			h.fail(w, path, err)
			return
		}
		w.Header().Set("Content-Type", typeJSON)
		_ = json.NewEncoder(w).Encode(answer) // the caller may be gone
	})
}

func (h *handler) fail(w http.ResponseWriter, path string, err error) {
	e := errorOf(err)
	if e.Kind == Failed || e.Kind == NoRoom {
		h.o.Log.Error("a command failed", zap.String("call", path), zap.Error(err))
	}
	refuse(w, e)
}

// export streams. What fails before the first byte is told; after it the
// connection is cut, so that nobody takes a part for the whole.
func (h *handler) export(w http.ResponseWriter, r *http.Request) {
	s := &stream{w: w}
	err := h.o.Manager.Export(r.Context(), s)
	switch {
	case err == nil:
	case s.begun:
		h.o.Log.Error("an export was cut short", zap.Error(err))
		panic(http.ErrAbortHandler)
	default:
		h.fail(w, pathExport, err)
	}
}

// stream says with its first byte what is coming.
type stream struct {
	w     http.ResponseWriter
	begun bool
}

func (s *stream) Write(p []byte) (int, error) {
	if !s.begun {
		s.begun = true
		s.w.Header().Set("Content-Type", typeStream)
	}
	return s.w.Write(p)
}

// take imports a file.
func (h *handler) take(w http.ResponseWriter, r *http.Request) {
	adopt := r.URL.Query().Get("adopt") == "true"
	answer, err := h.o.Manager.Import(r.Context(), r.Body, adopt)
	if err != nil {
		h.fail(w, pathImport, err)
		return
	}
	w.Header().Set("Content-Type", typeJSON)
	_ = json.NewEncoder(w).Encode(answer) // the caller may be gone
}
