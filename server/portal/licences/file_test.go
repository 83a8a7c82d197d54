package licences

import (
	"net/http"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/keystore"
	"ollu/keystore/audit"
	"ollu/server/access"
	"ollu/server/portal/visit/visittest"
	"ollu/server/signing"
	"ollu/server/words"
)

// A file is what a product takes that trusts the issuer's keys, and the log and
// the customer's own activity say who made it.
func TestFile(t *testing.T) {
	s, _ := site(t)
	_, code := owned(s, visittest.Appliance, 100, nil)
	b := s.LogIn(visittest.Viewer)
	p := b.Post("/products/2/file", nil).Want(http.StatusOK)
	if got := p.Header.Get("Content-Disposition"); got != `attachment; filename="mail-gateway-appliance-2.lic"` {
		t.Error(got)
	}
	keys, _, err := answer.ParseJWKS(s.Desk.Ring().KeySetJSON())
	if err != nil {
		t.Fatal(err)
	}
	st, err := keys.Verify([]byte(strings.TrimSpace(p.Body)), &answer.Expect{
		Issuer: s.Desk.Ring().Issuer(), Subject: code.Fingerprint(), Device: "any", DeviceOptional: true, Now: s.Now(),
	})
	if err != nil || st.Result != answer.Valid || st.Statement.Expires != today+100 || st.Product != visittest.Appliance {
		t.Errorf("%+v %v", st, err)
	}
	var last audit.Entry
	if err := s.Store.Audit(t.Context(), 1, func(e audit.Entry) error { last = e; return nil }); err != nil {
		t.Fatal(err)
	}
	if last.Action != audit.SignFile || last.Actor != visittest.Viewer || last.To != today+190 || last.Fingerprint != code.Fingerprint() {
		t.Errorf("logged %+v", last)
	}
	b.Get("/activity").Want(http.StatusOK, "Licence file made", visittest.Viewer, code.String())
}

// Where there is no file the line's page says why.
func TestNoFile(t *testing.T) {
	for name, c := range map[string]struct {
		days  int
		after func(codec.Code) keystore.Change
		want  string
	}{
		"suspended":     {50, func(c codec.Code) keystore.Change { return keystore.Suspend{Code: c} }, "because of its status: Suspended"},
		"revoked":       {50, func(c codec.Code) keystore.Change { return keystore.Revoke{Code: c, Reason: "x"} }, "because of its status: Revoked"},
		"grace is over": {-90, nil, "because its grace period is over"},
	} {
		s, _ := site(t)
		_, code := owned(s, visittest.Appliance, c.days, nil)
		if c.after != nil {
			s.Do(c.after(code))
		}
		b := s.LogIn(visittest.Owner)
		b.Submit("/products/2/file", nil).Want(http.StatusOK, c.want)
		if p := b.Get("/activity"); strings.Contains(p.Text(), "Licence file made") {
			t.Errorf("%s: a file was noted", name)
		}
	}
}

// Keys that cannot be used are our trouble: the customer is told when to come
// back, the log why.
func TestFileWithoutKeys(t *testing.T) {
	s := visittest.Prepare(t, Pages())
	s.Desk.Ring = func() *signing.Ring { return nil }
	s.Serve(Routes())
	b := s.LogIn(visittest.Owner)
	b.Submit("/products/1/file", nil).Want(http.StatusOK, "cannot be signed at the moment")
	if s.Logged.FilterMessageSnippet("could not be signed").Len() != 1 {
		t.Error("the log does not say that a file could not be signed")
	}
	b.Speak(words.JA)
	b.Submit("/products/1/file", nil).Want(http.StatusOK, "現在ファイルに署名できません")
}

func TestFilesAreLimited(t *testing.T) {
	s, _ := site(t)
	b := s.LogIn(visittest.Owner)
	for s.Desk.Limits.Take(access.LimitDownload, string(s.Users[visittest.Owner].Account)) == 0 {
	}
	b.Post("/products/1/file", nil).Want(http.StatusTooManyRequests)
	b.Get("/products.csv").Want(http.StatusTooManyRequests)
}
