package bolt

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"

	"go.etcd.io/bbolt"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/customer"
)

// accountID and userID give a different id for every n.
func accountID(n int) customer.ID { return idOf(n, 1) }
func userID(n int) customer.ID    { return idOf(n, 2) }

func idOf(n int, what byte) customer.ID {
	id, err := customer.NewID(rand.NewChaCha8([32]byte{byte(n), byte(n >> 8), byte(n >> 16), what}))
	if err != nil {
		panic(err)
	}
	return id
}

func letterID(n int) string { return fmt.Sprint("letter-", n) }

// registers is an act that makes account n, which registers licence n, and queues
// a letter.
func registers(n int) keystore.Act {
	a := act(keystore.Register{
		Account: &customer.Account{
			ID: accountID(n), Company: customer.Company{Name: fmt.Sprint("会社 ", n)}, Terms: "1", TermsAt: noon,
			Support: customer.Contact{Same: true}, Seller: customer.Seller{Company: "販売店"},
		},
		User: &customer.User{
			ID: userID(n), Login: fmt.Sprint("login-", n), Password: "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
			Person: customer.Person{Name: "花子", Mail: fmt.Sprintf("mail-%d@example.com", n)}, Role: customer.Owner, Lang: "ja",
		},
		Codes: []codec.Code{code(n)},
	})
	a.Letters = []customer.Letter{{
		ID: letterID(n), Account: accountID(n), To: fmt.Sprintf("mail-%d@example.com", n), Lang: "ja", Kind: "registered",
		Data: json.RawMessage(`{}`), At: noon,
	}}
	return a
}

func applied(t testing.TB, s *Store, a keystore.Act) {
	t.Helper()
	if _, err := s.Apply(context.Background(), a); err != nil {
		t.Fatalf("%v: %v", a, err)
	}
}

