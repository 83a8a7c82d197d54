package keystore

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// town is a table in which acts are done.
type town struct {
	*table
	t   *testing.T
	now time.Time
}

// newTown has the stock, the firm, and its guest as an editor.
func newTown(t *testing.T) *town {
	w := &town{newTable(), t, noon}
	w.must("", stock())
	w.must("", opened())
	w.must("", OpenTicket{Ticket: invitation()})
	w.must("", Join{Ticket: invitation().Hash, User: guest()})
	return w
}

func invitation() customer.Ticket {
	return customer.Ticket{
		Hash: someHash(2), Kind: customer.Invite, Account: firm().ID, Mail: "taro@example.com", Role: customer.Editor, Lang: "en",
		By: owner().ID, Expires: noon.Add(time.Hour),
	}
}

// neighbour is another account, with a line and a user of its own.
func (w *town) neighbour() (account, user customer.ID) {
	a, u := firm(), owner()
	a.ID, u.ID, u.Login, u.Person.Mail = someID(21), someID(22), "neighbour", "neighbour@example.com"
	w.must("", Register{Account: &a, User: &u, Codes: []codec.Code{single(15).Code}})
	return a.ID, u.ID
}

func (w *town) try(forID customer.ID, c Change, letters ...customer.Letter) (Receipt, error) {
	writes, r, err := Plan(w, Act{By: "somebody", At: w.now, Change: c, For: forID, Letters: letters})
	if err == nil {
		w.take(writes)
	}
	return r, err
}

func (w *town) must(forID customer.ID, c Change, letters ...customer.Letter) Receipt {
	w.t.Helper()
	r, err := w.try(forID, c, letters...)
	if err != nil {
		w.t.Fatalf("%v: %v", c, err)
	}
	return r
}

// refused: the act fails as want, and its error says so in these words.
func (w *town) refused(want error, words string, forID customer.ID, c Change) {
	w.t.Helper()
	writes, r, err := Plan(w, Act{By: "somebody", At: w.now, Change: c, For: forID})
	if !errors.Is(err, want) || !strings.Contains(fmt.Sprint(err), words) || !writes.Empty() || !reflect.DeepEqual(r, Receipt{}) {
		w.t.Errorf("%v: %v, want %q", c, err, words)
	}
}

// verified: every index agrees with the records.
func (v *table) verified() (problems []string) {
	if _, err := customer.Verify(v, func(what string) { problems = append(problems, what) }); err != nil {
		problems = append(problems, err.Error())
	}
	return problems
}

func TestALifeAgreesWithItself(t *testing.T) {
	revision := uint64(0)
	for n := range life() {
		v := live(t, n+1)
		if problems := v.verified(); len(problems) > 0 {
			t.Fatalf("after %v: %q", life()[n], problems)
		}
		if a, err := customer.Open(v).Account(firm().ID); err == nil && a.Revision < revision {
			t.Errorf("after %v: revision %d after %d", life()[n], a.Revision, revision)
		} else {
			revision = a.Revision
		}
	}
}

