package adminapi

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/wire"
)

func TestOrderShow(t *testing.T) {
	h := newHouse(t)
	q := sold()
	q.Order, q.WithKey = "PO-7", true
	held, lone := h.issued(q), h.issued(q)
	keys := ok[wire.KeysResponse](h.post(wire.PathKeyIssue, wire.KeyIssueRequest{Product: "appliance", Months: 12, Count: 3, Order: "PO-7"})).Keys
	ok[wire.KeysResponse](h.post(wire.PathKeyIssue, wire.KeyIssueRequest{Product: "appliance", Months: 12, Order: "PO-77"}))
	a := h.joined("chiyoda", []codec.Key{*held.RegistrationKey})

	var got []wire.OrderedKey
	request := wire.OrderRequest{Order: "PO-7", Limit: 2}
	for range 5 {
		page := ok[wire.OrderResponse](h.post(wire.PathOrderShow, request))
		got = append(got, page.Keys...)
		if request.After = page.Next; page.Next == nil {
			break
		}
	}
	if len(got) != 5 || !slices.IsSortedFunc(got, func(a, b wire.OrderedKey) int { return strings.Compare(a.Key.Key.Reveal(), b.Key.Key.Reveal()) }) {
		t.Fatalf("%d keys: %+v", len(got), got)
	}
	for _, k := range got {
		switch k.Key.Key {
		case *held.RegistrationKey:
			if k.Licence == nil || k.Licence.Code != held.Code || k.Holder == nil || *k.Holder != (wire.Holder{Account: string(a.ID), Company: "chiyoda株式会社", No: 1}) || k.Key.RegisteredAt.IsZero() {
				t.Errorf("held: %+v", k)
			}
		case *lone.RegistrationKey:
			if k.Licence == nil || k.Holder != nil {
				t.Errorf("nobody's: %+v", k)
			}
		default:
			if k.Licence != nil || k.Holder != nil || !slices.ContainsFunc(keys, func(o wire.RegKey) bool { return o.Key == k.Key.Key }) {
				t.Errorf("open: %+v", k)
			}
		}
	}
	h.post(wire.PathOrderShow, wire.OrderRequest{Order: "PO"}).refused(wire.NotFound)
	h.post(wire.PathOrderShow, wire.OrderRequest{}).refused(wire.InvalidRequest)
	last := got[4].Key.Key
	if page := ok[wire.OrderResponse](h.post(wire.PathOrderShow, wire.OrderRequest{Order: "PO-7", After: &last})); len(page.Keys) != 0 {
		t.Errorf("after the last: %+v", page)
	}
}

func TestRegistrationShow(t *testing.T) {
	h := newHouse(t)
	q := sold()
	q.WithKey = true
	l, lone := h.issued(q), h.issued(q)
	open := ok[wire.KeysResponse](h.post(wire.PathKeyIssue, wire.KeyIssueRequest{Product: "appliance", Months: 12})).Keys[0]
	a := h.joined("chiyoda", nil, l.Code)
	for _, q := range []wire.RegistrationRequest{{Code: &l.Code}, {Key: l.RegistrationKey}} {
		got := ok[wire.RegistrationResponse](h.post(wire.PathRegistrationShow, q).nothingSecret())
		if got.Holder.Account != string(a.ID) || got.Registration.Code != l.Code || got.Licence.Code != l.Code || got.Registration.No != 1 {
			t.Errorf("%+v", got)
		}
	}
	for _, q := range []wire.RegistrationRequest{{Code: &lone.Code}, {Key: lone.RegistrationKey}, {Key: &open.Key}} {
		if e := h.post(wire.PathRegistrationShow, q).refused(wire.NotFound); !strings.Contains(e.Message, "no account has registered it") {
			t.Errorf("%+v", e)
		}
	}
	never, err := codec.NewCode(codec.Prefix{'I', 'M'}, h.random)
	if err != nil {
		t.Fatal(err)
	}
	if e := h.post(wire.PathRegistrationShow, wire.RegistrationRequest{Code: &never}).refused(wire.NotFound); strings.Contains(e.Message, "registered") {
		t.Errorf("%+v", e)
	}
	h.post(wire.PathRegistrationShow, wire.RegistrationRequest{}).refused(wire.InvalidRequest)
	h.post(wire.PathRegistrationShow, wire.RegistrationRequest{Code: &l.Code, Key: l.RegistrationKey}).refused(wire.InvalidRequest)

	heir := ok[wire.ReplaceResponse](h.post(wire.PathLicenceReplace, wire.ReplaceRequest{Code: l.Code})).Licence
	got := ok[wire.RegistrationResponse](h.post(wire.PathRegistrationShow, wire.RegistrationRequest{Code: &l.Code}))
	if got.Registration.Code != heir.Code || got.Licence.Code != heir.Code || len(got.Registration.Former) != 1 || got.Registration.Former[0].Code != l.Code {
		t.Errorf("replaced: %+v", got)
	}
}

