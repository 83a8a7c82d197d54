package check

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"

	"ollu/codec/answer"
	"ollu/keystore"
)

// newRequest is a request as the door gets it from a connection.
func newRequest(query, kind, body string) *fasthttp.RequestCtx {
	ctx := new(fasthttp.RequestCtx)
	ctx.Init(new(fasthttp.Request), nil, nil)
	ctx.Request.SetRequestURI(Path)
	ctx.Request.URI().SetQueryString(query)
	if kind != "" {
		ctx.Request.Header.SetMethod(http.MethodPost)
		ctx.Request.Header.SetContentType(kind)
		ctx.Request.SetBodyString(body)
	}
	return ctx
}

// query is one question of a batch, by its parameters.
type query map[string]string

// askAll sends a batch and returns its answers as they came.
func (h *house) askAll(queries []query) []json.RawMessage {
	h.t.Helper()
	body, err := json.Marshal(map[string]any{"queries": queries})
	if err != nil {
		h.t.Fatal(err)
	}
	status, out := h.post("application/json", string(body))
	if status != http.StatusOK {
		h.t.Fatalf("%d %s", status, out)
	}
	var got struct{ Answers []json.RawMessage }
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		h.t.Fatalf("%s: %v", out, err)
	}
	if len(got.Answers) != len(queries) {
		h.t.Fatalf("%d answers to %d queries", len(got.Answers), len(queries))
	}
	return got.Answers
}

// A batch says of each code what a single question says, in the same order.
func TestBatchEqualsSingles(t *testing.T) {
	h := newHouse(t)
	revoked := h.active(30)
	h.apply(keystore.Revoke{Code: revoked.Code, Reason: "x"})
	var queries []query
	for _, l := range []keystore.Licence{h.active(30), h.active(-10), h.active(-200), h.issue(5), revoked, licence(t, 5)} {
		code := l.Code.Reveal()
		queries = append(queries,
			query{"ac": code}, query{"ac": code, "device": "rack-1"}, query{"ac": strings.ToLower(code), "product": "software"},
			query{"ac": swapSymbol(code, 20), "component": "spam"})
	}
	for i, got := range h.askAll(queries) {
		v := "format=json"
		for name, value := range queries[i] {
			v += "&" + name + "=" + value
		}
		if _, single := h.get(v); string(got) != single {
			t.Errorf("query %d: batch\n%s\nsingle\n%s", i, got, single)
		}
	}
}

func TestBatchActivates(t *testing.T) {
	h := newHouse(t)
	l := h.issue(30)
	var queries []query
	for i := range 5 {
		queries = append(queries, query{"ac": l.Code.Reveal(), "action": "activate", "device": fmt.Sprint("d", i), "version": "9", "build": fmt.Sprint(i)})
	}
	count := map[answer.Result]int{}
	for _, raw := range h.askAll(queries) {
		s, err := answer.ParseJSON(raw)
		if err != nil {
			t.Fatal(err)
		}
		count[s.Result]++
	}
	if count[answer.Valid] != 2 || count[answer.DeviceLimit] != 3 {
		t.Errorf("5 devices for 2 places: %v", count)
	}
}

