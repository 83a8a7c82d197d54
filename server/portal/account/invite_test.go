package account

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

func inviting(mail string, r customer.Role, lang string) url.Values {
	return url.Values{"mail": {mail}, "role": {r.String()}, "lang": {lang}}
}

// invited sends an invitation to join as an editor, and gives its token.
func invited(t *testing.T, s *visittest.Site, b *visittest.Browser) string {
	t.Helper()
	b.Submit(invitePath, inviting("suzuki@example.com", customer.Editor, "en")).Want(http.StatusOK)
	_, data := post(s, "invited")
	return data["token"].(string)
}

func TestAnInvitationIsSent(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		p := b.Submit(invitePath, inviting("Suzuki@example.com", customer.Editor, "en")).Want(http.StatusOK,
			says(l, words.AccountInviteSent, words.Args{"mail": "Suzuki@example.com", "days": 7}))
		letter, data := post(s, "invited")
		if letter.To != "Suzuki@example.com" || letter.Lang != "en" || letter.Account != account(s).ID {
			t.Errorf("to %s in %s", letter.To, letter.Lang)
		}
		token, _ := data["token"].(string)
		delete(data, "token")
		want := map[string]any{"company": "株式会社テスト tester", "inviter": "山田 太郎", "role": "editor", "url": s.URL, "days": 7.0}
		if fmt.Sprint(data) != fmt.Sprint(want) {
			t.Errorf("the letter holds %v", data)
		}
		if strings.Contains(p.Body, token) {
			t.Error("the token is in the page")
		}
		p.Want(http.StatusOK, "Suzuki@example.com", "tester", "2026", "12:00")
		wrong(t, b.Post(invitePath, inviting("suzuki@EXAMPLE.com", customer.Viewer, "ja")), l, "mail", words.AccountInviteOpen)
	})
}

func TestAnInvitationIsRefused(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		for name, form := range map[string]url.Values{
			"mail": inviting("nobody", customer.Editor, "en"),
			"role": {"mail": {"a@example.com"}, "role": {"king"}, "lang": {"en"}},
			"lang": inviting("a@example.com", customer.Editor, "fr"),
		} {
			p := b.Post(invitePath, form).Want(http.StatusUnprocessableEntity)
			if p.Error(name) == "" {
				t.Errorf("nothing is said of %s", name)
			}
		}
		b.Get(invitePath).Leads(usersPath)
		if got := kinds(s); got != "{}" {
			t.Errorf("letters: %s", got)
		}
	})
}

func TestInvitationsAreLimited(t *testing.T) {
	s := site(t)
	b := enter(s, visittest.Owner, words.JA)
	sent := 0
	send := func() *visittest.Page {
		return b.Post(invitePath, inviting(fmt.Sprintf("user%d@example.com", sent), customer.Viewer, "ja"))
	}
	for send().Status == http.StatusSeeOther {
		if sent++; sent > maxOpen {
			t.Fatal("there is no limit")
		}
	}
	send().Want(http.StatusTooManyRequests)
	for sent < maxOpen {
		s.Pass(10 * time.Minute)
		b = enter(s, visittest.Owner, words.JA)
		for send().Status == http.StatusSeeOther {
			sent++
		}
	}
	s.Pass(10 * time.Minute)
	wrong(t, enter(s, visittest.Owner, words.JA).Post(invitePath, inviting("more@example.com", customer.Viewer, "ja")), words.JA, "mail", words.AccountInviteMany)
}

func TestAnInvitationIsWithdrawn(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		token := invited(t, s, b)
		form := url.Values{"invitation": {b.Get(usersPath).Fields().Get("invitation")}}
		p := b.Submit(withdrawPath, form).Want(http.StatusOK, says(l, words.AccountWithdrawn, nil))
		if strings.Contains(p.Body, "suzuki@example.com") {
			t.Error("it is still in the list")
		}
		wrong(t, b.Post(joinPath, url.Values{tokenField: {token}}), l, tokenField, words.AccountJoinVoid)
		b.Submit(withdrawPath, form).Want(http.StatusOK, says(l, words.AccountWithdrawnGone, nil))
		b.Post(withdrawPath, url.Values{"invitation": {"nonsense"}}).Want(http.StatusBadRequest)
		invited2 := inviting("suzuki@example.com", customer.Viewer, "ja")
		b.Submit(invitePath, invited2).Want(http.StatusOK)
	})
}

func TestAnotherAccountsInvitationCannotBeWithdrawn(t *testing.T) {
	s := site(t)
	token := invited(t, s, enter(s, visittest.Owner, words.EN))
	hash, _ := access.TokenHash(token)
	stranger := s.Enter(s.Open("stranger"))
	stranger.Submit(withdrawPath, url.Values{"invitation": {hex.EncodeToString(hash[:])}}).
		Want(http.StatusOK, says(words.EN, words.AccountWithdrawnGone, nil))
	s.Browser(words.EN).Post(joinPath, url.Values{tokenField: {token}}).Want(http.StatusOK, "株式会社テスト tester")
}

// What an owner handed out ends with his right to do so.
func TestAnInvitationEndsWithItsInviter(t *testing.T) {
	for what, end := range map[string]keystore.Change{"removed": keystore.RemoveUser{}, "demoted": keystore.SetRole{Role: customer.Viewer}} {
		t.Run(what, func(t *testing.T) {
			s := site(t)
			owner := s.Users[visittest.Owner]
			s.Do(keystore.SetRole{User: s.Users[visittest.Editor].ID, Role: customer.Owner})
			token := invited(t, s, enter(s, visittest.Owner, words.EN))
			switch c := end.(type) {
			case keystore.RemoveUser:
				c.User = owner.ID
				s.Do(c)
			case keystore.SetRole:
				c.User = owner.ID
				s.Do(c)
			}
			wrong(t, s.Browser(words.EN).Post(joinPath, url.Values{tokenField: {token}}), words.EN, tokenField, words.AccountJoinVoid)
			p := s.Enter(user(s, visittest.Editor)).Get(usersPath).Want(http.StatusOK)
			if strings.Contains(p.Body, "suzuki@example.com") {
				t.Error("it is still in the list")
			}
		})
	}
}
