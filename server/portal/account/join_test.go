package account

import (
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

// newUser fills the form of who joins in.
func newUser(p *visittest.Page, pairs ...string) url.Values {
	return p.With(append([]string{
		"person", "鈴木 一郎", "person_kana", "スズキ イチロウ", "phone", "03-1111-2222", "login", "suzuki.ichiro",
		newPassword, another, "password_again", another,
	}, pairs...)...)
}

// came opens the form of who joins, by a token as it is pasted.
func came(b *visittest.Browser, token string) *visittest.Page {
	return b.Post(joinPath, url.Values{tokenField: {" " + token + "\n"}}).Want(http.StatusOK)
}

func TestSomebodyJoins(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		token := invited(t, s, enter(s, visittest.Owner, l))
		b := s.Browser(l)
		b.Get(joinPath).Want(http.StatusOK, says(l, words.AccountJoinLead, nil))
		p := came(b, token).Want(http.StatusOK,
			says(l, words.AccountJoinTo, words.Args{"company": "株式会社テスト tester", "role": says(l, words.AccountRoleEditor, nil)}))
		if got := p.Fields(); got.Get("mail") != "suzuki@example.com" || got.Get("lang") != "en" {
			t.Errorf("the form begins with %v", got)
		}
		b.Submit(joinPath, newUser(p, "lang", "ja", "role", "owner")).
			Want(http.StatusOK, says(l, words.AccountJoined, alone("company", "株式会社テスト tester")), "suzuki.ichiro")

		var u customer.User
		s.Read(func(book customer.Book) (err error) { u, err = book.UserByLogin("suzuki.ichiro"); return err })
		if u.Account != account(s).ID || u.Role != customer.Editor || u.Lang != "ja" || u.Person.Name != "鈴木 一郎" ||
			u.Person.Phone != "0311112222" || !u.LastLogIn.Equal(s.Now()) {
			t.Errorf("made was %+v", u)
		}
		if right, err := s.Desk.Hasher.Verify(t.Context(), u.Password, another); err != nil || !right {
			t.Errorf("the password: %v %v", right, err)
		}
		letter, data := post(s, "joined")
		if letter.To != "tester@example.com" || letter.Account != u.Account || data["person"] != "鈴木 一郎" || data["role"] != "editor" {
			t.Errorf("to %s: %v", letter.To, data)
		}
		wrong(t, s.Browser(l).Post(joinPath, url.Values{tokenField: {token}}), l, tokenField, words.AccountJoinVoid)
		wrong(t, s.Browser(l).Post(joinPath, newUser(p, "login", "another.user")), l, tokenField, words.AccountJoinVoid)
	})
}

func TestATokenIsRefused(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		reset, hash, err := access.NewToken(s.Random)
		if err != nil {
			t.Fatal(err)
		}
		s.Do(keystore.OpenTicket{Ticket: customer.Ticket{
			Hash: hash, Kind: customer.Reset, User: s.Users[visittest.Viewer].ID, Mail: "viewer@example.com",
			At: s.Now(), Expires: s.Now().Add(time.Hour),
		}})
		token, b := invited(t, s, enter(s, visittest.Owner, l)), s.Browser(l)
		for _, bad := range []string{"nonsense", token[:42], token + "A", strings.ToUpper(token), reset} {
			wrong(t, b.Post(joinPath, url.Values{tokenField: {bad}}), l, tokenField, words.AccountJoinVoid)
		}
		if p := b.Post(joinPath, nil).Want(http.StatusUnprocessableEntity); p.Error(tokenField) == "" {
			t.Error("nothing is said of a missing token")
		}
		p := came(b, token)
		s.Pass(inviteLife)
		wrong(t, b.Post(joinPath, newUser(p)), l, tokenField, words.AccountJoinVoid)
		if got := kinds(s); got != `{"invited":1}` {
			t.Errorf("letters: %s", got)
		}
	})
}

func TestAnInvitationIntoAHeldAccountIsVoid(t *testing.T) {
	s := site(t)
	token := invited(t, s, enter(s, visittest.Owner, words.EN))
	p := came(s.Browser(words.EN), token)
	s.Do(keystore.HoldAccount{Account: account(s).ID, Reason: "payment"})
	wrong(t, s.Browser(words.EN).Post(joinPath, newUser(p)), words.EN, tokenField, words.AccountJoinVoid)
}

func TestWhatIsWrongInJoiningCanBePutRight(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		token, b := invited(t, s, enter(s, visittest.Owner, l)), s.Browser(l)
		p := came(b, token)
		wrong(t, b.Post(joinPath, newUser(p, "login", "TESTER")), l, "login", words.AccountJoinTaken)
		for name, form := range map[string]url.Values{
			"login":    newUser(p, "login", "a b"),
			"password": newUser(p, newPassword, "short"),
			"person":   newUser(p, "person", ""),
		} {
			again := b.Post(joinPath, form).Want(http.StatusUnprocessableEntity)
			if again.Error(name) == "" || again.Fields().Get("phone") == "" || again.Fields().Get(newPassword) != "" {
				t.Errorf("%s: %v", name, again.Fields())
			}
			p = again
		}
		b.Submit(joinPath, newUser(p)).Want(http.StatusOK, "suzuki.ichiro")
	})
}

// Somebody of another account goes on as the new user, and stays in both.
func TestAUserOfAnotherAccountJoins(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		token := invited(t, s, enter(s, visittest.Owner, l))
		b := s.Enter(s.Open("stranger"))
		b.Speak(l)
		p := came(b, token).Want(http.StatusOK, says(l, words.AccountJoinOther, alone("login", "stranger")))
		b.Submit(joinPath, newUser(p)).Want(http.StatusOK)
		b.Get(mePath).Want(http.StatusOK, "suzuki.ichiro", "株式会社テスト tester")
		if letter, _ := post(s, "joined"); letter.Account != account(s).ID {
			t.Error("the letter is of another account")
		}
	})
}

func TestTokensCannotBeTriedOutForLong(t *testing.T) {
	s := site(t)
	b := s.Browser(words.EN)
	for tries := 0; b.Post(joinPath, url.Values{tokenField: {"nonsense"}}).Status == http.StatusUnprocessableEntity; tries++ {
		if tries > 50 {
			t.Fatal("there is no limit")
		}
	}
	b.Post(joinPath, nil).Want(http.StatusTooManyRequests)
}