func TestBatchRefusals(t *testing.T) {
	h := newHouse(t)
	l := h.issue(30)
	code := l.Code.Reveal()
	for _, c := range []struct{ name, body, want string }{
		{"no JSON", `{"queries":[`, "the body is not JSON"},
		{"null", `{"queries":null}`, "parameter queries: is missing"},
		{"no queries", `{}`, "parameter queries: is missing"},
		{"another shape", `[{"ac":"x"}]`, "parameter queries: is missing"},
		{"a query that is no object", `{"queries":["x"]}`, "queries[0]: is not an object"},
		{"a number for a code", `{"queries":[{"ac":5}]}`, "queries[0]: parameter ac: is not a string"},
		{"one unreadable device", `{"queries":[{"ac":"` + code + `"},{"ac":"x","device":"é"}]}`, "queries[1]: parameter device: holds"},
		{"twice with two values", `{"queries":[{"ac":"a","ac":"b"}]}`, "queries[0]: parameter ac: is given twice"},
		{"a signature", `{"queries":[{"ac":"` + code + `"},{"ac":"x","format":"jwt"}]}`, "queries[1]: parameter format: jwt is not to be had in a batch"},
		{"no form of answer", `{"queries":[{"ac":"x","format":"xml"}]}`, "queries[0]: parameter format: is none of"},
		{"one too many", `{"queries":[` + strings.Repeat(`{"ac":"x"},`, MaxBatch) + `{"ac":"x"}]}`, "parameter queries: holds 10001 questions"},
		{"nested without end", `{"queries":` + strings.Repeat("[", 100000), "the body is not JSON"},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, body := h.post("application/json", c.body)
			if status != http.StatusBadRequest || !strings.HasPrefix(body, "error="+c.want) {
				t.Errorf("%d %.200s; want 400 with %q", status, body, c.want)
			}
		})
	}
}

// A batch is answered in JSON, unsigned, whatever default it names, and refused
// where its address asks for signatures.
func TestBatchFormat(t *testing.T) {
	h := newHouse(t)
	body := func(format string) string {
		return `{"queries":[{"ac":"` + h.active(30).Code.Reveal() + `","format":"` + format + `"}]}`
	}
	for _, format := range []string{"", "text", "json"} {
		if status, out := h.post("application/json", body(format)); status != http.StatusOK || !strings.HasPrefix(out, `{"answers":[{"result":"valid"`) {
			t.Errorf("%q: %d %s", format, status, out)
		}
	}
	h.url += "?format=jwt"
	if status, out := h.post("application/json", body("")); status != http.StatusBadRequest || !strings.HasPrefix(out, "error=parameter format: jwt") {
		t.Errorf("%d %s", status, out)
	}
}

// A batch with one unreadable question writes nothing, not even what stands
// before it.
func TestBatchReadsBeforeItWrites(t *testing.T) {
	h := newHouse(t)
	l := h.issue(30)
	body := `{"queries":[{"ac":"` + l.Code.Reveal() + `","action":"activate","device":"a"},{"ac":"x","action":"delete"}]}`
	if status, out := h.post("application/json", body); status != http.StatusBadRequest {
		t.Fatalf("%d %s", status, out)
	}
	if got := h.ask(l).Result; got != answer.NotActivated {
		t.Errorf("the code is %s", got)
	}
}

// One slip in a batch is told at its place, and the others are answered.
func TestBatchAnswersAroundSlips(t *testing.T) {
	h := newHouse(t)
	good := `{"ac":"` + h.active(30).Code.Reveal() + `"}`
	for _, slip := range []string{`{"ac":""}`, `{}`, `{"ac":null}`, `{"ac":"` + strings.Repeat("A", 5000) + `"}`, `{"ac":"x","device":null,"mood":{"a":[1]},"count":3}`} {
		status, out := h.post("application/json", `{"queries":[`+good+`,`+slip+`,`+good+`]}`)
		var got struct {
			Answers []struct{ Result string }
		}
		if err := json.Unmarshal([]byte(out), &got); err != nil || status != http.StatusOK {
			t.Fatalf("%s: %d %s", slip, status, out)
		}
		if fmt.Sprint(got.Answers) != "[{valid} {malformed} {valid}]" {
			t.Errorf("%.60s: %v", slip, got.Answers)
		}
	}
}

func TestFullBatch(t *testing.T) {
	h := newHouse(t)
	l := h.active(30)
	queries := make([]query, MaxBatch)
	for i := range queries {
		queries[i] = query{"ac": l.Code.Reveal(), "device": "rack-1"}
	}
	h.askAll(queries)
	if got := h.askAll([]query{}); len(got) != 0 {
		t.Errorf("an empty batch has %d answers", len(got))
	}
}