// TestWhatIsLoggedOfCustomers: the entry, and what the account's users see of it.
func TestWhatIsLoggedOfCustomers(t *testing.T) {
	a := string(firm().ID)
	of := func(action audit.Action, masked, reason string) string {
		return fmt.Sprintf("%v|%s|%s|%s|", action, a, masked, reason)
	}
	ofCode := func(action audit.Action, n uint64, reason string) string {
		c, _ := codes(n)
		return fmt.Sprintf("%v|%s|%v|%s|%s", action, c.Fingerprint(), c, reason, a)
	}
	_, key10 := codes(10)
	_, key13 := codes(13)
	code10, _ := codes(10)
	code13, _ := codes(13)
	code16, _ := codes(16)
	issue := func(c codec.Code, reason string, other codec.Code) string {
		o := ""
		if !other.IsZero() {
			o = other.Fingerprint()
		}
		return fmt.Sprintf("issue|%s|%v|%s|%s", c.Fingerprint(), c, reason, o)
	}
	want := [][]string{
		nil, // the stock
		{of(audit.OpenAccount, "Hanako.C", ""), issue(code10, "registered by key "+key10.String(), codec.Code{}), ofCode(audit.Register, 10, ""), ofCode(audit.Register, 11, ""), ofCode(audit.Register, 12, "")},
		{issue(code13, "registered by key "+key13.String(), codec.Code{}), ofCode(audit.Register, 13, "in place of "+code10.String())},
		{of(audit.EditCompany, "", "")}, {of(audit.EditSupport, "", "")}, {of(audit.EditUser, "Hanako.C", "")}, {of(audit.EditUser, "Hanako.C", "")},
		{of(audit.OpenTicket, "han*****@example.com", "reset")}, {of(audit.SetPassword, "Hanako.C", "by ticket")}, {of(audit.SetFactor, "Hanako.C", "on")},
		{of(audit.LogIn, "Hanako.C", "by second factor")}, {of(audit.LogIn, "Hanako.C", "by recovery code")},
		{of(audit.OpenTicket, "ta*****@example.com", "invite")}, {of(audit.Join, "taro_123", "editor")},
		{of(audit.OpenTicket, "ta*****@example.com", "invite")}, {of(audit.CloseTicket, "ta*****@example.com", "invite")},
		{of(audit.SetRole, "taro_123", "owner")}, {of(audit.RemoveUser, "taro_123", "")}, {of(audit.SetFeed, "", "")}, {of(audit.SetFeed, "", "")},
		{of(audit.RequestOffline, code13.String(), "")}, {ofCode(audit.AnswerOffline, 14, "")},
		{fmt.Sprintf("replace|%s|%v||%s", code13.Fingerprint(), code13, code16.Fingerprint()), issue(code16, "", code13)},
		{of(audit.HoldAccount, "", "unpaid")}, {of(audit.ReleaseAccount, "", "")},
		{}, {}, {}, {"drop_letter||han*****@example.com|registered|"}, {}, {ofCode(audit.Unregister, 16, "sold on")},
	}
	for i, c := range customerLife() {
		n := len(issuerLife()) + i
		w, _, err := Plan(live(t, n), actOf(n, c))
		var got []string
		for _, ev := range w.Audit {
			got = append(got, fmt.Sprintf("%v|%s|%s|%s|%s", ev.Action, ev.Fingerprint, ev.Masked, ev.Reason, ev.Other))
		}
		if want[i] != nil && (err != nil || !slices.Equal(got, want[i])) {
			t.Errorf("%v: %v\n got %q\nwant %q", c, err, got, want[i])
		}
	}
	seen := activities(live(t, len(life())), firm().ID)
	if !strings.HasPrefix(seen, "unregister IM-") || !strings.Contains(seen, "; join taro_123; open_ticket taro@example.com; log_in Hanako.C;") || strings.Contains(seen, "issue") {
		t.Errorf("seen: %s", seen)
	}
}

func activities(v *table, id customer.ID) string {
	all, err := customer.Open(v).Activities(id, 0, 1000)
	seen := make([]string, len(all))
	for i, a := range all {
		seen[i] = a.Action + " " + a.Subject
	}
	return strings.Join(seen, "; ") + fmt.Sprint(err)
}

