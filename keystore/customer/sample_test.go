package customer

import (
	"encoding/json"
	"iter"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"ollu/codec"
	"ollu/codec/product"
)

var noon = time.Date(2026, 11, 20, 3, 4, 5, 0, time.UTC)

func random(n uint64) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{byte(n), byte(n >> 8)}) }

// codeOf and keyOf give the n-th of a fixed series.
func codeOf(n uint64) codec.Code {
	c, err := codec.NewCode(codec.Prefix{'I', 'M'}, random(n))
	if err != nil {
		panic(err)
	}
	return c
}

func keyOf(n uint64) codec.Key {
	k, err := codec.NewKey(codec.Prefix{'I', 'M'}, random(n))
	if err != nil {
		panic(err)
	}
	return k
}

func idOf(n uint64) ID {
	id, err := NewID(random(n))
	if err != nil {
		panic(err)
	}
	return id
}

func hashOf(n uint64) (h Hash) {
	_, _ = random(n).Read(h[:])
	return h
}

// The rich records have everything.
func richCompany() Company {
	return Company{
		Name: "千代田商事株式会社", NameKana: "チヨダショウジ", Branch: "丸の内支店", BranchKana: "マルノウチシテン",
		Postcode: "1000005", Prefecture: "JP-13", Address1: "千代田区丸の内1-1", Address2: "第二ビル",
	}
}

func richPerson() Person {
	return Person{Name: "千代田 花子", NameKana: "チヨダ ハナコ", Mail: "hanako@example.com", Department: "情報部", Phone: "0312345678", Fax: "0312345679"}
}

func richAccount() Account {
	return Account{
		ID: idOf(1), Company: richCompany(), EmergencyMail: "night@example.com", Support: Contact{Company: richCompany(), Person: richPerson()},
		Seller: Seller{Company: "販売店", Branch: "本店", Postcode: "5300001", Prefecture: "JP-27", Address1: "大阪市", Address2: "1-1", Person: richPerson()},
		Terms:  "2026-11", TermsAt: noon, CreatedAt: noon, ChangedAt: noon.Add(time.Hour),
		Hold: &Hold{At: noon, By: "operator", Reason: "unpaid"}, Feed: hashOf(1), Registrations: 12, Revision: 34,
	}
}

func richUser() User {
	return User{
		ID: idOf(2), Account: idOf(1), Login: "Hanako.C", Password: "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA", Person: richPerson(),
		Role: Owner, Lang: "ja", Factor: []byte("a key of some length"), Step: 58 << 20, Recovery: []Hash{hashOf(1), hashOf(2)}, Epoch: 3,
		CreatedAt: noon, ChangedAt: noon, PasswordAt: noon, LastLogIn: noon.Add(time.Minute),
	}
}

func richRegistration() Registration {
	return Registration{
		Account: idOf(1), No: 7, Key: keyOf(1), Code: codeOf(1), Product: "mail-gw", Type: product.Full, Order: "PO-1", At: noon, By: idOf(2),
		Former:  []Former{{Key: keyOf(2), Code: codeOf(2), Type: product.Trial, At: noon}, {Code: codeOf(3), At: noon}},
		Request: &Request{At: noon, By: idOf(2), Note: "工場は\n外につながらない", Answer: codeOf(4), AnswerAt: noon.Add(time.Hour)},
	}
}

func richTicket() Ticket {
	return Ticket{
		Hash: hashOf(3), Kind: Invite, Account: idOf(1), User: idOf(2), Mail: "taro@example.com", Role: Editor, Lang: "en", By: idOf(2),
		At: noon, Expires: noon.Add(time.Hour),
	}
}

func richLetter() Letter {
	return Letter{
		ID: "letter-1", Account: idOf(1), To: "hanako@example.com", Lang: "ja", Kind: "registered", Data: json.RawMessage(`{"person": "花子 <x>"}`),
		At: noon, Tries: 2, Due: noon.Add(time.Minute), Problem: "451 try later", Dead: true,
	}
}

func richActivity() Activity {
	return Activity{Account: idOf(1), Seq: 9, At: noon, Actor: "Hanako.C", Action: "register", Subject: "IM-****"}
}

// drawText draws any text, drawTime any instant that can be stored.
func drawText(t *rapid.T, label string) string { return rapid.String().Draw(t, label) }

