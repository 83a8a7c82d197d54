package customer

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ollu/codec"
)

// town has two accounts, of which the first has everything.
func town() *shelves {
	s := newShelves()
	a, b := richAccount(), Account{ID: idOf(9), Company: Company{Name: "neighbour"}, Registrations: 1}
	u, v := richUser(), richUser()
	v.ID, v.Account, v.Login, v.Role = idOf(8), b.ID, "neighbour", Viewer
	r, other := richRegistration(), Registration{Account: b.ID, No: 1, Code: codeOf(8)}
	feed := Ticket{Hash: a.Feed, Kind: Feed, Account: a.ID, At: noon}
	dead, waits := richLetter(), richLetter()
	waits.ID, waits.Dead = "letter-2", false
	s.putAccount(a)
	s.putAccount(b)
	s.putUser(u)
	s.putUser(v)
	s.putRegistration(r)
	s.putRegistration(other)
	s.putTicket(richTicket())
	s.putTicket(feed)
	s.putLetter(dead)
	s.putLetter(waits)
	s.putActivity(richActivity())
	s.putActivity(Activity{Account: b.ID, Seq: 1})
	s.put(ByOrder, OrderKey("PO-1", keyOf(1)), []byte{})
	return s
}

// names is what a list is of.
func names[T fmt.Stringer](all []T, err error) string {
	var s []string
	for _, x := range all {
		s = append(s, x.String())
	}
	return strings.Join(s, ", ") + errText(err)
}

func errText(err error) string {
	if err != nil {
		return "error " + err.Error()
	}
	return ""
}

func TestWhatIsThereIsFound(t *testing.T) {
	b := Open(town())
	account, err1 := b.Account(idOf(1))
	user, err2 := b.User(idOf(2))
	byLogin, err3 := b.UserByLogin("hANAKO.c")
	line, err4 := b.Registration(idOf(1), 7)
	ticket, err5 := b.Ticket(hashOf(3))
	letter, err6 := b.Letter("letter-1")
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		t.Fatal(err)
	}
	got := []any{account, user, byLogin, line, ticket, letter}
	if want := []any{richAccount(), richUser(), richUser(), richRegistration(), richTicket(), richLetter()}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v\nwant %#v", got, want)
	}
	for _, code := range line.Codes() {
		if r, err := b.RegistrationOf(code); err != nil || !reflect.DeepEqual(r, line) {
			t.Errorf("the line of %s: %v, %v", code, r, err)
		}
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	b := Open(town())
	for name, get := range map[string]func() error{
		"account":              func() error { _, err := b.Account(idOf(2)); return err },
		"account without id":   func() error { _, err := b.Account(""); return err },
		"user":                 func() error { _, err := b.User(idOf(1)); return err },
		"login":                func() error { _, err := b.UserByLogin("hanako"); return err },
		"no login":             func() error { _, err := b.UserByLogin(""); return err },
		"line":                 func() error { _, err := b.Registration(idOf(1), 6); return err },
		"another's line":       func() error { _, err := b.Registration(idOf(9), 7); return err },
		"line 0":               func() error { _, err := b.Registration(idOf(1), 0); return err },
		"line out of all":      func() error { _, err := b.Registration(idOf(1), 7+1<<32); return err },
		"code":                 func() error { _, err := b.RegistrationOf(codeOf(5)); return err },
		"no code":              func() error { _, err := b.RegistrationOf(codec.Code{}); return err },
		"ticket":               func() error { _, err := b.Ticket(hashOf(4)); return err },
		"letter":               func() error { _, err := b.Letter("letter"); return err },
		"letter without an id": func() error { _, err := b.Letter(""); return err },
	} {
		if err := get(); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestListsKeepToTheirAccount: a list of one holds nothing of another, and a list
// of nobody nothing at all.
func TestListsKeepToTheirAccount(t *testing.T) {
	b := Open(town())
	mine, theirs := idOf(1), idOf(9)
	for _, x := range []struct{ got, want string }{
		{names(b.UsersOf(mine)), "user " + string(idOf(2))},
		{names(b.UsersOf(theirs)), "user " + string(idOf(8))},
		{names(b.UsersOf(theirs[:8])), ""},
		{names(b.UsersOf("")), ""},
		{names(b.Registrations(mine)), richRegistration().String()},
		{names(b.Registrations(theirs[:8])), ""},
		{names(b.Registrations("")), ""},
		{names(b.Invitations(mine)), "ticket to invite"},
		{names(b.Invitations(theirs)), ""},
		{names(b.Invitations("")), ""},
		{names(b.OrderKeys("PO-1")), keyOf(1).String()},
		{names(b.OrderKeys("PO-")), ""},
		{names(b.OrderKeys("")), ""},
		{names(b.UsersByMail("example.com")), ""},
		{names(b.UsersByMail("")), ""},
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
	if all, err := b.UsersByMail("HANAKO@example.com"); err != nil || len(all) != 2 {
		t.Errorf("two with one address: %v, %v", all, err)
	}
	for id, want := range map[ID]int{mine: 1, theirs: 1, "": 0, theirs[:3]: 0} {
		if all, err := b.Activities(id, 0, 10); err != nil || len(all) != want {
			t.Errorf("activities of %q: %v, %v", id, all, err)
		}
	}
}

// TestOneOrderIsNotInAnother, however their names are made.
func TestOneOrderIsNotInAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, want := newShelves(), map[string]int{}
		order := rapid.StringOfN(rapid.SampledFrom([]rune{0, 'a'}), 1, 14, -1)
		for n := range rapid.Uint64Range(1, 8).Draw(t, "keys") {
			o := order.Draw(t, "order")
			s.put(ByOrder, OrderKey(o, keyOf(n)), []byte{})
			want[o]++
		}
		for o, n := range want {
			if keys, err := Open(s).OrderKeys(o); err != nil || len(keys) != n {
				t.Fatalf("order %q: %v, %v, want %d", o, keys, err, n)
			}
		}
	})
}