// asks makes the account's owner ask for an offline code for a line.
func (h *house) asks(a customer.Account, no int) {
	h.t.Helper()
	h.act(keystore.Act{For: a.ID, Change: keystore.RequestOffline{Account: a.ID, No: no, User: h.ownerOf(a.ID).ID, Note: "閉じた網"}})
}

func TestRequests(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.PortalURL = "https://portal.example.com" })
	var all []wire.WaitingRequest
	for _, name := range []string{"chiyoda", "minato", "shinjuku"} {
		a := h.joined(name, nil, h.issued(sold()).Code, h.issued(sold()).Code)
		h.asks(a, 1)
		h.asks(a, 2)
	}
	q := wire.RequestListRequest{Limit: 1}
	for range 9 {
		page := ok[wire.RequestsResponse](h.post(wire.PathRequestList, q).nothingSecret())
		all = append(all, page.Requests...)
		if q.After = page.Next; page.Next == "" {
			break
		}
	}
	if len(all) != 6 || all[0].Note != "閉じた網" || all[1].No != 2 || !strings.HasSuffix(all[0].Login, "-login") || !all[0].At.Equal(noon) {
		t.Fatalf("%+v", all)
	}
	first := all[0]
	offline := sold()
	offline.Offline = true
	code := h.issued(offline)
	answer := wire.AnswerRequest{Account: first.Account, No: first.No, Code: code.Code}
	for range 2 { // the repetition queues no second mail
		w := ok[wire.AccountResponse](h.post(wire.PathRequestAnswer, answer, "Idempotency-Key", "answer")).Account
		if r := w.Registrations[0].Request; r == nil || r.Answer == nil || *r.Answer != code.Code || !r.AnsweredAt.Equal(noon) {
			t.Errorf("%+v", r)
		}
	}
	if left := ok[wire.RequestsResponse](h.post(wire.PathRequestList, wire.RequestListRequest{})).Requests; len(left) != 5 {
		t.Errorf("%d left", len(left))
	}
	told := h.letters("offline_answered")
	var says map[string]string
	if len(told) != 1 || json.Unmarshal(told[0].Data, &says) != nil || !strings.HasPrefix(first.Login, strings.TrimSuffix(told[0].To, "@example.com")) {
		t.Fatalf("%+v", told)
	}
	for field, want := range map[string]string{"person": "花子", "product": "appliance", "code": code.Code.Reveal(), "expires": "2027-03-31", "url": "https://portal.example.com"} {
		if says[field] != want {
			t.Errorf("%s is %q", field, says[field])
		}
	}
	h.post(wire.PathRequestAnswer, answer).refused(wire.Conflict)
	online := h.issued(sold())
	second := wire.AnswerRequest{Account: first.Account, No: 2, Code: online.Code}
	if e := h.post(wire.PathRequestAnswer, second).refused(wire.InvalidRequest); e.Field != "code" {
		t.Errorf("%+v", e)
	}
	other := all[2]
	h.post(wire.PathRequestAnswer, wire.AnswerRequest{Account: other.Account, No: other.No, Code: code.Code}).refused(wire.Registered)
	h.post(wire.PathRequestAnswer, wire.AnswerRequest{Account: first.Account, No: 9, Code: code.Code}).refused(wire.NotFound)
	h.post(wire.PathRequestAnswer, wire.AnswerRequest{Account: first.Account, No: 1}).refused(wire.InvalidRequest)
	if len(h.letters("offline_answered")) != 1 {
		t.Error("a refusal queued a mail")
	}
}