func drawTime(t *rapid.T, label string) time.Time {
	sec := rapid.Int64Range(yearOne-1, timeSpan+yearOne).Draw(t, label)
	if sec <= yearOne {
		return time.Time{}
	}
	return time.Unix(sec, 0).UTC()
}

func drawTexts(t *rapid.T, into ...*string) {
	for _, s := range into {
		*s = drawText(t, "text")
	}
}

func drawCompany(t *rapid.T) (c Company) {
	drawTexts(t, &c.Name, &c.NameKana, &c.Branch, &c.BranchKana, &c.Postcode, &c.Prefecture, &c.Address1, &c.Address2)
	return c
}

func drawPerson(t *rapid.T) (p Person) {
	drawTexts(t, &p.Name, &p.NameKana, &p.Mail, &p.Department, &p.Phone, &p.Fax)
	return p
}

func drawHash(t *rapid.T) Hash { return hashOf(rapid.Uint64Range(0, 1000).Draw(t, "hash")) }

func drawCode(t *rapid.T) (c codec.Code) {
	if rapid.Bool().Draw(t, "has a code") {
		c = codeOf(rapid.Uint64Range(0, 9).Draw(t, "code"))
	}
	return c
}

func drawKey(t *rapid.T) (k codec.Key) {
	if rapid.Bool().Draw(t, "has a key") {
		k = keyOf(rapid.Uint64Range(0, 9).Draw(t, "key"))
	}
	return k
}

func drawAccount(t *rapid.T) Account {
	a := Account{
		Company: drawCompany(t), Support: Contact{Same: rapid.Bool().Draw(t, "same"), Company: drawCompany(t), Person: drawPerson(t)},
		Seller: Seller{Person: drawPerson(t)}, TermsAt: drawTime(t, "terms at"), CreatedAt: drawTime(t, "created"), ChangedAt: drawTime(t, "changed"),
		Feed: drawHash(t), Registrations: rapid.IntRange(0, MaxNumber).Draw(t, "lines"), Revision: rapid.Uint64().Draw(t, "revision"),
	}
	s := &a.Seller
	drawTexts(t, &a.EmergencyMail, &a.Terms, &s.Company, &s.Branch, &s.Postcode, &s.Prefecture, &s.Address1, &s.Address2)
	if rapid.Bool().Draw(t, "held") {
		a.Hold = &Hold{At: drawTime(t, "held at"), By: drawText(t, "by"), Reason: drawText(t, "reason")}
	}
	return a
}

func drawUser(t *rapid.T) User {
	u := User{
		Account: ID(drawText(t, "account")), Person: drawPerson(t), Role: Role(rapid.IntRange(0, int(Owner)).Draw(t, "role")),
		Step: rapid.Int64Range(0, math.MaxInt64).Draw(t, "step"), Epoch: rapid.Uint64().Draw(t, "epoch"),
		CreatedAt: drawTime(t, "created"), ChangedAt: drawTime(t, "changed"), PasswordAt: drawTime(t, "password at"), LastLogIn: drawTime(t, "log-in"),
	}
	drawTexts(t, &u.Login, &u.Password, &u.Lang)
	if b := rapid.SliceOf(rapid.Byte()).Draw(t, "factor"); len(b) > 0 {
		u.Factor = b
	}
	for range rapid.IntRange(0, 3).Draw(t, "recovery codes") {
		u.Recovery = append(u.Recovery, drawHash(t))
	}
	return u
}

func drawRegistration(t *rapid.T) Registration {
	r := Registration{
		Key: drawKey(t), Code: drawCode(t), Type: drawType(t), At: drawTime(t, "at"), By: ID(drawText(t, "by")),
		Product: drawText(t, "product"), Order: drawText(t, "order"),
	}
	for range rapid.IntRange(0, 3).Draw(t, "former") {
		r.Former = append(r.Former, Former{Key: drawKey(t), Code: drawCode(t), Type: drawType(t), At: drawTime(t, "at")})
	}
	if rapid.Bool().Draw(t, "request") {
		r.Request = &Request{At: drawTime(t, "at"), By: ID(drawText(t, "by")), Note: drawText(t, "note"), Answer: drawCode(t), AnswerAt: drawTime(t, "answered")}
	}
	return r
}