// TestPagesJoinToTheWhole: whatever the limit, nothing is left out or given twice.
func TestPagesJoinToTheWhole(t *testing.T) {
	s := newShelves()
	var accounts, letters, odd []string
	var activities []uint64
	for n := range uint64(7) {
		s.putAccount(Account{ID: idOf(n), Registrations: int(n % 2)})
		s.putLetter(Letter{ID: fmt.Sprintf("letter-%d", n), Due: noon})
		s.putActivity(Activity{Account: idOf(0), Seq: n + 1})
		s.putActivity(Activity{Account: idOf(1), Seq: n + 1})
		accounts, letters = append(accounts, string(idOf(n))), append(letters, fmt.Sprintf("letter-%d", n))
		activities = slices.Insert(activities, 0, n+1)
		if n%2 == 1 {
			odd = append(odd, string(idOf(n)))
		}
	}
	slices.Sort(accounts)
	slices.Sort(odd)
	b := Open(s)
	for limit := 1; limit < 9; limit++ {
		isOdd := func(a *Account) bool { return a.Registrations == 1 }
		for name, x := range map[string]struct{ got, want []string }{
			"accounts": {accountPages(t, b, limit, nil), accounts}, "odd accounts": {accountPages(t, b, limit, isOdd), odd},
			"letters": {letterPages(t, b, limit), letters},
		} {
			if !slices.Equal(x.got, x.want) {
				t.Errorf("%s by %d: %v, want %v", name, limit, x.got, x.want)
			}
		}
		if got := activityPages(t, b, limit); !slices.Equal(got, activities) {
			t.Errorf("activities by %d: %v", limit, got)
		}
	}
}

func accountPages(t *testing.T, b Book, limit int, match func(*Account) bool) (all []string) {
	for after := ID(""); ; {
		page, next, err := b.Accounts(after, limit, match)
		if err != nil || len(page) > limit {
			t.Fatalf("%d accounts, %v", len(page), err)
		}
		for i := range page {
			all = append(all, string(page[i].ID))
		}
		if after = next; next == "" {
			return all
		}
	}
}

func letterPages(t *testing.T, b Book, limit int) (all []string) {
	for after := ""; ; {
		page, next, err := b.Letters(after, limit)
		if err != nil || len(page) > limit {
			t.Fatalf("%d letters, %v", len(page), err)
		}
		for i := range page {
			all = append(all, page[i].ID)
		}
		if after = next; next == "" {
			return all
		}
	}
}

