package adminapi

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ollu/codec"
	"ollu/keystore"
	"ollu/server/wire"
)

func TestOnlyTheTokenLetsIn(t *testing.T) {
	h := newHouse(t)
	for name, authorization := range map[string]string{
		"none":         "",
		"empty":        "Bearer ",
		"wrong":        "Bearer " + strings.ToUpper(secret),
		"a part":       "Bearer " + secret[:len(secret)-1],
		"and more":     "Bearer " + secret + "x",
		"wrong scheme": "Basic " + secret,
	} {
		for _, path := range []string{wire.PathStoreStatus, "/v1/nowhere", wire.PathLicenceIssue} {
			r := h.post(path, "{}", "Authorization", authorization)
			r.refused(wire.Unauthorized)
			if r.header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s: no WWW-Authenticate", name)
			}
		}
	}
	ok[wire.StatusResponse](h.post(wire.PathStoreStatus, "{}", "Authorization", "bearer  "+secret))
}

// Beyond a burst, wrong tokens are answered at a fixed pace and then turned
// away; the right token is let in at once all the while.
func TestGuessingIsSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(secret)
		begin := time.Now()
		for range wrongBurst {
			if e := g.admit(t.Context(), "Bearer wrong", time.Now()); e.Code != wire.Unauthorized {
				t.Fatal(e)
			}
		}
		if took := time.Since(begin); took != 0 {
			t.Errorf("the burst took %v", took)
		}
		for range 2 * wrongPerSecond {
			g.admit(t.Context(), "Bearer wrong", time.Now())
		}
		if took := time.Since(begin); took < 2*time.Second-10*time.Millisecond {
			t.Errorf("%d more took %v", 2*wrongPerSecond, took)
		}
		now := time.Now()
		for range int(longestHold/time.Second)*wrongPerSecond + wrongBurst {
			go g.admit(t.Context(), "Bearer wrong", now)
		}
		synctest.Wait()
		if e := g.admit(t.Context(), "Bearer wrong", now); e.Code != wire.RateLimited {
			t.Errorf("got %s while many wait", e.Code)
		}
		if e := g.admit(t.Context(), "Bearer "+secret, now); e != nil || time.Now() != now {
			t.Errorf("the right token: %v after %v", e, time.Since(now))
		}
	})
}

