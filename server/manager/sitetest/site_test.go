package sitetest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/profile"
	"ollu/codec/term"
)

func TestMain(m *testing.M) {
	if serveInstead() {
		return
	}
	goleak.VerifyTestMain(m)
}

const issuerName = "https://licence.example.com"

var start = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

// kit is an issuer, and a site that believes it.
type kit struct {
	*testing.T
	*Site
	signer *answer.Signer
	http   *http.Client
	random *rand.ChaCha8
}

func newKit(t *testing.T, o Options) *kit {
	t.Helper()
	k := &kit{T: t, signer: newSigner(t, 1), http: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, random: rand.NewChaCha8([32]byte{1})}
	if o.Keys == nil {
		o.Keys = k.keys(k.signer)
	}
	o.Now = func() time.Time { return start.Add(time.Hour) }
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	k.Site = s
	return k
}

func newSigner(t *testing.T, seed byte) *answer.Signer {
	t.Helper()
	s, err := answer.NewSigner(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (k *kit) keys(signers ...*answer.Signer) []byte {
	set := &answer.KeySet{}
	for _, s := range signers {
		set.Add(s.Public())
	}
	return set.AppendJWKS(nil, nil)
}

func (k *kit) code() codec.Code {
	im, err := codec.ParsePrefix("IM")
	if err != nil {
		k.Fatal(err)
	}
	c, err := codec.NewCode(im, k.random)
	if err != nil {
		k.Fatal(err)
	}
	return c
}

// word is a statement about a code.
func (k *kit) word(c codec.Code, expires string, after time.Duration, change ...func(*answer.Claims, *answer.Statement)) string {
	day, err := term.ParseDay(expires)
	if err != nil {
		k.Fatal(err)
	}
	at := start.Add(after)
	s := answer.Statement{
		Result: answer.Valid, Issued: true, Product: "gateway", Seats: 1, Components: []string{"antivirus"},
		Expires: day, GraceEnds: day + 90, Zone: "Asia/Tokyo", UpdatesAllowed: true, ServerTime: at,
	}
	claims := answer.Claims{Issuer: issuerName, Subject: c.Fingerprint(), IssuedAt: at, Expires: at.Add(35 * 24 * time.Hour)}
	for _, f := range change {
		f(&claims, &s)
	}
	return string(k.signer.AppendStatement(nil, &claims, &s))
}

// send makes an exchange with a product.
func (k *kit) send(p *Product, token string, push *profile.Push) (profile.Holding, int) {
	k.Helper()
	method, body := http.MethodGet, []byte(nil)
	if push != nil {
		method = http.MethodPost
		body, _ = json.Marshal(push)
	}
	r, err := http.NewRequestWithContext(k.Context(), method, p.URL()+profile.Path, bytes.NewReader(body))
	if err != nil {
		k.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := k.http.Do(r)
	if err != nil {
		return profile.Holding{}, 0
	}
	defer resp.Body.Close()
	var h profile.Holding
	raw, _ := io.ReadAll(resp.Body)
	if resp.StatusCode == http.StatusOK {
		if err := json.Unmarshal(raw, &h); err != nil {
			k.Fatalf("%s: %v", raw, err)
		}
	}
	return h, resp.StatusCode
}

// brings pushes one item and gives what became of it.
func (k *kit) brings(p *Product, i profile.Item) string {
	k.Helper()
	h, status := k.send(p, p.Token(), &profile.Push{Items: []profile.Item{i}})
	if status != http.StatusOK || len(h.Results) != 1 {
		k.Fatalf("status %d, %+v", status, h)
	}
	return strings.TrimSpace(string(h.Results[0].Outcome) + " " + h.Results[0].Why)
}

func TestAProductTakesWhatTheIssuerSaysOfItsCode(t *testing.T) {
	k := newKit(t, Options{Count: 1, Product: "gateway", Build: "1300"})
	p, c := k.Products()[0], k.code()
	other := k.code()
	p.Use(c, "antivirus")
	forger := *k
	forger.signer = newSigner(t, 9)
	for _, step := range []struct{ says, word string }{
		{"refused not_in_use", k.word(other, "2027-03-31", 0)},
		{"taken", k.word(c, "2027-03-31", 0)},
		{"held", k.word(c, "2027-03-31", time.Minute)},
		{"refused superseded", k.word(c, "2027-03-31", 0)},
		{"taken", k.word(c, "2028-03-31", 2*time.Minute)},
		{"refused unknown_key", forger.word(c, "2099-03-31", 3*time.Minute)},
		{"refused unreadable", "a.b.c"},
		{"refused too_new", k.word(c, "2027-03-31", 24*time.Hour)},
		{"refused too_old", k.word(c, "2027-03-31", 3*time.Minute, func(x *answer.Claims, _ *answer.Statement) { x.Expires = start.Add(4 * time.Minute) })},
		{"refused wrong_product", k.word(c, "2027-03-31", 3*time.Minute, func(_ *answer.Claims, s *answer.Statement) { s.Product = "other" })},
		{"refused other_device", k.word(c, "2027-03-31", 3*time.Minute, func(x *answer.Claims, _ *answer.Statement) { x.Device = "somebody" })},
		{"refused other_issuer", k.word(c, "2027-03-31", 3*time.Minute, func(x *answer.Claims, _ *answer.Statement) { x.Issuer = "somebody" })},
	} {
		if got := k.brings(p, profile.Item{Statement: step.word}); got != step.says {
			t.Fatalf("it is %q, want %q", got, step.says)
		}
	}
	part, token, ok := p.Part(c)
	if !ok || part.Expires != "2028-03-31" || part.Result != "valid" || token == "" {
		t.Fatalf("it holds %+v", part)
	}
	if n := p.Counts(); n.Taken != 2 || n.Held != 1 || n.Refused != 9 || n.Pushes != 12 || n.Items != 12 {
		t.Fatalf("it counted %+v", n)
	}
}

func TestAnotherCodeIsTakenOnlyWhereItMayBe(t *testing.T) {
	for name, c := range map[string]struct {
		may    bool
		change func(*profile.Item)
		says   string
	}{
		"may":             {may: true, says: "taken"},
		"may not":         {says: "refused not_in_use"},
		"without code":    {may: true, change: func(i *profile.Item) { i.Code = "" }, says: "refused not_in_use"},
		"another's code":  {may: true, change: func(i *profile.Item) { i.Code = "IM" }, says: "refused other_code"},
		"other component": {may: true, change: func(i *profile.Item) { i.Component = "spam" }, says: "refused wrong_component"},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t, Options{Count: 1, NewCode: c.may, Components: []string{"antivirus"}})
			p, code := k.Products()[0], k.code()
			i := profile.Item{Code: code.Reveal(), Statement: k.word(code, "2027-03-31", 0)}
			if c.change != nil {
				c.change(&i)
			}
			if got := k.brings(p, i); got != c.says {
				t.Fatalf("it is %q, want %q", got, c.says)
			}
			if got := p.Holding().Product; (got == "gateway") != (c.says == "taken") {
				t.Fatalf("it is product %q then", got)
			}
		})
	}
}