func drawType(t *rapid.T) product.Type { return product.Type(rapid.IntRange(0, 1).Draw(t, "type")) }

func drawTicket(t *rapid.T) Ticket {
	k := Ticket{
		Kind: TicketKind(rapid.IntRange(0, int(Feed)).Draw(t, "kind")), Account: ID(drawText(t, "account")), User: ID(drawText(t, "user")),
		By: ID(drawText(t, "by")), Role: Role(rapid.IntRange(0, int(Owner)).Draw(t, "role")), At: drawTime(t, "at"), Expires: drawTime(t, "expires"),
	}
	drawTexts(t, &k.Mail, &k.Lang)
	return k
}

func drawLetter(t *rapid.T) Letter {
	l := Letter{
		Account: ID(drawText(t, "account")), At: drawTime(t, "at"), Due: drawTime(t, "due"),
		Tries: rapid.IntRange(0, math.MaxInt32).Draw(t, "tries"), Dead: rapid.Bool().Draw(t, "dead"),
	}
	drawTexts(t, &l.To, &l.Lang, &l.Kind, &l.Problem)
	if s := drawText(t, "data"); s != "" {
		l.Data = json.RawMessage(s)
	}
	return l
}

// shelves are tables of maps.
type shelves struct {
	all    [TableCount]map[string][]byte
	failAt int // the read that fails, counted from 1; 0 none
	reads  int
	fault  error
}

func newShelves() *shelves {
	s := new(shelves)
	for i := range s.all {
		s.all[i] = map[string][]byte{}
	}
	return s
}

func (s *shelves) put(t Table, key, value []byte) { s.all[t][string(key)] = value }

func (s *shelves) read() error {
	if s.reads++; s.reads == s.failAt {
		return s.fault
	}
	return nil
}

func (s *shelves) Get(t Table, key []byte) ([]byte, bool, error) {
	value, found := s.all[t][string(key)]
	return value, found, s.read()
}

func (s *shelves) Scan(t Table, prefix, from []byte, backwards bool) iter.Seq2[Item, error] {
	keys := slices.Sorted(maps.Keys(s.all[t]))
	if backwards {
		slices.Reverse(keys)
	}
	return func(yield func(Item, error) bool) {
		if err := s.read(); err != nil {
			yield(Item{}, err)
			return
		}
		for _, key := range keys {
			early := from != nil && ((backwards && key > string(from)) || (!backwards && key < string(from)))
			if early || !strings.HasPrefix(key, string(prefix)) {
				continue
			}
			if !yield(Item{Key: []byte(key), Value: s.all[t][key]}, nil) {
				return
			}
		}
	}
}

// The functions below store a record with the index entries that it asks for.
func (s *shelves) putAccount(a Account) {
	s.put(Accounts, AccountKey(a.ID), AppendAccount(nil, &a))
}

func (s *shelves) putUser(u User) {
	s.put(Users, UserKey(u.ID), AppendUser(nil, &u))
	s.put(ByLogin, LoginKey(u.Login), []byte(u.ID))
	s.put(ByMail, MailKey(u.Person.Mail, u.ID), []byte{})
	s.put(ByAccount, MemberKey(u.Account, u.ID), []byte{})
}

func (s *shelves) putRegistration(r Registration) {
	s.put(Registrations, RegistrationKey(r.Account, r.No), AppendRegistration(nil, &r))
	for _, c := range r.Codes() {
		s.put(ByCode, CodeKey(c), RegistrationKey(r.Account, r.No))
	}
}

func (s *shelves) putTicket(t Ticket) {
	s.put(Tickets, TicketKey(t.Hash), AppendTicket(nil, &t))
	if t.Kind == Invite {
		s.put(ByInvitation, InvitationKey(t.Account, t.Hash), []byte{})
	}
}

func (s *shelves) putLetter(l Letter) {
	s.put(Letters, LetterKey(l.ID), AppendLetter(nil, &l))
	if !l.Dead {
		s.put(ByDue, DueKey(l.Due, l.ID), []byte{})
	}
}

func (s *shelves) putActivity(a Activity) {
	s.put(Activities, ActivityKey(a.Account, a.Seq), AppendActivity(nil, &a))
}