func TestWhatEveryRequestMustSuffer(t *testing.T) {
	h := newHouse(t)
	code := h.issued(sold()).Code.Reveal()
	mistyped := code[:len(code)-1] + map[bool]string{true: "3", false: "2"}[code[len(code)-1] == '2']
	for name, c := range map[string]struct {
		method, path, body string
		headers            []string
		want               wire.ErrorCode
		field              string
	}{
		"unknown path":       {path: "/v1/licences/steal", want: wire.UnknownPath},
		"path with a slash":  {path: wire.PathLicenceShow + "/", want: wire.UnknownPath},
		"GET on a POST":      {method: "GET", path: wire.PathLicenceShow, want: wire.MethodNotAllowed},
		"POST on a GET":      {path: wire.PathVersion, want: wire.MethodNotAllowed},
		"DELETE":             {method: "DELETE", path: wire.PathLicenceShow, want: wire.MethodNotAllowed},
		"a form":             {path: wire.PathLicenceShow, body: "code=" + code, headers: []string{"Content-Type", "application/x-www-form-urlencoded"}, want: wire.UnsupportedMedia},
		"a broken type":      {path: wire.PathLicenceShow, body: "{}", headers: []string{"Content-Type", ";;"}, want: wire.UnsupportedMedia},
		"huge":               {path: wire.PathLicenceShow, body: `{"code":"` + strings.Repeat("A", 2*wire.MaxBody) + `"}`, want: wire.TooLarge},
		"not JSON":           {path: wire.PathLicenceShow, body: "code", want: wire.InvalidRequest},
		"binary":             {path: wire.PathLicenceShow, body: "\x00\x01\x02", want: wire.InvalidRequest},
		"an array":           {path: wire.PathLicenceShow, body: "[]", want: wire.InvalidRequest},
		"null":               {path: wire.PathLicenceShow, body: "null", want: wire.InvalidRequest},
		"cut off":            {path: wire.PathLicenceShow, body: `{"code":"` + code, want: wire.InvalidRequest},
		"half an object":     {path: wire.PathLicenceShow, body: `{"code":"` + code + `"`, want: wire.InvalidRequest},
		"two objects":        {path: wire.PathLicenceShow, body: `{"code":"` + code + `"}{}`, want: wire.InvalidRequest},
		"not UTF-8":          {path: wire.PathLicenceIssue, body: "{\"product\":\"appliance\",\"owner\":\"\xff\"}", want: wire.InvalidRequest},
		"unknown field":      {path: wire.PathLicenceShow, body: `{"codes":"x"}`, want: wire.InvalidRequest, field: "codes"},
		"field twice":        {path: wire.PathLicenceShow, body: `{"code":"` + code + `","Code":"` + code + `"}`, want: wire.InvalidRequest, field: "Code"},
		"wrong kind":         {path: wire.PathLicenceIssue, body: `{"product":"appliance","seats":"many"}`, want: wire.InvalidRequest, field: "seats"},
		"negative":           {path: wire.PathLicenceIssue, body: `{"product":"appliance","seats":-1}`, want: wire.InvalidRequest, field: "seats"},
		"fraction":           {path: wire.PathLicenceIssue, body: `{"product":"appliance","seats":1.5}`, want: wire.InvalidRequest, field: "seats"},
		"impossible date":    {path: wire.PathLicenceIssue, body: `{"product":"appliance","expires":"2027-02-29"}`, want: wire.InvalidRequest, field: "expires"},
		"date and time":      {path: wire.PathLicenceIssue, body: `{"product":"appliance","expires":"2027-02-28T00:00:00Z"}`, want: wire.InvalidRequest, field: "expires"},
		"unknown type":       {path: wire.PathLicenceIssue, body: `{"product":"appliance","type":"gift"}`, want: wire.InvalidRequest, field: "type"},
		"no code":            {path: wire.PathLicenceShow, body: "", want: wire.InvalidRequest, field: "code"},
		"empty code":         {path: wire.PathLicenceRevoke, body: `{"code":""}`, want: wire.InvalidRequest, field: "code"},
		"mistyped code":      {path: wire.PathLicenceShow, body: `{"code":"` + mistyped + `"}`, want: wire.InvalidCode, field: "code"},
		"short code":         {path: wire.PathLicenceShow, body: `{"code":"IM-2222"}`, want: wire.InvalidCode, field: "code"},
		"never issued":       {path: wire.PathLicenceShow, body: `{"code":"` + unissued(t).Reveal() + `"}`, want: wire.NotFound},
		"long key":           {path: wire.PathLicenceIssue, body: "{}", headers: []string{"Idempotency-Key", strings.Repeat("k", 129)}, want: wire.InvalidRequest, field: "Idempotency-Key"},
		"empty key":          {path: wire.PathLicenceIssue, body: "{}", headers: []string{"Idempotency-Key", ""}, want: wire.InvalidRequest, field: "Idempotency-Key"},
		"operator in kana":   {path: wire.PathLicenceIssue, body: "{}", headers: []string{"Ollu-Operator", "たろう"}, want: wire.InvalidRequest, field: "Ollu-Operator"},
		"import without csv": {path: wire.PathLicenceImport, body: "x", headers: []string{"Content-Type", "application/xml"}, want: wire.UnsupportedMedia},
	} {
		t.Run(name, func(t *testing.T) {
			method := c.method
			if method == "" {
				method = "POST"
			}
			r := h.send(method, c.path, c.body, append([]string{"Content-Type", "application/json"}, c.headers...)...)
			r.t = t
			if e := r.refused(c.want); e.Field != c.field {
				t.Errorf("field %q, want %q: %s", e.Field, c.field, e.Message)
			} else if strings.Contains(string(r.body), mistyped) || strings.Contains(string(r.body), code) {
				t.Errorf("the answer repeats the code: %s", r.body)
			}
			if (c.want == wire.MethodNotAllowed) != (r.header.Get("Allow") != "") {
				t.Errorf("Allow: %q", r.header.Get("Allow"))
			}
		})
	}
}

