package account

import (
	"bytes"
	"encoding/base32"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"golang.org/x/net/html/atom"

	"ollu/keystore"
	"ollu/server/access"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// codes gives what stands in the page as code.
func codes(p *visittest.Page) (all []string) {
	for n := range p.Doc().Descendants() {
		if n.DataAtom == atom.Code && n.FirstChild != nil {
			var b strings.Builder
			for c := range n.ChildNodes() {
				if c.DataAtom != atom.Wbr {
					b.WriteString(c.Data)
				}
			}
			all = append(all, b.String())
		}
	}
	return all
}

// secret is the key that the set-up's page tells in letters.
func secret(t *testing.T, p *visittest.Page) string {
	t.Helper()
	all := codes(p)
	if len(all) != 1 {
		t.Fatalf("the page has the codes %q", all)
	}
	return strings.ReplaceAll(all[0], " ", "")
}

// shown is the code that an app of somebody else's making shows.
func shown(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, at)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func proof(password, code string) url.Values {
	return url.Values{currentField: {password}, codeField: {code}}
}

// armed switches a user's second factor on, and gives its key and the recovery
// codes.
func armed(t *testing.T, s *visittest.Site, b *visittest.Browser) (key string, recovery []string) {
	t.Helper()
	key = secret(t, b.Get(setUpPath).Want(http.StatusOK))
	p := b.Post(setUpPath, proof(visittest.Password, shown(t, key, s.Now()))).Want(http.StatusOK)
	s.Pass(30 * time.Second)
	return key, codes(p)
}

// Row P7: off by default, switched on by password and code, recovery codes once.
func TestTheSecondFactorIsSetUp(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Viewer, l)
		b.Get(factorPath).Want(http.StatusOK, says(l, words.AccountFactorOff, nil))
		set, before := b.Get(setUpPath).Want(http.StatusOK), cookie(t, b)
		if !strings.Contains(set.Body, "<svg class=\"qr\"") {
			t.Error("there is no QR code")
		}
		key := secret(t, set)
		p := b.Post(setUpPath, proof(visittest.Password, " "+shown(t, key, s.Now())[:3]+" "+shown(t, key, s.Now())[3:])).
			Want(http.StatusOK, says(l, words.AccountRecoveryLead, nil), says(l, words.AccountFactorOnSaved, alone("mail", "viewer@example.com")))
		if cookie(t, b) == before {
			t.Error("the session goes on under its old id")
		}
		recovery := codes(p)
		if len(recovery) != 10 || !strings.Contains(p.Body, strings.Join(recovery, "\n")) {
			t.Fatalf("recovery codes: %q", recovery)
		}
		u := user(s, visittest.Viewer)
		raw, err := base32.StdEncoding.DecodeString(key)
		if err != nil || !bytes.Equal(raw, u.Factor) || u.Step != s.Now().Unix()/30 {
			t.Errorf("kept is %x, step %d, for %s", u.Factor, u.Step, key)
		}
		for i, code := range recovery {
			if h, ok := access.RecoveryHash(code); !ok || u.Recovery[i] != h {
				t.Errorf("%s is not kept", code)
			}
		}
		if letter, data := post(s, "factor_on"); letter.To != "viewer@example.com" || data["login"] != "viewer" || bytes.Contains(letter.Data, []byte(key)) {
			t.Errorf("to %s: %v", letter.To, data)
		}
		state := b.Get(factorPath).Want(http.StatusOK, says(l, words.AccountFactorOn, nil), says(l, words.AccountRecoveryLeft, alone("count", 10)))
		for _, again := range []*visittest.Page{state, b.Get(codesPath), b.Get(offPath), b.Get(setUpPath).Leads(factorPath)} {
			if strings.Contains(again.Body, recovery[0]) || strings.Contains(again.Body, key) {
				t.Errorf("%s shows a secret again", again.Path)
			}
		}
	})
}