// TestRegisterRefuses is rows R1, R5 and R6 where they cannot be.
func TestRegisterRefuses(t *testing.T) {
	w := newTown(t)
	other, stranger := w.neighbour()
	a, u := firm().ID, owner().ID
	free, freeLicence := box(13, product.Full), promise(13, product.Full)
	for _, n := range []uint64{31, 32, 33} {
		w.must("", Issue{Licences: []Licence{single(n)}})
	}
	w.must("", Suspend{Code: single(31).Code})
	w.must("", Revoke{Code: single(32).Code, Reason: "leaked"})
	w.must("", Replace{Old: single(33).Code, New: Licence{Code: single(34).Code}})
	odd := func(change func(*Licence)) Register {
		l := freeLicence
		change(&l)
		return Register{By: u, Keys: []codec.Key{free.Key}, Fresh: []Licence{l}}
	}
	codesOf := func(n ...uint64) (r Register) {
		for _, n := range n {
			r.Codes = append(r.Codes, single(n).Code)
		}
		return r
	}
	account, user := firm(), owner()
	user.ID, user.Login = someID(40), "somebody"
	for _, x := range []struct {
		want  error
		words string
		forID customer.ID
		c     Register
	}{
		{ErrInvalid, "keys: must be 1", a, Register{By: u}},
		{ErrInvalid, "keys: must be 1", a, Register{By: u, Codes: make([]codec.Code, maxBought+1)}},
		{ErrInvalid, "account: is missing", "", codesOf(14)},
		{ErrInvalid, "user: must be missing", a, Register{User: &user, Codes: codesOf(14).Codes}},
		{ErrInvalid, "account: must be missing", a, Register{Account: &account, User: &user, Codes: codesOf(14).Codes}},
		{ErrInvalid, "user: is missing", "", Register{Account: &account, Codes: codesOf(14).Codes}},
		{ErrInvalid, "by: must be the account's first", "", Register{Account: &account, User: &user, By: u, Codes: codesOf(14).Codes}},
		{ErrExists, "account", "", Register{Account: &account, User: &user, Codes: codesOf(14).Codes}},
		{ErrNotFound, "user", a, Register{By: stranger, Codes: codesOf(14).Codes}},
		{ErrNotFound, "user", a, Register{By: someID(77), Codes: codesOf(14).Codes}},
		{ErrInvalid, "by: must be an id", a, Register{By: "me", Codes: codesOf(14).Codes}},
		{ErrInvalid, "a key is missing", a, Register{Keys: make([]codec.Key, 1)}},
		{ErrInvalid, "code: is missing", a, Register{Codes: make([]codec.Code, 1)}},
		{ErrNotFound, "registration key", a, Register{Keys: []codec.Key{box(50, product.Full).Key}}},
		{ErrNotFound, "licence", a, codesOf(50)},
		{ErrRegistered, "registration key", other, Register{Keys: []codec.Key{box(10, product.Full).Key}}},
		{ErrRegistered, "registration key", other, Register{Keys: []codec.Key{box(11, product.Full).Key}}},
		{ErrRegistered, "licence", a, codesOf(12)},
		{ErrRegistered, "licence", other, codesOf(12)},
		{ErrRegistered, "licence", other, codesOf(14, 11)},
		{ErrConflict, "resume it first", a, codesOf(14, 31)},
		{ErrConflict, "resume it first", a, codesOf(32)},
		{ErrConflict, "took its place", a, codesOf(33)},
		{ErrInvalid, "keys: must not name one licence twice", a, codesOf(14, 14)},
		{ErrInvalid, "keys: must not name one licence twice", a, Register{Keys: []codec.Key{free.Key, free.Key}, Fresh: []Licence{freeLicence}}},
		{ErrInvalid, "fresh: must hold the licence of each", a, Register{Keys: []codec.Key{free.Key}}},
		{ErrInvalid, "fresh: must hold licences of keys of the act", a, Register{Codes: codesOf(14).Codes, Fresh: []Licence{freeLicence}}},
		{ErrInvalid, "fresh: must have one", a, Register{Keys: []codec.Key{free.Key}, Fresh: []Licence{freeLicence, freeLicence}}},
		{ErrInvalid, "fresh: must have the product", a, odd(func(l *Licence) { l.Product = "suite" })},
		{ErrInvalid, "fresh: must have the product", a, odd(func(l *Licence) { l.Type = product.Trial })},
		{ErrInvalid, "fresh: must have the product", a, odd(func(l *Licence) { l.Seats++ })},
		{ErrInvalid, "fresh: must hold the licence of each", a, odd(func(l *Licence) { l.Key = codec.Key{} })},
		{ErrInvalid, "fresh: must end as its key says", a, odd(func(l *Licence) { l.Perpetual, l.Expires = true, 0 })},
		{ErrInvalid, "zone", a, odd(func(l *Licence) { l.Zone = "Mars" })},
		{ErrExists, "licence", a, odd(func(l *Licence) { l.Code = single(14).Code })},
	} {
		w.refused(x.want, x.words, x.forID, x.c)
	}
	w.must(a, odd(func(*Licence) {}))
}

