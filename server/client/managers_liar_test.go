package client

import (
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
)

// heldTwo is two codes that are asked about.
func heldTwo() []Held {
	var held []Held
	for _, n := range []byte{1, 2} {
		code, err := codec.NewCode(codec.Prefix{'I', 'M'}, repeated(n))
		if err != nil {
			panic(err)
		}
		held = append(held, Held{Code: code, Tag: "AAAAAAAAAAAA"})
	}
	return held
}

type repeated byte

func (r repeated) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(r)
	}
	return len(b), nil
}

// calls are what a manager asks, each by its name.
var calls = map[string]func(t testing.TB, a *Asker) error{
	"sync": func(t testing.TB, a *Asker) error {
		s, err := a.Sync(t.Context(), heldTwo())
		return nothing(t, err, s.Revision == "" && s.Changed == nil)
	},
	"wait": func(t testing.TB, a *Asker) error {
		w, err := a.Wait(t.Context(), "7", []uint32{1, 5}, time.Second)
		return nothing(t, err, w.Revision == "" && w.Marks == nil)
	},
	"batch": func(t testing.TB, a *Asker) error {
		b, err := a.Batch(t.Context(), []Question{{Code: heldTwo()[0].Code.Reveal()}})
		return nothing(t, err, b == nil)
	},
	"list": func(t testing.TB, a *Asker) error {
		l, tag, err := a.Revocations(t.Context(), `"x"`)
		return nothing(t, err, l == nil && tag == "")
	},
}

// nothing wants nothing to come with an error.
func nothing(t testing.TB, err error, empty bool) error {
	t.Helper()
	if err != nil && !empty {
		t.Errorf("with %v came something", err)
	}
	return err
}

// Whatever else comes than an answer, it is told as for every other question.
func TestManagersAndLiars(t *testing.T) {
	const right = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	for name, c := range map[string]struct {
		behave func(net.Conn)
		cause  Cause
	}{
		"a page":            {says("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"), CausePortal},
		"a page as JSON":    {says(right, "\r\n<html>"), CausePortal},
		"a redirect":        {says("HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\n\r\n"), CausePortal},
		"too many":          {says("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\n\r\n"), CauseBusy},
		"full":              {says("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\n\r\n"), CauseBusy},
		"not found":         {says("HTTP/1.1 404 Not Found\r\n\r\n"), CauseStatus},
		"another type":      {says("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{}"), CauseAnswer},
		"nothing":           {says(right, "\r\n"), CauseAnswer},
		"half":              {says(right, "\r\n{\"revision\":\"7\",\"chan"), CauseAnswer},
		"a list":            {says(right, "\r\n[]"), CauseAnswer},
		"an object":         {says(right, "\r\n{}"), CauseAnswer},
		"cut":               {says(right, "Content-Length: 500\r\n\r\n{}"), CauseBroken},
		"closed":            {func(net.Conn) {}, CauseBroken},
		"an echo":           {echo(right), CauseAnswer},
		"an echo in words":  {echo("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n"), CauseStatus},
		"another protocol":  {says("SSH-2.0-OpenSSH_9.2\r\n"), CauseAnswer},
		"unchanged for all": {says("HTTP/1.1 304 Not Modified\r\n\r\n"), CausePortal},
	} {
		for which, call := range calls {
			if which == "list" && name == "unchanged for all" { // that is its answer
				continue
			}
			if (which == "wait" || which == "list") && strings.HasPrefix(name, "an echo") { // these send no code
				continue
			}
			t.Run(which+" "+name, func(t *testing.T) {
				h := heldTwo()[0].Code.Reveal()
				e := incomplete(t, call(t, &Asker{Server: liar(t, c.behave)}), c.cause, "-"+h[3:10], "-"+h[15:22])
				if c.cause == CauseStatus && name == "not found" && e.Status != http.StatusNotFound {
					t.Errorf("status %d", e.Status)
				}
			})
		}
	}
}

// echo answers with what the sync of heldTwo sent.
func echo(head string) func(net.Conn) {
	return func(c net.Conn) {
		body, _ := syncBody(heldTwo())
		says(head, "\r\n", string(body))(c)
	}
}