func TestKeysAreFollowedAndRevocationsBelieved(t *testing.T) {
	k := newKit(t, Options{Count: 1, Issuer: issuerName})
	p, c, next := k.Products()[0], k.code(), newSigner(t, 2)
	p.Use(c)
	k.brings(p, profile.Item{Statement: k.word(c, "2027-03-31", 0)})
	rotation := string(k.signer.AppendRotation(nil, issuerName, next.Public(), start))
	set := &answer.KeySet{}
	set.Add(next.Public())
	list := next.AppendRevocations(nil, &answer.Revocations{
		Issuer: issuerName, IssuedAt: start.Add(time.Minute),
		List: []answer.Revocation{{Subject: c.Fingerprint(), At: start.Add(time.Minute), Reason: "returned"}},
	})
	push := profile.Push{Revocations: string(list)}
	k.send(p, p.Token(), &push)
	if len(p.Revocations().List) != 0 {
		t.Fatal("a list of an unknown key is believed")
	}
	push.Keys = set.AppendJWKS(nil, []string{rotation})
	k.send(p, p.Token(), &push)
	part, _, _ := p.Part(c)
	if len(p.Revocations().List) != 1 || part.Result != "revoked" {
		t.Fatalf("it holds %+v, %+v", p.Revocations(), part)
	}
	k.signer = next
	if got := k.brings(p, profile.Item{Statement: k.word(c, "2028-03-31", 5*time.Minute)}); got != "taken" {
		t.Fatalf("the next key's word is %q", got)
	}
	if part, _, _ := p.Part(c); part.Result != "valid" {
		t.Fatalf("a newer word does not win: %+v", part)
	}
}

