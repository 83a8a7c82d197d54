package control

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/client"
	"ollu/server/manager"
	"ollu/server/manager/book"
	"ollu/server/manager/bundle"
	"ollu/server/manager/deploy"
	"ollu/server/manager/report"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var _ Manager = (*manager.Manager)(nil)

const token = "a-token-of-this-manager-that-is-long-enough"

// fake is a manager that answers what it was asked, or fails.
type fake struct {
	err  error
	came []any
}

func (f *fake) note(v ...any) error { f.came = append(f.came, v...); return f.err }

func (f *fake) Add(_ context.Context, q manager.AddRequest) (manager.AddReport, error) {
	return manager.AddReport{Asked: true, Codes: []manager.AddedCode{{Code: "IM-…-D55BQ", Result: "valid"}}}, f.note(q)
}

func (f *fake) Remove(_ context.Context, q manager.RemoveRequest) (manager.RemoveReport, error) {
	return manager.RemoveReport{Removed: []manager.NamedCode{{Code: "c", ID: "i"}}}, f.note(q)
}

func (f *fake) AddProduct(_ context.Context, q manager.AddProductRequest) (manager.AddProductReport, error) {
	return manager.AddProductReport{Name: q.Name, Token: "t"}, f.note(q)
}

func (f *fake) ListProducts() ([]manager.ProductEntry, error) {
	return []manager.ProductEntry{{Name: "gw1"}}, f.note()
}
func (f *fake) RemoveProduct(_ context.Context, name string) error { return f.note(name) }

func (f *fake) Sync(context.Context) (manager.SyncReport, error) {
	return manager.SyncReport{Codes: 7}, f.note()
}

func (f *fake) Status() (report.Site, error) {
	return report.Site{Issuer: report.Issuer{Name: "ollu"}}, f.note()
}

func (f *fake) Deploy(_ context.Context, selector string) (deploy.Report, error) {
	return deploy.Report{Delivered: 3}, f.note(selector)
}

// Export writes half of what it has before it fails.
func (f *fake) Export(_ context.Context, w io.Writer) error {
	if errors.Is(f.err, errEarly) {
		return f.err
	}
	if _, err := io.WriteString(w, strings.Repeat("x", 1<<20)); err != nil {
		return err
	}
	return f.note()
}

var errEarly = errors.New("before the first byte")

func (f *fake) Import(_ context.Context, r io.Reader, adopt bool) (bundle.Report, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return bundle.Report{}, err
	}
	return bundle.Report{Taken: len(b)}, f.note(adopt)
}

// both runs a test over the network and within the process: they are the same.
func both(t *testing.T, f *fake, test func(t *testing.T, c *Client)) {
	t.Helper()
	h := New(Options{Manager: f, Token: token, Hello: Hello{Version: "v1", Server: "http://issuer", Door: "http://door"}})
	t.Run("remote", func(t *testing.T) {
		s := httptest.NewServer(h)
		defer s.Close()
		f.came = nil
		test(t, Remote(s.URL, token))
	})
	t.Run("local", func(t *testing.T) {
		f.came = nil
		test(t, Local(h, token))
	})
}

func TestEveryCallArrives(t *testing.T) {
	ctx := context.Background()
	f := &fake{}
	both(t, f, func(t *testing.T, c *Client) {
		asked := manager.AddRequest{Codes: []string{"A", "B"}, Note: "n", Replaces: "r", Product: "p"}
		product := manager.AddProductRequest{Name: "gw1", URL: "http://x", Token: "s", Codes: []string{"A"}}
		hello, err := c.Hello(ctx)
		if err != nil || hello.Version != "v1" || hello.Server != "http://issuer" || hello.Door != "http://door" {
			t.Errorf("hello: %+v %v", hello, err)
		}
		if r, err := c.Add(ctx, asked); err != nil || !r.Asked || len(r.Codes) != 1 {
			t.Errorf("add: %+v %v", r, err)
		}
		if r, err := c.Remove(ctx, manager.RemoveRequest{Codes: []string{"C"}}); err != nil || r.Removed[0].ID != "i" {
			t.Errorf("remove: %+v %v", r, err)
		}
		if r, err := c.AddProduct(ctx, product); err != nil || r.Token != "t" {
			t.Errorf("products add: %+v %v", r, err)
		}
		if r, err := c.ListProducts(ctx); err != nil || len(r) != 1 {
			t.Errorf("products list: %+v %v", r, err)
		}
		if r, err := c.Sync(ctx); err != nil || r.Codes != 7 {
			t.Errorf("sync: %+v %v", r, err)
		}
		if r, err := c.Status(ctx); err != nil || r.Issuer.Name != "ollu" {
			t.Errorf("status: %+v %v", r, err)
		}
		if r, err := c.Deploy(ctx, "gw1"); err != nil || r.Delivered != 3 {
			t.Errorf("deploy: %+v %v", r, err)
		}
		if r, err := c.Import(ctx, strings.NewReader("12345"), true); err != nil || r.Taken != 5 {
			t.Errorf("import: %+v %v", r, err)
		}
		var b strings.Builder
		if err := c.Export(ctx, &b); err != nil || b.Len() != 1<<20 {
			t.Errorf("export: %d bytes, %v", b.Len(), err)
		}
		if err := c.RemoveProduct(ctx, "gw1"); err != nil {
			t.Errorf("products remove: %v", err)
		}
		want := []any{asked, manager.RemoveRequest{Codes: []string{"C"}}, product, "gw1", true, "gw1"}
		if diff := cmp.Diff(want, f.came); diff != "" {
			t.Errorf("what arrived (-want +got):\n%s", diff)
		}
	})
}