func TestASetUpIsRefused(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		key := secret(t, b.Get(setUpPath))
		right := shown(t, key, s.Now())
		wrong(t, b.Post(setUpPath, proof("Wrong-passw0rd", right)), l, currentField, words.AccountCurrentWrong)
		for _, code := range []string{"123", "abcdef", shown(t, key, s.Now().Add(-5*time.Minute)), shown(t, key, s.Now().Add(5*time.Minute))} {
			p := b.Post(setUpPath, proof(visittest.Password, code))
			wrong(t, p, l, codeField, words.AccountFactorWrong)
			if secret(t, p) != key {
				t.Error("the key changed: what was scanned is void")
			}
		}
		if b.Post(setUpPath, proof(visittest.Password, "")).Want(http.StatusUnprocessableEntity).Error(codeField) == "" {
			t.Error("nothing is said of a missing code")
		}
		if user(s, visittest.Owner).Factor != nil || kinds(s) != "{}" {
			t.Error("it is on")
		}
		b.Post(setUpPath, proof(visittest.Password, right)).Want(http.StatusOK)
		if user(s, visittest.Owner).Factor == nil {
			t.Error("it is off")
		}
	})
}

// The half-made key is of one session alone, and ends with it.
func TestTheHalfMadeKeyIsInTheSessionAlone(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		here, there := enter(s, visittest.Owner, l), enter(s, visittest.Owner, l)
		key := secret(t, here.Get(setUpPath))
		if secret(t, here.Get(setUpPath)) != key {
			t.Error("a reload voids what was scanned")
		}
		if user(s, visittest.Owner).Factor != nil {
			t.Error("it is in the store")
		}
		fresh := there.Post(setUpPath, proof(visittest.Password, shown(t, key, s.Now()))).
			Want(http.StatusConflict, says(l, words.AccountFactorAnew, nil))
		if secret(t, fresh) == key || user(s, visittest.Owner).Factor != nil {
			t.Error("another session took the key over")
		}
		there.Post(setUpPath, proof(visittest.Password, shown(t, secret(t, fresh), s.Now()))).Want(http.StatusOK)
		kept := user(s, visittest.Owner).Factor
		here.Post(setUpPath, proof(visittest.Password, shown(t, key, s.Now()))).Leads("/login") // its session has ended
		if !bytes.Equal(user(s, visittest.Owner).Factor, kept) {
			t.Error("a second set-up took the place of the first without its code")
		}
	})
}

func TestACodeIsGoodOnce(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		key := secret(t, b.Get(setUpPath))
		used := shown(t, key, s.Now())
		b.Post(setUpPath, proof(visittest.Password, used)).Want(http.StatusOK)
		wrong(t, b.Post(offPath, proof(visittest.Password, used)), l, codeField, words.AccountFactorUsed)
		wrong(t, b.Post(codesPath, proof(visittest.Password, used)), l, codeField, words.AccountFactorUsed)

		s.Pass(30 * time.Second)
		next := shown(t, key, s.Now())
		b.Post(codesPath, proof(visittest.Password, next)).Want(http.StatusOK)
		if letter, data := post(s, "recovery_renewed"); letter.To != "tester@example.com" || data["login"] != visittest.Owner {
			t.Errorf("%v is told %v", letter.To, data)
		}
		wrong(t, b.Post(offPath, proof(visittest.Password, next)), l, codeField, words.AccountFactorUsed)
		_, err := s.Store.Apply(t.Context(), keystore.Act{
			By: "test", At: s.Now(), Change: keystore.LogIn{User: user(s, visittest.Owner).ID, Step: s.Now().Unix() / 30},
		})
		if err == nil {
			t.Error("a code that was used here logs in")
		}
	})
}