// TestKeyThatNamesItsCode: the box of a product issued beforehand, and the key and
// code of one product.
func TestKeyThatNamesItsCode(t *testing.T) {
	w := newTown(t)
	with := promise(61, product.Full)
	with.Product = "suite"
	w.must("", Issue{Licences: []Licence{with}})
	w.refused(ErrInvalid, "must not name one licence twice", firm().ID, Register{Keys: []codec.Key{with.Key}, Codes: []codec.Code{with.Code}})
	w.refused(ErrInvalid, "fresh: must hold licences of keys of the act", firm().ID, Register{Keys: []codec.Key{with.Key}, Fresh: []Licence{with}})
	w.now = w.now.Add(time.Minute)
	r := w.must(firm().ID, Register{Codes: []codec.Code{with.Code}})
	line := r.Registrations[0]
	if k := w.keys[with.Key]; !k.RegisteredAt.Equal(w.now) || line.Key != with.Key || line.By != "" || len(r.Keys) != 1 || r.Licences[0].Code != with.Code {
		t.Errorf("key %+v, line %+v", k, line)
	}
	if got := w.licences[with.Code]; !reflect.DeepEqual(got, r.Licences[0]) || !got.ChangedAt.IsZero() {
		t.Errorf("the licence was changed: %+v", got)
	}
}

// TestUpgrade is row R6: the trial's line, and no other, becomes the full
// product's.
func TestUpgrade(t *testing.T) {
	w := newTown(t)
	a := firm().ID
	trials := []RegKey{box(71, product.Trial), box(72, product.Trial)}
	fulls := []RegKey{box(73, product.Full), box(74, product.Full), box(75, product.Full), box(76, product.Full)}
	other := box(77, product.Full)
	other.Product = "suite"
	w.must("", Issue{Keys: slices.Concat(trials, fulls, []RegKey{other})})
	register := func(t product.Type, ns ...uint64) (got []int) {
		c := Register{By: owner().ID}
		for _, n := range ns {
			l := promise(n, t)
			if n == 77 {
				l.Product = "suite"
			}
			c.Keys, c.Fresh = append(c.Keys, l.Key), append(c.Fresh, l)
		}
		for _, r := range w.must(a, c).Registrations {
			got = append(got, r.No)
		}
		return got
	}
	for i, x := range []struct {
		typ  product.Type
		keys []uint64
		want []int
	}{
		{product.Trial, []uint64{71}, []int{4}},       // a second trial beside that of line 1
		{product.Full, []uint64{77}, []int{5}},        // another product
		{product.Full, []uint64{73, 74}, []int{1, 4}}, // the oldest first
		{product.Full, []uint64{75}, []int{6}},        // no trial is left
	} {
		if got := register(x.typ, x.keys...); !slices.Equal(got, x.want) {
			t.Errorf("%d: lines %v, want %v", i, got, x.want)
		}
	}
	r := w.must(a, Register{Keys: []codec.Key{trials[1].Key, fulls[3].Key}, Fresh: []Licence{promise(76, product.Full), promise(72, product.Trial)}})
	if len(r.Registrations) != 1 || r.Registrations[0].No != 7 || r.Registrations[0].Former[0].Code != promise(72, product.Trial).Code || len(r.Licences) != 2 {
		t.Errorf("both at once: %+v", r.Registrations)
	}
	line, err := customer.Open(w).RegistrationOf(promise(10, product.Trial).Code)
	if err != nil || line.Type != product.Full || line.Code != promise(73, product.Full).Code || line.Order != "PO-9" || w.licences[line.Former[0].Code].Standing != Issued {
		t.Errorf("the upgraded line: %v, %+v", err, line)
	}
	if problems := w.verified(); len(problems) > 0 {
		t.Error(problems)
	}
}

// TestUnregisterAndAgain: both keys of an upgraded line can be registered anew,
// each for its own code; that in place of which another was put for the new one.
func TestUnregisterAndAgain(t *testing.T) {
	w := newTown(t)
	a := firm().ID
	trial, full, heir := promise(10, product.Trial), promise(13, product.Full), single(80)
	w.must(a, Register{Keys: []codec.Key{full.Key}, Fresh: []Licence{full}})
	w.must("", Replace{Old: full.Code, New: Licence{Code: heir.Code}})
	w.must("", Unregister{Account: a, No: 1})
	w.refused(ErrNotFound, "registration 1", "", Unregister{Account: a, No: 1})
	for key, code := range map[codec.Key]codec.Code{trial.Key: trial.Code, full.Key: heir.Code} {
		if k := w.keys[key]; !k.RegisteredAt.IsZero() || k.Code != code {
			t.Errorf("%v, want code %v", k, code)
		}
	}
	r := w.must(a, Register{Keys: []codec.Key{trial.Key, full.Key}})
	if got := r.Registrations; len(got) != 1 || got[0].Code != heir.Code || got[0].Former[0].Code != trial.Code {
		t.Errorf("again: %+v", got)
	}
	if problems := w.verified(); len(problems) > 0 {
		t.Error(problems)
	}
}