// Every failure keeps what a command needs to say it, on both ways.
func TestErrors(t *testing.T) {
	_, mistyped := codec.ParseCode("IM-2")
	for name, c := range map[string]struct {
		err  error
		want Error
	}{
		"unreached":    {&client.CouldNotCompleteError{Cause: client.CauseStatus, Server: "http://x", Status: 502, Reason: "r"}, Error{Kind: Unreached, Cause: "status", Server: "http://x", Status: 502}},
		"not believed": {fmt.Errorf("code: %w", &answer.VerifyError{Why: answer.OtherCode}), Error{Kind: NotBelieved, Cause: "other_code"}},
		"mistyped":     {&manager.CodeError{At: 2, Err: mistyped}, Error{Kind: Mistyped, At: 3}},
		"one mistyped": {mistyped, Error{Kind: Mistyped}},
		"strange":      {fmt.Errorf("x: %w", manager.ErrNotManaged), Error{Kind: NotFound}},
		"not found":    {book.ErrNotFound, Error{Kind: NotFound}},
		"no sense":     {fmt.Errorf("%w: x", manager.ErrRequest), Error{Kind: Invalid}},
		"no name":      {book.ErrInvalid, Error{Kind: Invalid}},
		"full":         {&os.PathError{Op: "write", Err: syscall.ENOSPC}, Error{Kind: NoRoom}},
		"read-only":    {syscall.EROFS, Error{Kind: NoRoom}},
		"stopped":      {fmt.Errorf("waiting: %w", context.Canceled), Error{Kind: Stopped}},
		"cut":          {fmt.Errorf("line 3: %w", bundle.ErrCut), Error{Kind: Cut}},
		"no bundle":    {bundle.ErrFormat, Error{Kind: OtherFile}},
		"newer bundle": {bundle.ErrNewer, Error{Kind: NewerFile}},
		"its own":      {&Error{Kind: Invalid, Message: "m"}, Error{Kind: Invalid}},
		"odd":          {errors.New("odd"), Error{Kind: Failed}},
	} {
		t.Run(name, func(t *testing.T) {
			both(t, &fake{err: c.err}, func(t *testing.T, client *Client) {
				_, err := client.Sync(context.Background())
				got, ok := errors.AsType[*Error](err)
				if !ok {
					t.Fatalf("it is %v", err)
				}
				c.want.Message = c.err.Error()
				if diff := cmp.Diff(c.want, *got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
}

// Nobody learns anything, or changes anything, without the token.
func TestTheTokenIsAsked(t *testing.T) {
	f := &fake{}
	for _, h := range []http.Handler{New(Options{Manager: f, Token: token}), New(Options{Manager: f})} {
		for _, shown := range []string{"", "x", token[:len(token)-1], token + "x"} {
			c := Local(h, shown)
			err := c.RemoveProduct(context.Background(), "gw1")
			if e, ok := errors.AsType[*Error](err); !ok || e.Kind != Unauthorized {
				t.Errorf("%q: %v", shown, err)
			}
		}
	}
	for method, path := range map[string]string{http.MethodGet: pathStatus, http.MethodPost: "/v1/none"} {
		r := httptest.NewRequest(method, path, nil)
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		New(Options{Manager: f, Token: token}).ServeHTTP(w, r)
		if w.Code == http.StatusOK {
			t.Errorf("%s %s: %d", method, path, w.Code)
		}
	}
	if len(f.came) > 0 {
		t.Errorf("the manager was asked %v", f.came)
	}
}

// An export that fails in the middle is noticed, whatever was written before.
func TestAnExportIsWholeOrAnError(t *testing.T) {
	both(t, &fake{err: errors.New("in the middle")}, func(t *testing.T, c *Client) {
		if err := c.Export(context.Background(), io.Discard); err == nil {
			t.Error("a part was taken for the whole")
		}
	})
	both(t, &fake{err: errEarly}, func(t *testing.T, c *Client) {
		var b strings.Builder
		err := c.Export(context.Background(), &b)
		if e, ok := errors.AsType[*Error](err); !ok || e.Message != errEarly.Error() || b.Len() > 0 {
			t.Errorf("%v after %d bytes", err, b.Len())
		}
	})
	both(t, &fake{}, func(t *testing.T, c *Client) {
		full := &os.PathError{Op: "write", Err: syscall.ENOSPC}
		if err := c.Export(context.Background(), failing{full}); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("a full disk is %v", err)
		}
	})
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// What is not this API is told apart from a manager's answer.
func TestSomethingElseAnswers(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"a page":      func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") },
		"nothing":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) },
		"a redirect":  func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) },
		"other error": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, `{"kind":"invalid"}`, http.StatusTeapot) },
		"a cut line":  func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		s := httptest.NewServer(h)
		_, err := Remote(s.URL, token).Status(context.Background())
		s.Close()
		e, ok := errors.AsType[*Error](err)
		if err == nil || ok && e.Kind != Failed || !ok && !errors.Is(err, ErrBrokeOff) || strings.Contains(err.Error(), token) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := httptest.NewServer(nil)
	s.Close()
	if _, err := Remote(s.URL, token).Status(context.Background()); !errors.Is(err, ErrNotRunning) {
		t.Errorf("nobody: %v", err)
	}
	if _, err := Remote("http://a b", token).Status(context.Background()); !errors.Is(err, ErrNotRunning) {
		t.Errorf("no address: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Remote(s.URL, token).Status(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// What is left of a write that broke off hands its mode to nobody, and is not
// followed elsewhere.
func TestALeftOverIsNotWrittenTo(t *testing.T) {
	dir := t.TempDir()
	path, elsewhere := filepath.Join(dir, TokenFile), filepath.Join(dir, "elsewhere")
	for name, leave := range map[string]func() error{
		"open to all": func() error { return errors.Join(os.WriteFile(path+".new", nil, 0o600), os.Chmod(path+".new", 0o666)) },
		"read-only":   func() error { return os.WriteFile(path+".new", []byte("x"), 0o400) },
		"a link":      func() error { return os.Symlink(elsewhere, path+".new") },
		"nothing":     func() error { return nil },
	} {
		if err := leave(); err != nil {
			t.Fatal(err)
		}
		if err := writeFile(path, "secret\n"); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		info, err := os.Lstat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != 0o600 {
			t.Errorf("%s: the mode is %v", name, info.Mode())
		}
		if _, err := os.Stat(elsewhere); err == nil {
			t.Errorf("%s: the link was followed", name)
		}
	}
}

func TestFilesInTheFolder(t *testing.T) {
	dir := t.TempDir()
	if _, _, err := Find(dir); !errors.Is(err, ErrNotAnnounced) {
		t.Errorf("nobody there: %v", err)
	}
	made, err := Token(dir, strings.NewReader(strings.Repeat("r", 32)))
	if err != nil || len(made) < 32 {
		t.Fatalf("%q %v", made, err)
	}
	if again, err := Token(dir, nil); again != made || err != nil {
		t.Errorf("again it is %q %v", again, err)
	}
	if err := Announce(dir, "http://127.0.0.1:1"); err != nil {
		t.Fatal(err)
	}
	if url, token, err := Find(dir); url != "http://127.0.0.1:1" || token != made || err != nil {
		t.Errorf("found %s, %s, %v", url, token, err)
	}
	for range 2 {
		if err := Withdraw(dir); err != nil {
			t.Error(err)
		}
	}
	path := filepath.Join(dir, TokenFile)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Token(dir, nil); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a token that others can read: %v", err)
	}
	if err := errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, []byte("short"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := Token(dir, nil); err == nil || !strings.Contains(err.Error(), "delete it") {
		t.Errorf("a damaged token: %v", err)
	}
	if _, err := Token(t.TempDir(), strings.NewReader("few")); err == nil {
		t.Error("a token of too little randomness was made")
	}
}
