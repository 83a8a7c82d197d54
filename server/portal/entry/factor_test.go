package entry

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"ollu/keystore"
	"ollu/server/access"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// row P7
func TestTheSecondStepIsAskedAtEveryLogIn(t *testing.T) {
	s := newSite(t)
	key, _ := factored(t, s, s.Users[visittest.Owner])
	for _, l := range words.Langs {
		b := s.Browser(l)
		b.Get("/calendar").Leads("/login")
		enterBy(b, visittest.Owner, visittest.Password).Leads("/login/factor")
		b.Get("/products").Leads("/login") // half logged in is not logged in
		enterBy(b, visittest.Owner, visittest.Password).Leads("/login/factor")
		p := b.Get("/login/factor").Want(http.StatusOK, said(l, words.EntryFactor, nil), said(l, words.EntryFactorLost, nil))
		b.Post("/login/factor", p.With("code", codeNow(t, s, key))).Want(http.StatusSeeOther)
		b.Get("/products").Want(http.StatusOK, "inside as tester")
		s.Pass(minute)
	}
}

func TestOneIsLedOnAfterTheSecondStep(t *testing.T) {
	s := newSite(t)
	key, _ := factored(t, s, s.Users[visittest.Owner])
	b := s.Browser(words.EN)
	b.Get("/calendar").Leads("/login")
	enterBy(b, visittest.Owner, visittest.Password).Leads("/login/factor")
	b.Post("/login/factor", b.Get("/login/factor").With("code", codeNow(t, s, key))).Leads("/calendar")
}

// A code opens once, whoever has it and however soon.
func TestACodeOpensOnce(t *testing.T) {
	s := newSite(t)
	key, _ := factored(t, s, s.Users[visittest.Owner])
	code := codeNow(t, s, key)
	first, second := s.Browser(words.EN), s.Browser(words.EN)
	for _, b := range []*visittest.Browser{first, second} {
		enterBy(b, visittest.Owner, visittest.Password).Leads("/login/factor")
	}
	first.Post("/login/factor", first.Get("/login/factor").With("code", code)).Leads("/products")
	p := second.Post("/login/factor", second.Get("/login/factor").With("code", code)).Want(http.StatusUnauthorized)
	if got := p.Error("code"); got != said(words.EN, words.EntryFactorNot, nil) {
		t.Errorf("said %q", got)
	}
	second.Get("/products").Leads("/login")
}

func TestARecoveryCodeOpensOnceAndTellsHowManyAreLeft(t *testing.T) {
	s := newSite(t)
	u := s.Users[visittest.Owner]
	_, recovery := factored(t, s, u)
	for i, l := range words.Langs {
		b := s.Browser(l)
		b.Speak(l)
		enterBy(b, visittest.Owner, visittest.Password).Leads("/login/factor")
		b.Post("/login/factor", b.Get("/login/factor").With("code", recovery[i])).Leads("/products")
		b.Get("/help").Want(http.StatusOK, said(l, words.EntryFactorLeft, words.Args{"count": 9 - i}))
		again := s.Browser(l)
		enterBy(again, visittest.Owner, visittest.Password).Leads("/login/factor")
		again.Post("/login/factor", again.Get("/login/factor").With("code", recovery[i])).
			Want(http.StatusUnauthorized, said(l, words.EntryFactorNot, nil))
	}
	if n := len(s.User(u.ID).Recovery); n != 8 {
		t.Errorf("%d recovery codes are left", n)
	}
}

