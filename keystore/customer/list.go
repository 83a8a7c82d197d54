package customer

import (
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"ollu/codec"
)

// Accounts gives the accounts that match chooses (nil: all), in the order of
// their ids, from the first after the given one on ("": from the start), at most
// limit of them. next continues it; "": the end. match must not keep its account.
func (b Book) Accounts(after ID, limit int, match func(*Account) bool) (page []Account, next ID, err error) {
	for item, err := range b.tables.Scan(Accounts, nil, following([]byte(after)), false) {
		if err != nil {
			return nil, "", err
		}
		a := Account{ID: ID(item.Key)}
		if err := DecodeAccount(&a, item.Value); err != nil {
			return nil, "", fmt.Errorf("account %s: %w", a.ID, err)
		}
		if match != nil && !match(&a) {
			continue
		}
		if len(page) == limit {
			return page, page[limit-1].ID, nil
		}
		page = append(page, a)
	}
	return page, "", nil
}

// following is the first key after one; nil after none.
func following(key []byte) []byte {
	if len(key) == 0 {
		return nil
	}
	return append(key, 0)
}

// UsersByMail gives the users with a mail address, in any case of letters, by id.
func (b Book) UsersByMail(mail string) ([]User, error) {
	return b.users(ByMail, MailKey(mail, ""))
}

// UsersOf gives an account's users, by id.
func (b Book) UsersOf(account ID) ([]User, error) { return b.users(ByAccount, AccountKey(account)) }

// users gives those whose ids end the keys of an index that begin with prefix.
func (b Book) users(index Table, prefix []byte) ([]User, error) {
	ids, err := b.ends(index, prefix, idSize)
	if err != nil {
		return nil, err
	}
	var all []User
	for _, id := range ids {
		u, err := b.User(ID(id))
		if err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	return all, nil
}

// ends gives what follows prefix in the keys of an index where it has the given
// size: a key of another size has another name before its end.
func (b Book) ends(index Table, prefix []byte, size int) ([]string, error) {
	var all []string
	for item, err := range b.tables.Scan(index, prefix, nil, false) {
		if err != nil {
			return nil, err
		}
		if len(item.Key) == len(prefix)+size {
			all = append(all, string(item.Key[len(prefix):]))
		}
	}
	return all, nil
}

// Registrations gives an account's lines, by number.
func (b Book) Registrations(account ID) ([]Registration, error) {
	if len(account) != idSize {
		return nil, nil
	}
	var all []Registration
	for item, err := range b.tables.Scan(Registrations, AccountKey(account), nil, false) {
		if err != nil {
			return nil, err
		}
		r := Registration{}
		if r.Account, r.No, err = lineOf(item.Key); err == nil {
			err = DecodeRegistration(&r, item.Value)
		}
		if err != nil {
			return nil, fmt.Errorf("a registration of account %s: %w", account, err)
		}
		all = append(all, r)
	}
	return all, nil
}

// OrderKeys gives every registration key of an order.
func (b Book) OrderKeys(order string) ([]codec.Key, error) {
	if order == "" {
		return nil, nil
	}
	ends, err := b.ends(ByOrder, OrderKey(order, codec.Key{}), codec.KeyBytes)
	if err != nil {
		return nil, err
	}
	var all []codec.Key
	for _, end := range ends {
		key, err := codec.KeyFromBytes([]byte(end))
		if err != nil {
			return nil, fmt.Errorf("a key of order %q: %w", order, ErrDamaged)
		}
		all = append(all, key)
	}
	return all, nil
}

// Invitations gives an account's tickets of kind Invite, also those that have run
// out and were not dropped yet, the oldest first.
func (b Book) Invitations(account ID) ([]Ticket, error) {
	ends, err := b.ends(ByInvitation, AccountKey(account), len(Hash{}))
	if err != nil {
		return nil, err
	}
	var all []Ticket
	for _, end := range ends {
		t, err := b.Ticket(Hash([]byte(end)))
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	slices.SortStableFunc(all, func(s, t Ticket) int { return s.At.Compare(t.At) })
	return all, nil
}

// Letters gives letters that wait or were given up, by id, from the first after
// the given one on ("": from the start), at most limit of them. next continues
// it; "": the end.
func (b Book) Letters(after string, limit int) (page []Letter, next string, err error) {
	for item, err := range b.tables.Scan(Letters, nil, following([]byte(after)), false) {
		if err != nil {
			return nil, "", err
		}
		if len(page) == limit {
			return page, page[limit-1].ID, nil
		}
		l := Letter{ID: string(item.Key)}
		if err := DecodeLetter(&l, item.Value); err != nil {
			return nil, "", fmt.Errorf("letter %s: %w", l.ID, err)
		}
		page = append(page, l)
	}
	return page, "", nil
}

// DueLetters gives letters that are due by now, the longest due first, at most
// limit of them. next is when the earliest of the others is due: zero when there
// is none.
func (b Book) DueLetters(now time.Time, limit int) (page []Letter, next time.Time, err error) {
	for item, err := range b.tables.Scan(ByDue, nil, nil, false) {
		if err != nil {
			return nil, time.Time{}, err
		}
		due, id, err := dueOf(item.Key)
		if err != nil {
			return nil, time.Time{}, err
		}
		if due.After(now) || len(page) == limit {
			return page, due, nil
		}
		l, err := b.Letter(id)
		if err != nil {
			return nil, time.Time{}, err
		}
		page = append(page, l)
	}
	return page, time.Time{}, nil
}

// Activities gives what was done in an account, newest first, at most limit of
// them, from the one before a sequence number on (0: from the newest).
func (b Book) Activities(account ID, before uint64, limit int) ([]Activity, error) {
	if len(account) != idSize {
		return nil, nil
	}
	var from []byte
	if before > 0 {
		from = ActivityKey(account, before-1)
	}
	var all []Activity
	for item, err := range b.tables.Scan(Activities, AccountKey(account), from, true) {
		if err != nil {
			return nil, err
		}
		if len(all) == limit {
			break
		}
		a, err := activityOf(item)
		if err != nil {
			return nil, fmt.Errorf("an activity of account %s: %w", account, err)
		}
		all = append(all, a)
	}
	return all, nil
}

func activityOf(item Item) (Activity, error) {
	const seqSize = 8
	if len(item.Key) != idSize+seqSize {
		return Activity{}, ErrDamaged
	}
	a := Activity{Account: ID(item.Key[:idSize]), Seq: binary.BigEndian.Uint64(item.Key[idSize:])}
	return a, DecodeActivity(&a, item.Value)
}
