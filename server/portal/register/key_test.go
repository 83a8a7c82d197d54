package register

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/keystore"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// wide writes a key in full-width letters, as a Japanese keyboard does.
func wide(s string) string {
	return strings.Map(func(r rune) rune { return r + 0xFEE0 }, s)
}

// mistyped changes one symbol.
func mistyped(s string) string {
	b := []byte(s)
	if b[8] == 'X' {
		b[8] = 'Y'
	} else {
		b[8] = 'X'
	}
	return string(b)
}

func TestKeyAsItIsTyped(t *testing.T) {
	s := site(t)
	key, code := s.Key(visittest.Appliance, nil).Reveal(), s.Licence(visittest.Hosted, 90, nil).Reveal()
	for name, typed := range map[string]string{
		"as printed": key, "small": strings.ToLower(key), "no hyphens": strings.ReplaceAll(key, "-", ""),
		"full width": wide(key), "spaces": " " + strings.ReplaceAll(key, "-", " ") + " ", "a code": code, "a code in full width": wide(code),
	} {
		b := s.Browser(words.JA)
		b.Post("/register", b.Get("/register").With("key", typed)).Leads("/register/product")
		want := key
		if strings.Contains(name, "code") {
			want = code
		}
		b.Get("/register/product").Want(http.StatusOK, want)
		if got := b.Get("/register").Fields().Get("key"); got != want {
			t.Errorf("%s: going back shows %q, want %q", name, got, want)
		}
	}
}

func TestKeyRefused(t *testing.T) {
	s := site(t)
	key := s.Key(visittest.Appliance, nil)
	never, err := codec.NewKey(codec.Prefix{'I', 'M'}, s.Random)
	if err != nil {
		t.Fatal(err)
	}
	gone := s.Licence(visittest.Appliance, 100, nil)
	s.Do(keystore.Revoke{Code: gone, Reason: "returned"})
	unknown := s.Key(visittest.Appliance, func(k *keystore.RegKey) { k.Product = "out-of-the-catalogue" })
	for _, l := range words.Langs {
		for typed, want := range map[string]string{
			"":                     words.Say(l, words.FieldMissing, words.Args{"label": words.Say(l, words.FieldProductKey, nil)}),
			"IM-1234":              words.Say(l, words.FieldKeyLength, words.Args{"got": 6, "key": codec.KeySymbols, "code": codec.CodeSymbols}),
			mistyped(key.Reveal()): words.Say(l, words.FieldKeyMeant, words.Args{"meant": key.Reveal()}),
			never.Reveal():         words.Say(l, words.RegisterUnknown, nil),
			gone.Reveal():          words.Say(l, words.RegisterWithheld, nil),
			unknown.Reveal():       words.Say(l, words.RegisterWithheld, nil),
		} {
			b := s.Browser(l)
			page := b.Post("/register", b.Get("/register").With("key", typed)).Want(http.StatusUnprocessableEntity)
			if said := page.Error("key"); !strings.Contains(said, want) {
				t.Errorf("%v: of %q it says %q, want %q", l, typed, said, want)
			}
			if got := page.Fields().Get("key"); got != typed {
				t.Errorf("%v: what was typed, %q, came back as %q", l, typed, got)
			}
		}
	}
}

// The correction that is offered can be taken by its button.
func TestCorrectionIsTaken(t *testing.T) {
	s := site(t)
	key := s.Key(visittest.Appliance, nil).Reveal()
	b := s.Browser(words.EN)
	page := b.Post("/register", b.Get("/register").With("key", mistyped(key))).Want(http.StatusUnprocessableEntity, "Use "+key)
	b.Post("/register", page.With("meant", key)).Leads("/register/product")
	b.Get("/register/product").Want(http.StatusOK, key)
}

// A key that is somebody's is answered alike, whosever it is, and whoever asks.
func TestKeyOfAnother(t *testing.T) {
	s := site(t)
	code := s.Licence(visittest.Appliance, 100, nil)
	other := s.Open("other-one")
	s.Own(other, code)
	for _, l := range words.Langs {
		b := s.Browser(l)
		page := b.Post("/register", b.Get("/register").With("key", code.Reveal()))
		page.Want(http.StatusConflict, words.Say(l, words.RegisterTaken, nil), words.Say(l, words.RegisterTakenText, nil), visittest.SupportMail)
		mine := s.LogIn(visittest.Owner)
		mine.Speak(l)
		again := mine.Post("/products/add", mine.Get("/products/add").With("key", code.Reveal())).Want(http.StatusConflict, words.Say(l, words.RegisterTakenText, nil))
		own := s.Enter(other)
		own.Speak(l)
		his := own.Post("/products/add", own.Get("/products/add").With("key", code.Reveal())).Want(http.StatusConflict)
		if mainOf(again) != mainOf(his) {
			t.Errorf("%v: whose it is makes a difference:\n%s\n%s", l, mainOf(again), mainOf(his))
		}
		for _, p := range []*visittest.Page{page, again} {
			if strings.Contains(p.Body, "other-one") {
				t.Errorf("%v: it says whose it is", l)
			}
		}
		b.Get("/register/product").Leads("/register")
	}
}

// mainOf is the page without its frame.
func mainOf(p *visittest.Page) string {
	_, rest, _ := strings.Cut(p.Body, "<main")
	inside, _, _ := strings.Cut(rest, "</main>")
	return inside
}

func TestRobotsAreHeldOff(t *testing.T) {
	s := site(t)
	key := s.Key(visittest.Appliance, nil).Reveal()
	b := s.Browser(words.EN)
	form := b.Get("/register").With("key", key)
	bare := b.Get("/register").With("key", key, "robot_nonce", "", "robot_answer", "no number")
	b.Post("/register", bare).Want(http.StatusUnprocessableEntity, words.Say(words.EN, words.LookRobotWrong, nil))
	b.Post("/register", form).Leads("/register/product")
	b.Post("/register", form).Want(http.StatusUnprocessableEntity, words.Say(words.EN, words.LookRobotStale, nil))
	late := b.Get("/register").With("key", key)
	s.Pass(11 * time.Minute)
	b.Post("/register", late).Want(http.StatusUnprocessableEntity, words.Say(words.EN, words.LookRobotStale, nil))
}

func TestKeysAreNotTriedWithoutEnd(t *testing.T) {
	s := site(t)
	b := s.Browser(words.EN)
	form := b.Get("/register").With("key", "IM-1234")
	for n := 0; ; n++ {
		page := b.Post("/register", form)
		if page.Status == http.StatusTooManyRequests {
			if page.Header.Get("Retry-After") == "" {
				t.Error("it does not say how long to wait")
			}
			return
		}
		if n > 200 {
			t.Fatal("keys can be tried without end")
		}
	}
}
