package demo

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"ollu/server/mail"
)

// keptMails is how many mails a mailbox keeps.
const keptMails = 200

// Mailbox takes mails in place of a mail server, and shows the last of them. Its
// zero value is empty and ready; it is safe for concurrent use.
type Mailbox struct {
	mu    sync.Mutex
	mails []kept // oldest first
	last  int    // number of the last one
}

// kept is a mail with the number that its address has.
type kept struct {
	No int
	mail.Message
}

// Send keeps a mail, and drops the oldest where there are too many. It is what an
// outbox sends with.
func (m *Mailbox) Send(_ context.Context, msg mail.Message) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last++
	m.mails = append(m.mails, kept{m.last, msg})
	if len(m.mails) > keptMails {
		m.mails = slices.Delete(m.mails, 0, len(m.mails)-keptMails)
	}
	return nil
}

// newest gives all, the newest first.
func (m *Mailbox) newest() []kept {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := slices.Clone(m.mails)
	slices.Reverse(all)
	return all
}

// find gives a mail by its number as an address writes it.
func (m *Mailbox) find(number string) (kept, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := slices.IndexFunc(m.mails, func(k kept) bool { return strconv.Itoa(k.No) == number })
	if i < 0 {
		return kept{}, false
	}
	return m.mails[i], true
}
