package adminapi

import (
	"testing"
	"time"

	"ollu/keystore"
	"ollu/server/wire"
)

func TestMail(t *testing.T) {
	h := newHouse(t)
	for _, name := range []string{"a-name", "b-name", "c-name", "d-name"} {
		h.joined(name, nil, h.issued(sold()).Code)
	}
	h.act(keystore.Act{Change: keystore.LetterFailed{ID: "letter-b-name", Problem: "550 no such user", Dead: true}})
	h.act(keystore.Act{Change: keystore.LetterFailed{ID: "letter-c-name", Problem: "451 later", Due: h.now.Add(time.Minute)}})
	for state, want := range map[string][]string{
		"": {"letter-a-name", "letter-b-name", "letter-c-name", "letter-d-name"}, "dead": {"letter-b-name"},
		"waiting": {"letter-a-name", "letter-c-name", "letter-d-name"},
	} {
		var got []wire.Letter
		q := wire.MailListRequest{State: state, Limit: 2}
		for range 5 {
			page := ok[wire.MailsResponse](h.post(wire.PathMailList, q).nothingSecret())
			got = append(got, page.Letters...)
			if q.After = page.Next; page.Next == "" {
				break
			}
		}
		if len(got) != len(want) {
			t.Fatalf("%q: %+v", state, got)
		}
		for i := range got {
			if got[i].ID != want[i] || got[i].To != want[i][7:10]+"*****@example.com" || got[i].Kind != "registered" || got[i].Dead != (got[i].ID == "letter-b-name") {
				t.Errorf("%q: %+v", state, got[i])
			}
		}
	}
	h.post(wire.PathMailDrop, wire.MailRequest{ID: "letter-c-name"}).refused(wire.Conflict)
	ok[wire.MailResponse](h.post(wire.PathMailRetry, wire.MailRequest{ID: "letter-c-name"}))
	if l := ok[wire.MailsResponse](h.post(wire.PathMailList, wire.MailListRequest{State: "waiting"})).Letters[1]; !l.Due.Equal(h.now) || l.Tries != 1 || l.Problem != "451 later" {
		t.Errorf("%+v", l)
	}
	if got := ok[wire.MailResponse](h.post(wire.PathMailDrop, wire.MailRequest{ID: "letter-b-name"})); got.ID != "letter-b-name" {
		t.Errorf("%+v", got)
	}
	for _, path := range []string{wire.PathMailRetry, wire.PathMailDrop} {
		h.post(path, wire.MailRequest{ID: "letter-b-name"}).refused(wire.NotFound)
		h.post(path, wire.MailRequest{}).refused(wire.InvalidRequest)
	}
	h.post(wire.PathMailList, wire.MailListRequest{State: "sent"}).refused(wire.InvalidRequest)
	if s := ok[wire.StatusResponse](h.post(wire.PathStoreStatus, "{}")); s.Accounts != 4 || s.Letters != 3 {
		t.Errorf("%+v", s)
	}
}