func activityPages(t *testing.T, b Book, limit int) (all []uint64) {
	for before := uint64(0); ; {
		page, err := b.Activities(idOf(0), before, limit)
		if err != nil || len(page) > limit {
			t.Fatalf("%d activities, %v", len(page), err)
		}
		if len(page) == 0 {
			return all
		}
		for i := range page {
			all = append(all, page[i].Seq)
		}
		before = page[len(page)-1].Seq
		if before == 1 {
			return all
		}
	}
}

// TestDueLetters: the longest due first, and when to look again.
func TestDueLetters(t *testing.T) {
	s := newShelves()
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	for id, minutes := range map[string]int{"c": 0, "b": 1, "a": 2, "late": 30} {
		s.putLetter(Letter{ID: id, Due: at(minutes)})
	}
	s.putLetter(Letter{ID: "dead", Due: at(0), Dead: true})
	for _, x := range []struct {
		now, limit int
		ids        string
		next       time.Time
	}{
		{-1, 9, "", at(0)}, {0, 9, "c", at(1)}, {2, 9, "c b a", at(30)}, {2, 2, "c b", at(2)}, {30, 4, "c b a late", time.Time{}}, {99, 0, "", at(0)},
	} {
		all, next, err := Open(s).DueLetters(at(x.now), x.limit)
		var ids []string
		for i := range all {
			ids = append(ids, all[i].ID)
		}
		if got := strings.Join(ids, " "); err != nil || got != x.ids || !next.Equal(x.next) {
			t.Errorf("after %d minutes, %d at most: %q, next %v, %v", x.now, x.limit, got, next, err)
		}
	}
}

func TestInvitationsAreInTheOrderInWhichTheyWereMade(t *testing.T) {
	s := newShelves()
	for n := range uint64(6) {
		s.putTicket(Ticket{Hash: hashOf(n), Kind: Invite, Account: idOf(1), At: noon.Add(time.Duration(n) * time.Hour)})
	}
	all, err := Open(s).Invitations(idOf(1))
	if err != nil || len(all) != 6 || !slices.IsSortedFunc(all, func(a, b Ticket) int { return a.At.Compare(b.At) }) {
		t.Errorf("%v, %v", all, err)
	}
}

// reading is every way to read.
func reading(b Book) map[string]func() error {
	return map[string]func() error{
		"Account":        func() error { _, err := b.Account(idOf(1)); return err },
		"Accounts":       func() error { _, _, err := b.Accounts("", 10, nil); return err },
		"UserByLogin":    func() error { _, err := b.UserByLogin("Hanako.C"); return err },
		"UsersByMail":    func() error { _, err := b.UsersByMail("hanako@example.com"); return err },
		"UsersOf":        func() error { _, err := b.UsersOf(idOf(1)); return err },
		"Registrations":  func() error { _, err := b.Registrations(idOf(1)); return err },
		"RegistrationOf": func() error { _, err := b.RegistrationOf(codeOf(1)); return err },
		"OrderKeys":      func() error { _, err := b.OrderKeys("PO-1"); return err },
		"Invitations":    func() error { _, err := b.Invitations(idOf(1)); return err },
		"Letters":        func() error { _, _, err := b.Letters("", 10); return err },
		"DueLetters":     func() error { _, _, err := b.DueLetters(noon.Add(time.Hour), 10); return err },
		"Activities":     func() error { _, err := b.Activities(idOf(1), 0, 10); return err },
	}
}

// TestNoFailureIsTakenForNothing: each read that fails is told.
func TestNoFailureIsTakenForNothing(t *testing.T) {
	for name := range reading(Book{}) {
		for fail := 1; ; fail++ {
			s := town()
			s.failAt, s.fault = fail, errors.New("the disk is gone")
			err := reading(Open(s))[name]()
			if s.reads < fail {
				break
			}
			if !errors.Is(err, s.fault) {
				t.Errorf("%s, read %d fails: %v", name, fail, err)
			}
		}
	}
}

// TestDamageIsTold: what cannot be read is no answer.
func TestDamageIsTold(t *testing.T) {
	for name := range reading(Book{}) {
		s := town()
		for table := range s.all {
			for key, value := range s.all[table] {
				if len(value) > 0 {
					s.all[table][key] = value[:len(value)-1]
				} else if Table(table) == ByOrder {
					delete(s.all[table], key)
					s.put(ByOrder, append(OrderKey("PO-1", codec.Key{}), make([]byte, codec.KeyBytes)...), value)
				}
			}
		}
		if err := reading(Open(s))[name](); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