// A value of the wrong kind is answered with what is expected, in calls and in
// the rows of an import alike, and is not repeated.
func TestWrongKindsSayWhatIsExpected(t *testing.T) {
	h := newHouse(t)
	code := `"code":"` + numbered(t, "IM", 1).Reveal() + `",`
	for member, want := range map[string]string{
		`"seats":1.5`:         "seats must be a whole number from 1 to 4294967295",
		`"Seats":4294967296`:  "Seats must be a whole number from 1 to 4294967295",
		`"seats":-1`:          "seats must be a whole number from 1 to 4294967295",
		`"device_limit":0.5`:  "device_limit must be a whole number from 0 to 4294967295",
		`"grace_days":"x"`:    "grace_days must be a whole number",
		`"perpetual":1`:       "perpetual must be true or false",
		`"components":"spam"`: "components must be a list in brackets",
		`"owner":7`:           "owner must be a text in quotes",
		`"type":7`:            "type must be a text in quotes",
		`"expires":20270331`:  "expires must be a text in quotes",
	} {
		e := h.post(wire.PathLicenceIssue, `{"product":"appliance",`+member+`}`).refused(wire.InvalidRequest)
		if e.Message != want {
			t.Errorf("%s: %q, want %q", member, e.Message, want)
		}
		row := `{` + code + `"product":"appliance",` + member + `}`
		got := ok[wire.ImportResponse](h.upload(mediaNDJSON, row)).Refused
		if len(got) != 1 || !strings.EqualFold(got[0].Reason, want) {
			t.Errorf("import of %s: %+v, want %q", member, got, want)
		}
	}
	e := h.post(wire.PathLicenceRenew, `{"code":7}`).refused(wire.InvalidRequest)
	if e.Message != "code must be a text in quotes" {
		t.Errorf("%q", e.Message)
	}
}

func TestAMistypedCodeIsLocated(t *testing.T) {
	h := newHouse(t)
	code := []byte(h.issued(sold()).Code.Reveal())
	const at = 3 + 5 + 2 // the third symbol of the third group: the ninth symbol
	code[at] = map[bool]byte{true: '7', false: '8'}[code[at] == '8']
	e := h.post(wire.PathLicenceShow, `{"code":"`+string(code)+`"}`).refused(wire.InvalidCode)
	if len(e.Positions) != 1 || e.Positions[0] != 9 {
		t.Errorf("positions %v, want [9]: %s", e.Positions, e.Message)
	}
}

// A panic is answered without internals, and does not stop the server.
func TestAPanicIsAnswered(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.Random = panicking{} })
	e := h.post(wire.PathLicenceIssue, sold()).refused(wire.Internal)
	if strings.Contains(e.Message, "dice") {
		t.Errorf("message %q", e.Message)
	}
	if log := h.log.String(); !strings.Contains(log, "panic") || !strings.Contains(log, "issue.go") {
		t.Errorf("the log does not say where: %s", log)
	}
	ok[wire.StatusResponse](h.post(wire.PathStoreStatus, "{}"))
}

type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("the dice fell off the table") }

func TestNewRefusesAHalfMadeAPI(t *testing.T) {
	whole := Options{}
	newHouse(t, func(o *Options) { whole = *o })
	for name, spoil := range map[string]func(*Options){
		"no store":      func(o *Options) { o.Store = nil },
		"no book":       func(o *Options) { o.Book = nil },
		"no backup":     func(o *Options) { o.Backup = nil },
		"no clock":      func(o *Options) { o.Now = nil },
		"no randomness": func(o *Options) { o.Random = nil },
		"no token":      func(o *Options) { o.Token = "" },
		"short token":   func(o *Options) { o.Token = secret[:MinToken-1] },
	} {
		o := whole
		spoil(&o)
		if _, err := New(o); err == nil {
			t.Errorf("%s: made all the same", name)
		}
	}
	whole.Log = nil
	api, err := New(whole)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	api.ServeHTTP(w, httptest.NewRequest(http.MethodGet, wire.PathVersion, nil))
	if w.Code != http.StatusUnauthorized {
		t.Errorf("status %d", w.Code)
	}
}

// unissued is a well-formed code that no test issues.
func unissued(t testing.TB) codec.Code {
	t.Helper()
	c, err := codec.NewCode(codec.Prefix{'I', 'M'}, strings.NewReader(strings.Repeat("\xee", 15)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Every error of the store has a code, and no fault of the machine is told.
func TestStoreErrorsHaveTheirCodes(t *testing.T) {
	for err, want := range map[error]wire.ErrorCode{
		keystore.ErrNotFound: wire.NotFound, keystore.ErrClosed: wire.Unavailable, keystore.ErrUnavailable: wire.Unavailable,
		keystore.ErrExists: wire.AlreadyIssued, keystore.ErrConflict: wire.Conflict, keystore.ErrDeviceLimit: wire.DeviceLimit,
		keystore.ErrIdempotency: wire.IdempotencyMismatch, keystore.ErrInvalid: wire.InvalidRequest,
		keystore.ErrDamaged: wire.Damaged, keystore.ErrNewer: wire.Damaged, keystore.ErrLocked: wire.Unavailable,
	} {
		e := wire.FromError(err)
		if e.Code != want {
			t.Errorf("%v is %s, want %s", err, e.Code, want)
		}
	}
}
