package licences

import (
	"context"
	"fmt"
	"time"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/terms"
)

// stock is all that an account owns, as it is from one moment until another. It
// is shared: nobody changes it.
type stock struct {
	lines  []Line // by number
	counts [statuses]int
	stamp
}

// stamp says for how long something that was made from an account's licences is
// good: see the package.
type stamp struct {
	revision    uint64 // of the account
	book        *terms.Book
	from, until time.Time
}

// good tells whether what was made counts for a request.
func (s *stamp) good(revision uint64, b *terms.Book, now time.Time) bool {
	return s.revision == revision && s.book == b && !now.Before(s.from) && now.Before(s.until)
}

// codes lists what the stock was made from.
func (s *stock) codes() []codec.Code {
	codes := make([]codec.Code, len(s.lines))
	for i := range s.lines {
		codes[i] = s.lines[i].Code
	}
	return codes
}

// size estimates the bytes that a stock holds in memory.
func (s *stock) size() int {
	const perLine = 400
	return perLine * (len(s.lines) + 1)
}

// readStock reads an account's list in one view of the store.
func readStock(ctx context.Context, store keystore.Store, b *terms.Book, account customer.ID, now time.Time) (*stock, error) {
	s := &stock{stamp: stamp{book: b, from: now, until: now.Add(48 * time.Hour)}}
	err := store.Customers(ctx, func(known customer.Book) error {
		a, err := known.Account(account)
		if err != nil {
			return fmt.Errorf("account %s: %w", account, err)
		}
		all, err := known.Registrations(account)
		if err != nil {
			return fmt.Errorf("registrations of account %s: %w", account, err)
		}
		s.revision, s.lines = a.Revision, make([]Line, 0, len(all))
		for i := range all {
			l, err := lineOf(store, b, &all[i], now)
			if err != nil {
				return err
			}
			s.add(&l)
		}
		return nil
	})
	return s, err
}

// add takes a line in, and ends with the line's day.
func (s *stock) add(l *Line) {
	s.lines = append(s.lines, *l)
	s.counts[l.Status]++
	if l.Waiting {
		s.counts[Waiting]++
	}
	if end := endOfDay(s.from, l.Zone); end.Before(s.until) {
		s.until = end
	}
}
