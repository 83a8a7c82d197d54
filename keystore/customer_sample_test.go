package keystore

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore/customer"
)

// phc is the hash of a password.
const phc = "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA"

// someID gives the n-th of a fixed series, someHash likewise.
func someID(n uint64) customer.ID {
	id, err := customer.NewID(rand.NewChaCha8([32]byte{byte(n), 'i', byte(n >> 8)}))
	if err != nil {
		panic(err)
	}
	return id
}

func someHash(n byte) customer.Hash { return customer.Hash{n, 'h'} }

// firm is an account as a form gives it, owner its first user.
func firm() customer.Account {
	return customer.Account{
		ID:      someID(1),
		Company: customer.Company{Name: "千代田商事株式会社", NameKana: "チヨダショウジ", Postcode: "1000005", Prefecture: "JP-13", Address1: "丸の内1-1"},
		Support: customer.Contact{Same: true}, EmergencyMail: "night@example.com", Terms: "2026-11",
	}
}

func owner() customer.User {
	return customer.User{
		ID: someID(2), Login: "Hanako.C", Password: phc, Lang: "ja",
		Person: customer.Person{Name: "千代田 花子", Mail: "Hanako@example.com", Phone: "0312345678"},
	}
}

// guest is who joins.
func guest() customer.User {
	u := owner()
	u.ID, u.Login, u.Person.Mail = someID(3), "taro_123", "taro@example.com"
	return u
}

// letter is the n-th.
func letter(n int) customer.Letter {
	return customer.Letter{ID: fmt.Sprintf("letter-%d", n), To: "hanako@example.com", Lang: "ja", Kind: "registered", Data: json.RawMessage(`{"code": "secret"}`)}
}

// box is the n-th registration key without a code, promise the licence that it
// stands for.
func box(n uint64, typ product.Type) RegKey {
	_, key := codes(n)
	return RegKey{Key: key, Prefix: key.Prefix(), Product: "mail-gw", Type: typ, Seats: 5, Months: 12, Order: "PO-9"}
}

func promise(n uint64, typ product.Type) Licence {
	code, key := codes(n)
	return Licence{Code: code, Key: key, Product: "mail-gw", Type: typ, Seats: 5, Zone: "Asia/Tokyo", Expires: 21000, Grace: 90}
}

// single is the n-th licence that came without a key. The firm's own is of
// another product than its trial.
func single(n uint64) Licence {
	l := plain()
	l.Code, _ = codes(n)
	if n == 12 {
		l.Product = "archive"
	}
	return l
}

// opened is the registration of a new account: of a trial, of a licence that came
// with a key, and of one that came with none.
func opened() Register {
	a, u := firm(), owner()
	with := promise(11, product.Full)
	return Register{
		Account: &a, User: &u, Keys: []codec.Key{box(10, product.Trial).Key}, Codes: []codec.Code{with.Code, single(12).Code},
		Fresh: []Licence{promise(10, product.Trial)},
	}
}

// stock is what the issuer has issued before.
func stock() Issue {
	with := promise(11, product.Full)
	with.Product = "suite"
	return Issue{Licences: []Licence{with, single(12), single(14), single(15)}, Keys: []RegKey{box(10, product.Trial), box(13, product.Full)}}
}

// customerLife is one act of every kind, after issuerLife.
func customerLife() []Change {
	a, u, g := firm().ID, owner().ID, guest().ID
	reset := customer.Ticket{Hash: someHash(1), Kind: customer.Reset, User: u, Mail: "hanako@example.com", Expires: noon.Add(1000 * time.Hour)}
	invite := customer.Ticket{Hash: someHash(2), Kind: customer.Invite, Account: a, Mail: "taro@example.com", Role: customer.Editor, Lang: "en", By: u, Expires: reset.Expires}
	again := invite
	again.Hash = someHash(3)
	company := firm().Company
	company.Branch = "本店"
	return []Change{
		stock(),
		opened(),
		Register{By: u, Keys: []codec.Key{box(13, product.Full).Key}, Fresh: []Licence{promise(13, product.Full)}},
		EditCompany{Account: a, Company: company},
		EditSupport{Account: a, Support: customer.Contact{Company: company, Person: owner().Person}},
		EditUser{User: u, Person: guest().Person, Lang: "en"},
		EditUser{User: u, Person: owner().Person, Lang: "ja"},
		OpenTicket{Ticket: reset},
		SetPassword{User: u, Hash: phc, Ticket: reset.Hash},
		SetFactor{User: u, Factor: []byte("a secret of some length"), Step: 10, Recovery: []customer.Hash{someHash(8)}},
		LogIn{User: u, Step: 11},
		LogIn{User: u, Recovery: someHash(8)},
		OpenTicket{Ticket: invite},
		Join{Ticket: invite.Hash, User: guest()},
		OpenTicket{Ticket: again},
		CloseTicket{Hash: again.Hash},
		SetRole{User: g, Role: customer.Owner},
		RemoveUser{User: g},
		SetFeed{Account: a, Hash: someHash(4)},
		SetFeed{Account: a, Hash: someHash(5)},
		RequestOffline{Account: a, No: 1, User: u, Note: "工場"},
		AnswerOffline{Account: a, No: 1, Code: single(14).Code},
		Replace{Old: promise(13, product.Full).Code, New: Licence{Code: single(16).Code}},
		HoldAccount{Account: a, Reason: "unpaid"},
		ReleaseAccount{Account: a},
		LetterFailed{ID: "letter-0", Problem: "451 try later", Due: noon.Add(99 * time.Hour)},
		RetryLetter{ID: "letter-0"},
		LetterFailed{ID: "letter-0", Problem: "550 no such user", Dead: true},
		DropLetter{ID: "letter-0"},
		LetterSent{ID: "letter-2"},
		Unregister{Account: a, No: 1, Reason: "sold on"},
	}
}