// TestReplacedCodesStayTheAccounts: whichever of a line's codes another takes the
// place of (row L5).
func TestReplacedCodesStayTheAccounts(t *testing.T) {
	w := newTown(t)
	a, u := firm().ID, owner().ID
	full := promise(13, product.Full)
	w.must(a, Register{Keys: []codec.Key{full.Key}, Fresh: []Licence{full}})
	w.must(a, RequestOffline{Account: a, No: 1, User: u})
	w.must("", AnswerOffline{Account: a, No: 1, Code: single(14).Code})
	for i, old := range []codec.Code{full.Code, single(14).Code, promise(10, product.Trial).Code} {
		heir := single(uint64(90 + i)).Code
		r := w.must("", Replace{Old: old, New: Licence{Code: heir}})
		line, err := customer.Open(w).RegistrationOf(heir)
		if err != nil || line.No != 1 || line.Account != a || r.Account.ID != a || !reflect.DeepEqual(r.Registrations, []customer.Registration{line}) {
			t.Errorf("%s: %v, %+v", old, err, line)
		}
		w.refused(ErrRegistered, "licence", a, Register{Codes: []codec.Code{heir}})
	}
	if problems := w.verified(); len(problems) > 0 {
		t.Error(problems)
	}
}

// TestTrialKeyAfterReplacement: a trial whose code was replaced after its upgrade
// can still be registered anew by its key.
func TestTrialKeyAfterReplacement(t *testing.T) {
	w := newTown(t)
	a := firm().ID
	trial, full, heir := promise(10, product.Trial), promise(13, product.Full), single(80).Code
	w.must(a, Register{Keys: []codec.Key{full.Key}, Fresh: []Licence{full}})
	w.must("", Replace{Old: trial.Code, New: Licence{Code: heir}})
	w.must("", Unregister{Account: a, No: 1})
	if r := w.must(a, Register{Keys: []codec.Key{trial.Key}}); r.Registrations[0].Code != heir || r.Registrations[0].Type != product.Trial {
		t.Errorf("%+v", r.Registrations)
	}
}

// TestOfflineRequests is row L7: one at a time, and each answer stays.
func TestOfflineRequests(t *testing.T) {
	w := newTown(t)
	a, u := firm().ID, owner().ID
	_, stranger := w.neighbour()
	ask := RequestOffline{Account: a, No: 2, User: u}
	suite := single(100)
	suite.Product = "suite"
	second := suite
	second.Code, _ = codes(101)
	w.must("", Issue{Licences: []Licence{suite, second}})
	w.refused(ErrNotFound, "registration 9", a, RequestOffline{Account: a, No: 9, User: u})
	w.refused(ErrNotFound, "user", a, RequestOffline{Account: a, No: 2, User: stranger})
	w.refused(ErrInvalid, "note", a, RequestOffline{Account: a, No: 2, User: u, Note: strings.Repeat("n", maxNote+1)})
	w.must("", Suspend{Code: promise(11, product.Full).Code})
	w.refused(ErrConflict, "resume it first", a, ask)
	w.must("", Resume{Code: promise(11, product.Full).Code})
	w.refused(ErrConflict, "no request waits", "", AnswerOffline{Account: a, No: 2, Code: suite.Code})
	w.must(a, ask)
	w.refused(ErrConflict, "a request of 2026-11-20 still waits", a, ask)
	w.refused(ErrInvalid, "code: must be of the product", "", AnswerOffline{Account: a, No: 2, Code: single(14).Code})
	w.must("", AnswerOffline{Account: a, No: 2, Code: suite.Code})
	w.must(a, ask)
	w.must("", AnswerOffline{Account: a, No: 2, Code: second.Code})
	w.must(a, ask)
	w.must("", AnswerOffline{Account: a, No: 2, Code: promise(11, product.Full).Code}) // its own
	r := w.must(a, ask)
	if got := r.Registrations[0].Codes(); !slices.Equal(got, []codec.Code{promise(11, product.Full).Code, suite.Code, second.Code}) {
		t.Errorf("codes %v", got)
	}
	if problems := w.verified(); len(problems) > 0 {
		t.Error(problems)
	}
}