func TestCodesCannotBeGuessed(t *testing.T) {
	s := newSite(t)
	key, _ := factored(t, s, s.Users[visittest.Owner])
	b := s.Browser(words.EN)
	enterBy(b, visittest.Owner, visittest.Password).Leads("/login/factor")
	page := b.Get("/login/factor")
	right := codeNow(t, s, key)
	n, tries := 0, 0
	for ; tries < 20; tries++ {
		n++
		guess := strconv.Itoa(100000 + n)
		if guess == right {
			continue
		}
		if b.Post("/login/factor", page.With("code", guess)).Status == http.StatusTooManyRequests {
			break
		}
	}
	if tries != 5 {
		t.Errorf("%d tries", tries)
	}
	again := s.Browser(words.EN) // from elsewhere it is no different
	enterBy(again, visittest.Owner, visittest.Password).Leads("/login/factor")
	again.Post("/login/factor", page.With("code", right)).Want(http.StatusTooManyRequests)
	s.Pass(minute)
	again.Post("/login/factor", page.With("code", codeNow(t, s, key))).Leads("/products")
	if used := s.Desk.Limits.Used(access.LimitFactor, string(s.Users[visittest.Owner].ID)); used != 0 {
		t.Errorf("after the right code %d are counted", used)
	}
}

func TestAWrongOrEmptyCode(t *testing.T) {
	s := newSite(t)
	factored(t, s, s.Users[visittest.Owner])
	b := s.Browser(words.JA)
	enterBy(b, visittest.Owner, visittest.Password).Leads("/login/factor")
	page := b.Get("/login/factor")
	if got := b.Post("/login/factor", page.With("code", "")).Want(http.StatusUnprocessableEntity).Error("code"); got != "確認コードを入力してください。" {
		t.Errorf("said %q", got)
	}
	p := b.Post("/login/factor", page.With("code", "abcdef")).Want(http.StatusUnauthorized)
	if p.Error("code") != said(words.JA, words.EntryFactorNot, nil) || p.Fields().Get("code") != "" {
		t.Errorf("said %q, shown %q", p.Error("code"), p.Fields().Get("code"))
	}
}

func TestTheSecondStepNeedsTheFirstAMomentAgo(t *testing.T) {
	for name, spoil := range map[string]func(s *visittest.Site){
		"too late":         func(s *visittest.Site) { s.Pass(5 * time.Minute) },
		"the password set": func(s *visittest.Site) { s.Do(passwordOf(s)) },
		"the user removed": func(s *visittest.Site) { s.Do(keystore.RemoveUser{User: s.Users[visittest.Editor].ID}) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			key, _ := factored(t, s, s.Users[visittest.Editor])
			b := s.Browser(words.EN)
			b.Get("/login/factor").Leads("/login") // nobody at all
			enterBy(b, visittest.Editor, visittest.Password).Leads("/login/factor")
			page := b.Get("/login/factor").Want(http.StatusOK)
			spoil(s)
			b.Get("/login/factor").Leads("/login")
			b.Post("/login/factor", page.With("code", codeNow(t, s, key))).Leads("/login")
			b.Get("/login").Want(http.StatusOK, said(words.EN, words.EntryFactorLate, nil))
			b.Get("/products").Leads("/login")
		})
	}
}

// passwordOf sets the editor's password to what it is.
func passwordOf(s *visittest.Site) keystore.SetPassword {
	u := s.Users[visittest.Editor]
	return keystore.SetPassword{User: u.ID, Hash: s.User(u.ID).Password}
}

func TestASecondFactorThatIsTurnedOffMeanwhileEndsTheLogIn(t *testing.T) {
	s := newSite(t)
	u := s.Users[visittest.Owner]
	factored(t, s, u)
	b := s.Browser(words.EN)
	enterBy(b, visittest.Owner, visittest.Password).Leads("/login/factor")
	page := b.Get("/login/factor")
	s.Do(keystore.SetFactor{User: u.ID})
	b.Post("/login/factor", page.With("code", "123456")).Leads("/login")
	enterBy(b, visittest.Owner, visittest.Password).Leads("/products")
}

func TestAnAccountHeldBetweenTheSteps(t *testing.T) {
	s := newSite(t)
	u := s.Users[visittest.Owner]
	key, _ := factored(t, s, u)
	b := s.Browser(words.EN)
	enterBy(b, visittest.Owner, visittest.Password).Leads("/login/factor")
	page := b.Get("/login/factor")
	s.Do(keystore.HoldAccount{Account: u.Account, Reason: "unpaid"})
	b.Post("/login/factor", page.With("code", codeNow(t, s, key))).Leads("/login")
	b.Get("/products").Leads("/login")
}
