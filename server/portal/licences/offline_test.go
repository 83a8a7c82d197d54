package licences

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/keystore"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// Row L7: asked for, told to the operator, waited for, answered, asked for again.
func TestOfflineRequest(t *testing.T) {
	s, _ := site(t)
	_, code := owned(s, visittest.Appliance, 100, nil)
	u := s.Users[visittest.Editor]
	b := s.LogIn(visittest.Editor)
	p := b.Get("/products/2/offline").Want(http.StatusOK, "Request an offline code", "About the installation")
	b.Submit("/products/2/offline", p.With("note", "工場内のサーバ\r\n<b>v9.1</b>")).Want(http.StatusOK, "Your request was sent", "Requested on 2026-11-21 12:00", "工場内のサーバ")
	if strings.Contains(b.Get("/products/2/offline").Body, "<textarea") {
		t.Error("a request that waits can be made once more")
	}
	letters := s.Letters()
	if len(letters) != 1 {
		t.Fatalf("%d letters wait", len(letters))
	}
	var data offlineData
	if err := json.Unmarshal(letters[0].Data, &data); err != nil {
		t.Fatal(err)
	}
	if l := letters[0]; l.Kind != "offline_requested" || l.To != visittest.OperatorMail || l.Account != u.Account ||
		data.No != 2 || data.Code != code.String() || data.Account != u.Account || !strings.Contains(data.Note, "v9.1") || strings.Contains(string(l.Data), code.Reveal()) {
		t.Errorf("%+v %s", l, l.Data)
	}
	b.Submit("/products/2/offline", url.Values{"note": {"again"}}).Want(http.StatusOK, "under way already")
	b.Get("/products/2").Want(http.StatusOK, "Offline request")
	b.Get("/products?status=waiting").Want(http.StatusOK, "1 to 1 of 1")
	if len(s.Letters()) != 1 {
		t.Error("a second request was mailed")
	}

	offline := s.Licence(visittest.Appliance, 100, nil)
	s.Do(keystore.AnswerOffline{Account: u.Account, No: 2, Code: offline})
	b.Get("/products/2/offline").Want(http.StatusOK, offline.Reveal(), "Issued on 2026-11-21 12:00", "Request another one")
	b.Get("/products?status=waiting").Want(http.StatusOK, "Nothing matches")
	b.Submit("/products/2/offline", url.Values{"note": {"one more"}}).Want(http.StatusOK, "Your request was sent")
	b.Get("/products/2").Want(http.StatusOK, "Earlier keys and codes", offline.Reveal())
}

func TestOfflineRefusals(t *testing.T) {
	s, _ := site(t)
	_, code := owned(s, visittest.Appliance, 100, nil)
	b := s.LogIn(visittest.Owner)
	for _, note := range []string{"", strings.Repeat("長", noteLength+1)} {
		p := b.Post("/products/2/offline", url.Values{"note": {note}}).Want(http.StatusUnprocessableEntity)
		if p.Error("note") == "" || note != "" && !strings.Contains(p.Body, note) {
			t.Errorf("the field does not say what is wrong, or what was typed is gone: %.80s", p.Text())
		}
	}
	b.Post("/products/2/offline", url.Values{"note": {strings.Repeat("😀", noteLength)}}).Leads("/products/2/offline")
	viewer := s.LogIn(visittest.Viewer)
	viewer.Post("/products/1/offline", url.Values{"note": {"x"}}).Want(http.StatusForbidden)
	viewer.Get("/products/1/offline").Want(http.StatusOK, "Your role lets you look")
	other := s.Licence(visittest.Hosted, 100, nil)
	s.Own(s.Users[visittest.Owner], other)
	s.Do(keystore.Suspend{Code: other})
	s.Do(keystore.Suspend{Code: code})
	b.Submit("/products/3/offline", url.Values{"note": {"x"}}).Want(http.StatusOK, "because of its status: Suspended")
	b.Speak(words.JA)
	b.Get("/products/3/offline").Want(http.StatusOK, "ステータスが「一時停止中」のため")
}

// A portal without an operator's address takes requests all the same.
func TestOfflineWithoutOperatorMail(t *testing.T) {
	s := visittest.Prepare(t, Pages())
	s.Desk.OperatorMail = ""
	s.Serve(Routes())
	s.LogIn(visittest.Owner).Submit("/products/1/offline", url.Values{"note": {"x"}}).Want(http.StatusOK, "Your request was sent")
	if len(s.Letters()) != 0 {
		t.Error("a letter goes to nobody")
	}
}

func TestCertificate(t *testing.T) {
	s, _ := site(t)
	key, err := codec.NewKey(codec.Prefix{'I', 'M'}, s.Random)
	if err != nil {
		t.Fatal(err)
	}
	_, code := owned(s, visittest.Appliance, 100, func(l *keystore.Licence) { l.Key, l.Order = key, "PO-1" })
	owned(s, visittest.Hosted, 0, func(l *keystore.Licence) { l.Perpetual, l.Expires, l.Grace = true, 0, 0 })
	b := s.LogIn(visittest.Viewer)
	b.Get("/products/2/certificate").Want(http.StatusOK, "Licence certificate", "株式会社テスト tester", "Mail Gateway Appliance", code.Reveal(), key.Reveal(),
		"2026-11-21 to the day before 2027-03-01", "PO-1", "As of 2026-11-21")
	b.Get("/products/3/certificate").Want(http.StatusOK, "From 2026-11-21, without end")
	b.Speak(words.JA)
	b.Get("/products/2/certificate").Want(http.StatusOK, "ライセンス証書", "2026年11月21日 から 2027年3月1日 の前日まで")
	s.Do(keystore.Revoke{Code: code, Reason: "x"})
	b.Get("/products/2/certificate").Leads("/products/2")
}
