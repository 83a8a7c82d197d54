package door

import (
	"net/http"
	"strings"
	"testing"
)

func TestMistyped(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	typed := strings.Replace(code.Reveal(), "-", "", -1)
	last := "2"
	if strings.HasSuffix(typed, last) {
		last = "3"
	}
	status, text, _ := s.get(Path + "?ac=" + typed[:30] + last)
	if status != http.StatusOK || !strings.Contains(text, "result=malformed\n") || !strings.Contains(text, "hint=symbol 31\n") {
		t.Errorf("%d %s", status, text)
	}
	if _, text, _ = s.get(Path + "?ac=" + typed[:20]); !strings.Contains(text, "hint=symbols: 20 instead of 31\n") {
		t.Error(text)
	}
	if status, text, _ = s.get(Path + "?format=jwt&ac=" + typed[:30] + last); status != http.StatusBadRequest || strings.Contains(text, typed[:10]) {
		t.Errorf("signed: %d %s", status, text)
	}
}

func TestWhatIsNoQuestion(t *testing.T) {
	s := newSite(t)
	ac := "ac=" + s.issue(1).Reveal()
	const form = "application/x-www-form-urlencoded"
	for _, c := range []struct {
		method, query, kind, body string
		want                      int
		says                      string
	}{
		{"GET", "", "", "", 400, "parameter ac: is missing"},
		{"POST", "", form, "", 400, "parameter ac"},
		{"HEAD", ac, "", "", 405, ""},
		{"PUT", ac, "", "", 405, "use GET or POST"},
		{"POST", "", form, "ac=" + strings.Repeat("x", maxBody), 413, "64 KiB"},
		{"POST", "", "application/json", `{"queries":[]}`, 400, "not a form"},
		{"POST", "", "multipart/form-data; boundary=x", "--x--", 400, "not a form"},
		{"POST", "", "", "ac=x", 400, "not a form"},
		{"GET", "ac=%zz", "", "", 400, "escaped"},
		{"GET", ac + "&product=a&product=b", "", "", 400, "given twice"},
		{"POST", ac, form, "ac=other", 400, "given twice"},
		{"GET", ac + "&device=" + strings.Repeat("d", 65), "", "", 400, "longer than 64"},
		{"GET", ac + "&device=%E3%81%82", "", "", 400, "printable ASCII"},
		{"GET", ac + "&build=a%0Ab", "", "", 400, "printable ASCII"},
		{"GET", ac + "&nonce=short", "", "", 400, "base64url"},
		{"GET", ac + "&nonce=0123456789abcde.", "", "", 400, "base64url"},
		{"GET", ac + "&action=delete", "", "", 400, "neither update nor activate"},
		{"GET", ac + "&action=activate", "", "", 400, "parameter device"},
		{"GET", ac + "&lang=de", "", "", 400, "neither ja nor en"},
		{"GET", ac + "&format=xml", "", "", 400, "none of text, json and jwt"},
		{"GET", ac + "&newer=thing", "", "", 503, "does not manage"},
	} {
		r := must(http.NewRequest(c.method, s.url+Path+"?"+c.query, strings.NewReader(c.body)))
		status, body, header := s.do(r, c.kind)
		if status != c.want || !strings.Contains(body, c.says) || header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s %.60s %.30s: %d %s", c.method, c.query, c.body, status, body)
		}
		if status == 405 && header.Get("Allow") != "GET, POST" {
			t.Errorf("%s: Allow %q", c.method, header.Get("Allow"))
		}
	}
}

func TestFormsOfAnAnswer(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	s.cut()
	for accept, want := range map[string]string{
		"":                                      "text/plain; charset=utf-8",
		"*/*":                                   "text/plain; charset=utf-8",
		"application/json":                      "application/json",
		"text/html, APPLICATION/JWT;q=0.9":      "application/jwt",
		"application/json;q=1, application/jwt": "application/json",
	} {
		if _, _, header := s.get(Path+"?ac="+code.Reveal(), "Accept", accept); header.Get("Content-Type") != want {
			t.Errorf("%q gives %s", accept, header.Get("Content-Type"))
		}
	}
	// What the question says goes before.
	if _, _, header := s.get(Path+"?format=text&ac="+code.Reveal(), "Accept", "application/json"); header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Error(header)
	}
}

// Whatever is sent, the door answers with a status of its list and never with a
// statement about a code that it does not manage.
func FuzzQuestion(f *testing.F) {
	f.Add("ac=IM-2345-67890", "", "text/plain")
	f.Add("", "ac=x&nonce=0123456789abcdef&format=jwt", "application/x-www-form-urlencoded")
	f.Add("ac=%zz", "{}", "application/json")
	f.Add("ac=0&format=0", "", "")
	f.Fuzz(func(t *testing.T, query, body, kind string) {
		r, err := http.NewRequest(http.MethodPost, "http://manager"+Path, strings.NewReader(body))
		if err != nil {
			return
		}
		r.URL.RawQuery = query
		r.Header.Set("Content-Type", kind)
		w := &silent{header: http.Header{}}
		q, err := parse(w, r)
		if (q == nil) == (err == nil) {
			t.Fatalf("question %v, error %v", q, err)
		}
		if e, ok := err.(*refusal); err != nil && (!ok || e.status != 400 && e.status != 413) {
			t.Fatalf("error %v", err)
		}
		if q != nil && (q.Code == "" || media[q.Format] == "" || len(q.Device) > maxWord) {
			t.Fatalf("question %+v", q)
		}
	})
}

// silent takes an answer and keeps nothing.
type silent struct{ header http.Header }

func (s *silent) Header() http.Header { return s.header }

func (s *silent) Write(b []byte) (int, error) { return len(b), nil }

func (s *silent) WriteHeader(int) {}
