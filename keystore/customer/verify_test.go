package customer

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func verified(t *testing.T, s *shelves) (problems []string, entries uint64) {
	t.Helper()
	entries, err := Verify(s, func(what string) { problems = append(problems, what) })
	if err != nil {
		t.Fatal(err)
	}
	return problems, entries
}

func TestVerifyFindsNothingWrong(t *testing.T) {
	s := town()
	n := 0
	for _, m := range s.all {
		n += len(m)
	}
	if problems, entries := verified(t, s); len(problems) != 0 || entries != uint64(n) {
		t.Errorf("%d of %d entries: %q", entries, n, problems)
	}
}

// TestVerifyMissesNothing: each entry that is taken away or altered is noticed,
// but for what nothing else leads to.
func TestVerifyMissesNothing(t *testing.T) {
	for table := range Table(TableCount) {
		for key := range town().all[table] {
			dead := table == Letters && key == "letter-1" // no index knows it
			s := town()
			s.all[table][key] = append([]byte("odd"), s.all[table][key]...)
			if problems, _ := verified(t, s); len(problems) == 0 && table != ByOrder {
				t.Errorf("%v %q altered: nothing found", table, key)
			}
			s = town()
			delete(s.all[table], key)
			alone := dead || table == Activities || table == ByOrder
			if problems, _ := verified(t, s); len(problems) == 0 != alone {
				t.Errorf("%v %q taken away: %q", table, key, problems)
			}
			s = town()
			s.put(table, []byte(key+"odd"), s.all[table][key])
			if problems, _ := verified(t, s); len(problems) == 0 && table != ByOrder && !dead {
				t.Errorf("%v %q twice: nothing found", table, key)
			}
		}
	}
}

func TestVerifySaysWhatDisagrees(t *testing.T) {
	for want, change := range map[string]func(*shelves){
		"never given out":    func(s *shelves) { a := richAccount(); a.Registrations = 6; s.putAccount(a) },
		"does not have":      func(s *shelves) { a := richAccount(); a.Feed = Hash{}; s.putAccount(a) },
		"leads elsewhere":    func(s *shelves) { s.putTicket(Ticket{Hash: richAccount().Feed, Kind: Reset}) },
		"by_due: 2 entries":  func(s *shelves) { s.put(ByDue, DueKey(noon, "gone"), nil) },
		"a key of 3 bytes":   func(s *shelves) { s.put(Users, []byte("odd"), nil) },
		"activities: a":      func(s *shelves) { s.put(Activities, ActivityKey(idOf(1), 3), []byte("odd")) },
		"is missing or lead": func(s *shelves) { s.put(ByLogin, LoginKey("hanako.c"), []byte(idOf(8))) },
	} {
		s := town()
		change(s)
		if problems, _ := verified(t, s); !strings.Contains(strings.Join(problems, "; "), want) {
			t.Errorf("want %q, got %q", want, problems)
		}
	}
}

func TestVerifyTellsThatItCouldNotRead(t *testing.T) {
	for fail := 1; ; fail++ {
		s := town()
		s.failAt, s.fault = fail, errors.New("the disk is gone")
		_, err := Verify(s, func(string) {})
		if s.reads < fail {
			return
		}
		if !errors.Is(err, s.fault) {
			t.Errorf("read %d fails: %v", fail, err)
		}
	}
}

// TestVerifyTellsNoSecrets: no code, address or hash is in what it says.
func TestVerifyTellsNoSecrets(t *testing.T) {
	s := town()
	for table := range s.all {
		for key, value := range s.all[table] {
			s.all[table][key] = append(value, 1)
		}
	}
	problems, _ := verified(t, s)
	all := fmt.Sprint(problems)
	for _, secret := range []string{codeOf(1).Reveal(), "example.com", "Hanako", "argon2id", "千代田"} {
		if strings.Contains(all, secret) {
			t.Errorf("%q is in %s", secret, all)
		}
	}
}
