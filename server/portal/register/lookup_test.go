package register

import (
	"net/http"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// Every standing and phase of a code, as the server holds it (row L6).
func TestLicenceDetails(t *testing.T) {
	for _, l := range words.Langs {
		s := site(t)
		revoked, suspended, replaced := s.Licence(visittest.Appliance, 100, nil), s.Licence(visittest.Appliance, 100, nil), s.Licence(visittest.Appliance, 100, nil)
		s.Do(keystore.Revoke{Code: revoked, Reason: "published on a web page"})
		s.Do(keystore.Suspend{Code: suspended, Reason: "payment is clarified"})
		next, err := codec.NewCode(codec.Prefix{'I', 'M'}, s.Random)
		if err != nil {
			t.Fatal(err)
		}
		s.Do(keystore.Replace{Old: replaced, New: keystore.Licence{Code: next}})
		active := s.Licence(visittest.Appliance, 100, func(l *keystore.Licence) { l.Owner = "the owner’s name" })
		s.Do(keystore.Activate{Code: active, Device: "gw-1"})
		for _, row := range []struct {
			code  codec.Code
			wants []string
		}{
			{active, []string{words.Say(l, words.StateActive, nil), words.Say(l, words.RegisterLookDaysLeft, words.Args{"days": 100}), words.Say(l, words.RegisterLookOf, words.Args{"count": 1, "limit": 4}), words.Say(l, words.RegisterLookActivated, nil), "Antivirus", "Spam prevention"}},
			{s.Licence(visittest.Appliance, 0, nil), []string{words.Say(l, words.StateGrace, nil), words.Say(l, words.RegisterLookToday, nil), words.Say(l, words.StateNotActivated, nil)}},
			{s.Licence(visittest.Appliance, -10, nil), []string{words.Say(l, words.StateGrace, nil), words.Say(l, words.RegisterLookDaysAgo, words.Args{"days": 10})}},
			{s.Licence(visittest.Appliance, -200, nil), []string{words.Say(l, words.StateExpired, nil), words.Say(l, words.ResultExpired, nil)}},
			{s.Licence(visittest.Hosted, 0, func(l *keystore.Licence) { l.Perpetual, l.Expires, l.Grace, l.DeviceLimit = true, 0, 0, 0 }), []string{words.Say(l, words.Perpetual, nil), words.Say(l, words.RegisterLookUnlimited, words.Args{"count": 0})}},
			{s.Licence(visittest.Hosted, 20, func(l *keystore.Licence) { l.Type = product.Trial }), []string{words.Say(l, words.TypeTrial, nil)}},
			{revoked, []string{words.Say(l, words.StateRevoked, nil), "published on a web page"}},
			{suspended, []string{words.Say(l, words.StateSuspended, nil), "payment is clarified"}},
			{replaced, []string{words.Say(l, words.StateReplaced, nil)}},
			{s.Licence(visittest.Appliance, 9, func(l *keystore.Licence) { l.Product = "gone" }), []string{words.Say(l, words.RegisterLookGone, nil), "gone"}},
		} {
			b := s.Browser(l)
			page := b.Post("/licence", b.Get("/licence").With("code", strings.ToLower(row.code.Reveal()))).Want(http.StatusOK, append(row.wants, row.code.Reveal(), words.Say(l, words.RegisterLookResult, nil))...)
			for _, secret := range []string{"the owner’s name", next.Reveal(), "gw-1"} {
				if strings.Contains(page.Body, secret) {
					t.Errorf("%v: %q is shown", l, secret)
				}
			}
		}
	}
}

// Mistyped, unknown and a key are told apart.
func TestLicenceDetailsRefused(t *testing.T) {
	s := site(t)
	code := s.Licence(visittest.Appliance, 100, nil)
	never, err := codec.NewCode(codec.Prefix{'I', 'M'}, s.Random)
	if err != nil {
		t.Fatal(err)
	}
	key := s.Key(visittest.Appliance, nil)
	for _, l := range words.Langs {
		for typed, want := range map[string]struct {
			status int
			text   string
		}{
			"":                      {http.StatusUnprocessableEntity, words.Say(l, words.FieldMissing, words.Args{"label": words.Say(l, words.RegisterCode, nil)})},
			mistyped(code.Reveal()): {http.StatusUnprocessableEntity, words.Say(l, words.FieldKeyMeant, words.Args{"meant": code.Reveal()})},
			key.Reveal():            {http.StatusUnprocessableEntity, words.Say(l, words.RegisterLookKey, nil)},
			never.Reveal():          {http.StatusNotFound, words.Say(l, words.RegisterLookUnknown, nil)},
		} {
			b := s.Browser(l)
			page := b.Post("/licence", b.Get("/licence").With("code", typed)).Want(want.status)
			if said := page.Error("code"); !strings.Contains(said, want.text) {
				t.Errorf("%v: of %q it says %q, want %q", l, typed, said, want.text)
			}
			if page.Fields().Get("code") != typed {
				t.Errorf("%v: %q is not kept", l, typed)
			}
		}
	}
	b := s.Browser(words.EN)
	page := b.Post("/licence", b.Get("/licence").With("code", mistyped(code.Reveal())))
	b.Post("/licence", page.With("meant", code.Reveal())).Want(http.StatusOK, words.Say(words.EN, words.StateActive, nil))
	b.Get("/licence?code=" + code.Reveal()).Want(http.StatusOK)
	if body := b.Get("/licence?code=" + code.Reveal()).Body; strings.Contains(mainOf(&visittest.Page{Body: body}), code.Reveal()) {
		t.Error("a code in an address is looked at")
	}
}

// After a few look-ups a robot check is due, and after many it is enough.
func TestLookUpsAreCounted(t *testing.T) {
	s := site(t)
	code := s.Licence(visittest.Appliance, 100, nil)
	b := s.Browser(words.EN)
	for n := range unasked {
		page := b.Get("/licence")
		if page.Fields().Has("robot_token") {
			t.Errorf("the robot check is due after %d", n)
		}
		b.Post("/licence", page.With("code", code.Reveal())).Want(http.StatusOK, words.Say(words.EN, words.RegisterLookResult, nil))
	}
	bare := b.Get("/licence").With("code", code.Reveal(), "robot_nonce", "")
	b.Post("/licence", bare).Want(http.StatusUnprocessableEntity, words.Say(words.EN, words.LookRobotWrong, nil))
	for n := 0; ; n++ {
		page := b.Post("/licence", b.Get("/licence").With("code", code.Reveal()))
		if page.Status == http.StatusTooManyRequests {
			return
		}
		page.Want(http.StatusOK)
		if n > 200 {
			t.Fatal("codes can be looked up without end")
		}
	}
}