// there tells what is there of account n: itself, with all that belongs to it, and
// its letter.
func there(t testing.TB, s *Store, n int) (account, letter bool) {
	t.Helper()
	err := s.Customers(context.Background(), func(b customer.Book) error {
		_, err := b.Account(accountID(n))
		_, also := b.UserByLogin(fmt.Sprint("login-", n))
		_, line := b.RegistrationOf(code(n))
		_, sent := b.Letter(letterID(n))
		account, letter = err == nil, sent == nil
		for _, err := range []error{err, also, line, sent} {
			if err != nil && !errors.Is(err, keystore.ErrNotFound) {
				return err
			}
		}
		if (also == nil) != account || (line == nil) != account {
			t.Errorf("account %d is there in part: %v, %v, %v", n, err, also, line)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return account, letter
}

// shows fails the test unless of account n there is what should be.
func shows(t testing.TB, s *Store, n int, account, letter bool) {
	t.Helper()
	if a, l := there(t, s, n); a != account || l != letter {
		t.Errorf("account %d: there %t, its letter %t; want %t, %t", n, a, l, account, letter)
	}
}

func TestAFullDiskTakesNeitherAccountNorLetter(t *testing.T) {
	s := busy(t)
	applied(t, s, registers(20))
	undo := replaceFile(t, s, "/dev/full")
	for _, a := range []keystore.Act{registers(21), act(keystore.LetterSent{ID: letterID(20)})} {
		if _, err := s.Apply(t.Context(), a); !errors.Is(err, keystore.ErrUnavailable) || !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%v: %v", a, err)
		}
	}
	shows(t, s, 20, true, true)
	shows(t, s, 21, false, false)
	if st := s.Stats(); st.Accounts != 1 || st.Letters != 1 {
		t.Errorf("Stats: %d accounts, %d letters", st.Accounts, st.Letters)
	}
	undo()
	applied(t, s, registers(21))
	applied(t, s, act(keystore.LetterSent{ID: letterID(20)}))
	sound(t, s)
	s = crash(t, s)
	shows(t, s, 20, true, false)
	shows(t, s, 21, true, true)
	sound(t, s)
}

func TestAnAccountWhoseSyncFailedIsThereWithItsLetterOrNotAtAll(t *testing.T) {
	s := busy(t)
	undo := replaceFile(t, s, "/dev/null") // takes every write and refuses to sync
	_, err := s.Apply(t.Context(), registers(20))
	undo()
	if !errors.Is(err, keystore.ErrUnavailable) || !strings.Contains(err.Error(), "restart") {
		t.Errorf("Apply = %v", err)
	}
	shows(t, s, 20, false, false)
	if err := s.Close(); !errors.Is(err, keystore.ErrUnavailable) {
		t.Errorf("Close = %v", err)
	}
	s = opened(t, s.opts.Path)
	shows(t, s, 20, false, false)
	applied(t, s, registers(20))
	sound(t, s)
}

func TestCustomersOfAFileThatCannotBeRead(t *testing.T) {
	accounts := func(s *Store) error {
		return s.Customers(t.Context(), func(b customer.Book) error {
			_, _, err := b.Accounts("", 10, nil)
			return err
		})
	}
	for name, spoil := range map[string]func(f *os.File, size int64) error{
		"cut short": func(f *os.File, _ int64) error { return f.Truncate(0) },
		"damaged":   func(f *os.File, size int64) error { _, err := f.WriteAt(make([]byte, size-2*4096), 2*4096); return err },
	} {
		t.Run(name, func(t *testing.T) {
			s := busy(t)
			applied(t, s, registers(20))
			f, err := os.OpenFile(s.opts.Path, os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			info, err := f.Stat()
			if err = errors.Join(err, spoil(f, info.Size()), f.Close()); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if err := accounts(s); err == nil || errors.Is(err, keystore.ErrNotFound) {
					t.Errorf("Customers = %v", err)
				}
			}
		})
	}
}

// kills is how many times a process is killed while it registers accounts.
const kills = 6

// TestAKilledProcessLeavesAccountsWithTheirLetters: what it said was done is there,
// and of the rest both or neither.
func TestAKilledProcessLeavesAccountsWithTheirLetters(t *testing.T) {
	path := fresh(t)
	issued := opened(t, path)
	issue(t, issued, 4000)
	closed(t, issued)
	random := rand.New(rand.NewPCG(1, 2))
	registered, sent := map[int]bool{}, map[int]bool{}
	for range kills {
		killed(t, path, 20+random.IntN(60), func(what string, n int) {
			if what == "registered" {
				registered[n] = true
			} else {
				sent[n] = true
			}
		})
		s := opened(t, path)
		sound(t, s)
		for n := range 4000 {
			account, letter := there(t, s, n)
			switch {
			case registered[n] && !account:
				t.Errorf("account %d was registered, and is gone", n)
			case sent[n] && letter:
				t.Errorf("the letter of account %d was sent, and is there", n)
			case account && !letter && n%2 != 0, letter && !account:
				t.Errorf("account %d is there: %t, its letter: %t", n, account, letter)
			}
		}
		closed(t, s)
	}
}

// killed runs a process that registers accounts, tells of what it says was done,
// and kills it after so many words.
func killed(t *testing.T, path string, words int, tell func(what string, n int)) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "OLLU_TEST_REGISTER="+path)
	var failed bytes.Buffer
	child.Stderr = &failed
	out, err := child.StdoutPipe()
	if err == nil {
		err = child.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for heard := 0; lines.Scan(); heard++ {
		var what string
		var n int
		if _, err := fmt.Sscan(lines.Text(), &what, &n); err != nil {
			t.Errorf("%q: %v", lines.Text(), err)
		}
		tell(what, n)
		if heard == words {
			_ = child.Process.Kill()
		}
	}
	if err := child.Wait(); err == nil || failed.Len() > 0 {
		t.Errorf("it ended by itself: %v, %s", err, failed.String())
	}
}

// registerOn is that process: it registers all accounts that are not there, from
// several sides, and sends the letters of every second.
func registerOn(path string, out io.Writer) error {
	s, err := Open(Options{Path: path, Now: clock})
	if err != nil {
		return err
	}
	const sides = 8
	var mu sync.Mutex
	say := func(what string, n int) {
		mu.Lock()
		defer mu.Unlock()
		_, _ = fmt.Fprintln(out, what, n)
	}
	var all sync.WaitGroup
	for side := range sides {
		all.Go(func() {
			for n := side; ; n += sides {
				if _, err := s.Apply(context.Background(), registers(n)); err != nil {
					continue // of an earlier life; past the last licence the parent has long since killed us
				}
				say("registered", n)
				if n%2 != 0 {
					continue
				}
				if _, err := s.Apply(context.Background(), act(keystore.LetterSent{ID: letterID(n)})); err == nil {
					say("sent", n)
				}
			}
		})
	}
	all.Wait()
	return nil
}

// keyOf gives a different registration key for every n.
func keyOf(n int) codec.Key {
	k, err := codec.NewKey(codec.Prefix{'I', 'M'}, rand.NewChaCha8([32]byte{byte(n), 3}))
	if err != nil {
		panic(err)
	}
	return k
}

// in gives a table's bucket.
func in(tx *bbolt.Tx, t customer.Table) *bbolt.Bucket { return tx.Bucket(buckets[bucketOf(t)]) }

func TestVerifyHoldsTheIndexesToTheRecords(t *testing.T) {
	login := customer.LoginKey("login-1")
	for name, c := range map[string]struct {
		change func(tx *bbolt.Tx) error
		says   string
	}{
		"a user who cannot log in": {func(tx *bbolt.Tx) error { return in(tx, customer.ByLogin).Delete(login) }, "by_login: the entry of a record is missing"},
		"a login of nobody": {func(tx *bbolt.Tx) error {
			key := []byte("ghost")
			return in(tx, customer.ByLogin).Put(key, appendFrame(nil, frameEntry(key, nil)))
		}, "by_login: 3 entries for 2 records"},
		"a code without a licence": {func(tx *bbolt.Tx) error {
			return tx.Bucket(buckets[licences]).Delete(code(1).AppendBytes(nil))
		}, "its licence is missing"},
		"an order without a key": {func(tx *bbolt.Tx) error {
			key := customer.OrderKey("PO-1", someKey())
			return in(tx, customer.ByOrder).Put(key, appendFrame(nil, frameEntry(key, nil)))
		}, "by_order: 2 entries, and the registration keys need 1"},
		"a key without its order": {func(tx *bbolt.Tx) error {
			first, _ := in(tx, customer.ByOrder).Cursor().First()
			return in(tx, customer.ByOrder).Delete(first)
		}, "it is not found by its order"},
		"a record that is none": {func(tx *bbolt.Tx) error {
			key := customer.AccountKey(accountID(1))
			return in(tx, customer.Accounts).Put(key, stored(key, []byte("no account")))
		}, "accounts: a stored record is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			path := fresh(t)
			s := opened(t, path)
			issue(t, s, 3)
			with := licence(9)
			with.Key = keyOf(9)
			must(t, s, keystore.Issue{Licences: []keystore.Licence{with}})
			applied(t, s, registers(1))
			applied(t, s, registers(2))
			closed(t, s)
			tamper(t, path, c.change)
			refused(t, path, keystore.ErrDamaged, "ollu restore")
			tamper(t, path, restated)
			report, err := opened(t, path).Verify(t.Context(), nil)
			if err != nil || !strings.Contains(strings.Join(report.Problems, "\n"), c.says) {
				t.Errorf("%v, problems %q, want one with %q", err, report.Problems, c.says)
			}
			for _, p := range report.Problems {
				if strings.Contains(p, "login-1") || strings.Contains(p, "@") || strings.Contains(p, code(1).Reveal()) {
					t.Errorf("somebody is given away: %s", p)
				}
			}
		})
	}
}