func TestTheSecondFactorIsSwitchedOff(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		b.Get(offPath).Leads(factorPath)
		key, _ := armed(t, s, b)
		b.Get(offPath).Want(http.StatusOK, says(l, words.AccountFactorOffLead, nil))
		wrong(t, b.Post(offPath, proof("Wrong-passw0rd", shown(t, key, s.Now()))), l, currentField, words.AccountCurrentWrong)
		wrong(t, b.Post(offPath, proof(visittest.Password, "000000")), l, codeField, words.AccountFactorWrong)
		if user(s, visittest.Owner).Factor == nil {
			t.Fatal("it is off")
		}
		if got := b.Post(offPath, proof("Wrong-passw0rd", "123456")).Fields(); got.Get(codeField) != "" || got.Get(currentField) != "" {
			t.Errorf("a secret came back: %v", got)
		}
		b.Submit(offPath, proof(visittest.Password, shown(t, key, s.Now()))).
			Want(http.StatusOK, says(l, words.AccountFactorOffSaved, alone("mail", "tester@example.com")))
		if u := user(s, visittest.Owner); u.Factor != nil || u.Recovery != nil || u.Step != 0 {
			t.Errorf("left are %x %v %d", u.Factor, u.Recovery, u.Step)
		}
		if letter, _ := post(s, "factor_off"); letter.To != "tester@example.com" {
			t.Errorf("to %s", letter.To)
		}
		if next := secret(t, b.Get(setUpPath).Want(http.StatusOK)); next == key {
			t.Error("the old key is offered again")
		}
	})
}

// Whoever lost the app gets by with a recovery code, once.
func TestARecoveryCodeStandsIn(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		_, first := armed(t, s, b)
		second := codes(b.Post(codesPath, proof(visittest.Password, strings.ToUpper(first[3]))).Want(http.StatusOK))
		if len(second) != 10 || slices.Contains(second, first[0]) {
			t.Fatalf("new recovery codes: %q", second)
		}
		for _, code := range []string{first[3], first[0]} { // used; void
			wrong(t, b.Post(offPath, proof(visittest.Password, code)), l, codeField, words.AccountRecoveryWrong)
		}
		s.Pass(5 * time.Minute) // for the limit
		b.Submit(offPath, proof(visittest.Password, second[9])).Want(http.StatusOK, says(l, words.AccountFactorOff, nil))
	})
}

func TestFewRecoveryCodesAreTold(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		_, recovery := armed(t, s, b)
		for i, code := range recovery {
			hash, _ := access.RecoveryHash(code)
			s.Do(keystore.LogIn{User: user(s, visittest.Owner).ID, Recovery: hash})
			p := b.Get(factorPath).Want(http.StatusOK, says(l, words.AccountRecoveryLeft, alone("count", 9-i)))
			if few := strings.Contains(p.Text(), says(l, words.AccountRecoveryFew, nil)); few != (9-i <= fewCodes) {
				t.Errorf("with %d left: few %v", 9-i, few)
			}
		}
	})
}

// Codes cannot be tried out, not even by who knows the password.
func TestWrongCodesAreLimited(t *testing.T) {
	s := site(t)
	b := enter(s, visittest.Owner, words.EN)
	key, recovery := armed(t, s, b)
	s.Pass(10 * time.Minute)
	tries := 0
	for b.Post(offPath, proof(visittest.Password, "000000")).Status == http.StatusUnprocessableEntity {
		if tries++; tries > 20 {
			t.Fatal("there is no limit")
		}
	}
	for _, code := range []string{shown(t, key, s.Now()), recovery[0]} {
		b.Post(offPath, proof(visittest.Password, code)).Want(http.StatusTooManyRequests)
	}
	s.Pass(2 * time.Minute)
	b.Post(offPath, proof(visittest.Password, shown(t, key, s.Now()))).Leads(factorPath)
}

// No secret of the set-up gets into the log, the letters or an error.
func TestTheLogHoldsNoSecret(t *testing.T) {
	s := site(t)
	b := enter(s, visittest.Owner, words.EN)
	key, recovery := armed(t, s, b)
	b.Post(offPath, proof(visittest.Password, recovery[0]))
	for _, entry := range s.Logged.All() {
		text := entry.Message
		for _, f := range entry.Context {
			text += f.String
		}
		if strings.Contains(text, key) || strings.Contains(text, recovery[0]) || strings.Contains(text, visittest.Password) {
			t.Errorf("the log says %s", text)
		}
	}
}