func TestOnFirstUseTheKeysOfTheFirstPushAreTaken(t *testing.T) {
	k := newKit(t, Options{Count: 1, Keys: []byte(`{"keys":[]}`)})
	p, c := k.Products()[0], k.code()
	p.Use(c)
	i := profile.Item{Statement: k.word(c, "2027-03-31", 0)}
	if got := k.brings(p, i); got != "refused no_keys" {
		t.Fatalf("without keys it is %q", got)
	}
	h, _ := k.send(p, p.Token(), &profile.Push{Items: []profile.Item{i}, Keys: k.keys(k.signer)})
	if h.Results[0].Outcome != profile.Taken {
		t.Fatalf("with keys it is %+v", h.Results)
	}
}

func TestATokenAndAFaultStandBeforeEverything(t *testing.T) {
	k := newKit(t, Options{Count: 1, Product: "gateway"})
	p := k.Products()[0]
	if _, status := k.send(p, "wrong", nil); status != http.StatusUnauthorized || p.Counts().Unauthorized != 1 {
		t.Fatalf("a wrong token gives %d", status)
	}
	for fault, want := range map[Fault]int{
		FaultNone: 200, FaultRefuse: 401, FaultBusy: 503, FaultCutBefore: 0, FaultPage: 200, FaultNonsense: 200, FaultRedirect: 200,
	} {
		p.SetFault(fault)
		if fault == FaultPage {
			continue // no JSON
		}
		if _, status := k.send(p, p.Token(), nil); status != want {
			t.Errorf("fault %q gives %d, want %d", fault, status, want)
		}
	}
	if p.Counts().Strayed != 1 {
		t.Error("a redirect that was followed is not counted")
	}
}

func TestAProductThatWasOffComesBackAtItsAddress(t *testing.T) {
	k := newKit(t, Options{Count: 2})
	p := k.Product("product-0001")
	at := p.URL()
	for range 2 { // twice is no fault
		if err := p.Off(); err != nil {
			t.Fatal(err)
		}
	}
	if _, status := k.send(p, p.Token(), nil); status != 0 {
		t.Fatalf("it answers %d though it is off", status)
	}
	for range 2 {
		if err := p.On(); err != nil {
			t.Fatal(err)
		}
	}
	if _, status := k.send(p, p.Token(), nil); status != http.StatusOK || p.URL() != at {
		t.Fatalf("it answers %d at %s, was at %s", status, p.URL(), at)
	}
}

func TestOptionsThatCannotBe(t *testing.T) {
	for name, o := range map[string]Options{
		"address": {Count: 1, Host: "203.0.113.77"},
		"keys":    {Count: 1, Keys: []byte("{")},
		"code":    {Count: 1, Codes: []string{"IM-1"}},
	} {
		if s, err := New(o); err == nil {
			t.Errorf("%s: it starts all the same", name)
			_ = s.Close()
		}
	}
}

// door is a manager's door that answers from a shelf, or as if from the issuer.
func (k *kit) door(c codec.Code, fresh bool) *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("/ollu/license_update.aspx", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/jwt")
		_, _ = io.WriteString(w, k.word(c, "2030-03-31", 10*time.Minute, func(x *answer.Claims, _ *answer.Statement) {
			if fresh {
				x.Nonce, x.Device = r.FormValue("nonce"), r.FormValue("device")
			}
		}))
	})
	mux.HandleFunc("/ollu/keys.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/jwk-set+json")
		_, _ = w.Write(k.keys(k.signer))
	})
	s := httptest.NewServer(mux)
	k.Cleanup(s.Close)
	return s
}

func TestAProductAsksAtADoorAsAnAgentDoes(t *testing.T) {
	for name, fresh := range map[string]bool{"from the shelf": false, "from the issuer": true} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t, Options{Count: 1, Keys: []byte(`{"keys":[]}`)})
			p, c := k.Products()[0], k.code()
			p.Use(c)
			if err := p.Pull(t.Context(), k.door(c, fresh).URL, k.http.Transport); err != nil {
				t.Fatal(err)
			}
			part, _, _ := p.Part(c)
			if part.Expires != "2030-03-31" || p.Counts().Pulls != 1 {
				t.Fatalf("it holds %+v, counted %+v", part, p.Counts())
			}
			k.signer = newSigner(t, 9)
			if err := p.Pull(t.Context(), k.door(c, fresh).URL, k.http.Transport); err == nil || p.Counts().PullsFailed != 1 {
				t.Fatal("an answer of another key is believed")
			}
		})
	}
}