// An answer of the right kind whose content cannot be right is none.
func TestWrongAnswersToManagers(t *testing.T) {
	const token = "eyJ.eyJ.AAA"
	changed := func(at, tag, statement string) string {
		return fmt.Sprintf(`{"at":%s,"tag":%q,"statement":%q}`, at, tag, statement)
	}
	one := changed("1", "BBBBBBBBBBBB", token)
	long := strings.Repeat("A", answer.MaxToken)
	packed := func(raw string) string { return base64.StdEncoding.EncodeToString([]byte(raw)) }
	statement := `{"result":"valid","server_time":"2026-11-20T12:00:00Z"}`
	for which, bodies := range map[string]map[string]string{
		"sync": {
			"no revision":         `{"changed":[]}`,
			"a number":            `{"revision":7,"changed":[]}`,
			"no number":           `{"revision":"x","changed":[]}`,
			"another spelling":    `{"revision":"07","changed":[]}`,
			"no changes":          `{"revision":"7"}`,
			"null":                `{"revision":"7","changed":null}`,
			"two answers":         `{"revision":"7","changed":[]}{}`,
			"no place":            `{"revision":"7","changed":[{"tag":"BBBBBBBBBBBB","statement":"` + token + `"}]}`,
			"a place beyond":      `{"revision":"7","changed":[` + changed("2", "BBBBBBBBBBBB", token) + `]}`,
			"a place before":      `{"revision":"7","changed":[` + changed("-1", "BBBBBBBBBBBB", token) + `]}`,
			"half a place":        `{"revision":"7","changed":[` + changed("0.5", "BBBBBBBBBBBB", token) + `]}`,
			"twice":               `{"revision":"7","changed":[` + one + "," + one + `]}`,
			"out of order":        `{"revision":"7","changed":[` + one + "," + changed("0", "BBBBBBBBBBBB", token) + `]}`,
			"a short tag":         `{"revision":"7","changed":[` + changed("0", "BBBB", token) + `]}`,
			"a long tag":          `{"revision":"7","changed":[` + changed("0", "BBBBBBBBBBBBB", token) + `]}`,
			"an odd tag":          `{"revision":"7","changed":[` + changed("0", "BBBBBBBBBBB+", token) + `]}`,
			"no token":            `{"revision":"7","changed":[` + changed("0", "BBBBBBBBBBBB", "eyJ.eyJ") + `]}`,
			"a page for a token":  `{"revision":"7","changed":[` + changed("0", "BBBBBBBBBBBB", "<html>") + `]}`,
			"a token without end": `{"revision":"7","changed":[` + changed("0", "BBBBBBBBBBBB", "A.A."+long) + `]}`,
		},
		"wait": {
			"no revision":     `{"all":false,"marks":""}`,
			"no all":          `{"revision":"7","marks":""}`,
			"no base64":       `{"revision":"7","all":false,"marks":"*"}`,
			"an odd length":   `{"revision":"7","all":false,"marks":"` + packed("\x00\x00\x01") + `"}`,
			"of nobody":       `{"revision":"7","all":false,"marks":"` + packed("\x00\x00\x00\x02") + `"}`,
			"twice":           `{"revision":"7","all":false,"marks":"` + packed("\x00\x00\x00\x01\x00\x00\x00\x01") + `"}`,
			"not in order":    `{"revision":"7","all":false,"marks":"` + packed("\x00\x00\x00\x05\x00\x00\x00\x01") + `"}`,
			"more than asked": `{"revision":"7","all":false,"marks":"` + packed("\x00\x00\x00\x01\x00\x00\x00\x05\x00\x00\x00\x09") + `"}`,
			"far too long":    `{"revision":"7","all":false,"marks":"` + strings.Repeat("A", wokenLimit) + `"}`,
		},
		"batch": {
			"too few":          `{"answers":[]}`,
			"too many":         `{"answers":[` + statement + "," + statement + `]}`,
			"no statement":     `{"answers":[{}]}`,
			"null":             `{"answers":[null]}`,
			"another spelling": `{"answers":{"0":` + statement + `}}`,
		},
	} {
		for name, body := range bodies {
			t.Run(which+" "+name, func(t *testing.T) {
				a := &Asker{Server: liar(t, says("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", body))}
				incomplete(t, calls[which](t, a), CauseAnswer)
			})
		}
	}
	for name, body := range map[string]string{"nothing": "", "half": "eyJ.eyJ", "a page": "<html>", "a line end": token + "\n"} {
		a := &Asker{Server: liar(t, says("HTTP/1.1 200 OK\r\nContent-Type: application/jwt\r\n\r\n", body))}
		if err := calls["list"](t, a); err == nil {
			t.Errorf("%s: taken for a list", name)
		}
	}
}

// Nobody who asked without a list is told that it is unchanged.
func TestUnchangedWithoutAList(t *testing.T) {
	a := &Asker{Server: liar(t, says("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n"))}
	if _, _, err := a.Revocations(t.Context(), ""); err == nil {
		t.Error("taken for an answer")
	}
	if token, tag, err := a.Revocations(t.Context(), `"x"`); token != nil || tag != `"x"` || err != nil {
		t.Errorf("%q, %q, %v", token, tag, err)
	}
}

// Long questions have more time, and no end of it.
func TestManagersDoNotWaitForEver(t *testing.T) {
	for which, call := range calls {
		a := &Asker{Server: liar(t, stall), Timeout: 20 * time.Millisecond}
		begun := time.Now()
		incomplete(t, call(t, a), CauseTimeout)
		want := map[string]time.Duration{"sync": 200, "wait": 1020, "batch": 200, "list": 20}[which] * time.Millisecond
		if took := time.Since(begun); took < want || took > want+10*time.Second {
			t.Errorf("%s gave up after %v", which, took)
		}
	}
}

// Whatever comes back to a manager, it is of the right form or none.
func FuzzManagersAnswers(f *testing.F) {
	for _, seed := range []string{
		`{"revision":"7","changed":[{"at":0,"tag":"AAAAAAAAAAAA","statement":"a.b.c"}]}`, `{"revision":"7","all":true,"marks":"AAAAAQ=="}`,
		`{"answers":[{"result":"unknown","server_time":"2026-11-20T12:00:00Z"}]}`, "{}", "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if s, err := parseSync(raw, 3); err == nil {
			for i, c := range s.Changed {
				if c.At < 0 || c.At > 2 || i > 0 && c.At <= s.Changed[i-1].At || !isTag(c.Tag) || isToken(c.Statement) != nil {
					t.Errorf("%q: %+v", raw, s)
				}
			}
		}
		if w, err := parseWoken(raw, []uint32{1, 5}); err == nil && (!isRevision(w.Revision) || len(w.Marks) > 2) {
			t.Errorf("%q: %+v", raw, w)
		}
		if b, err := parseBatch(raw, 1); err == nil && len(b) != 1 {
			t.Errorf("%q: %+v", raw, b)
		}
	})
}
