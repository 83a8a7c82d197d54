package keystore

import (
	"context"
	"io"
	"time"

	"ollu/codec"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// MaxPage is the largest page that List and RegKeys give; a limit of 0 or below,
// or above it, means MaxPage.
const MaxPage = 10000

// Store keeps licences. All methods may be called by many goroutines at once.
// After Close, and on a store that was never opened, each gives ErrClosed; a
// cancelled context gives its error, and nothing is done.
type Store interface {
	// Lookup gives the entry of a code. ErrNotFound: never issued. It never
	// waits for writers and allocates nothing.
	Lookup(code codec.Code) (Entry, error)

	// Seen notes that a device, or with an empty device somebody, asked about a
	// licence at the given time, and says whether it is registered: the device
	// itself, or with an empty device, whether the licence was activated: it
	// stands Activated or has devices. A device that is not registered is not
	// noted, the licence is.
	// Notes move forward only, in whole seconds, and are durable some seconds
	// later. No allocation in the usual case. ErrNotFound: never issued.
	Seen(code codec.Code, device, version []byte, now time.Time) (registered bool, err error)

	// Apply does what Plan says, with its audit entries, in one transaction,
	// and returns once that is durable. Acts that wait at the same time may
	// share a transaction; each is still judged after the earlier ones. An
	// error of the rules leaves nothing written. When the context ends while the
	// act waits, it is either withdrawn, with the context's error, or its outcome
	// is waited for.
	Apply(ctx context.Context, act Act) (Receipt, error)

	// Licence gives everything known of a code, with its devices by id.
	Licence(ctx context.Context, code codec.Code) (Licence, error)

	// List gives the licences that the filter matches, in the order of their
	// codes, from the first after the given one on (zero: from the start), at
	// most limit of them, without devices. next continues it; zero: the end. A
	// page may hold fewer than limit and still not be the last.
	List(ctx context.Context, f Filter, after codec.Code, limit int) (page []Licence, next codec.Code, err error)

	// RegKey gives a registration key's record, RegKeys pages through them like
	// List.
	RegKey(ctx context.Context, key codec.Key) (RegKey, error)
	RegKeys(ctx context.Context, f KeyFilter, after codec.Key, limit int) (page []RegKey, next codec.Key, err error)

	// Customers calls fn with what is known of customers, in one consistent view
	// that fn must not outlive. It waits for no writer. fn may call Lookup, and no
	// other method of the store; its error is handed back.
	Customers(ctx context.Context, fn func(customer.Book) error) error

	// Each shows every entry until fn returns false; EachDevice every
	// registered device with its licence's entry and when it was last seen (unix
	// seconds). From memory, in no order; the entry is valid during the call
	// only; fn must not call the store. Writers are not held up.
	Each(fn func(*Entry) bool) error
	EachDevice(fn func(e *Entry, lastSeen int64) bool) error

	// Watch calls fn after each act that wrote something, once it is durable and
	// every reader sees it, in the order of the audit log; Stats never shows a
	// head whose act readers do not see. fn holds up the store's writer: it must
	// not wait, nor call the store. It is called until stop returns, which must
	// not be called from within fn. A store that is closed, or only read, calls
	// nobody.
	Watch(fn func(Changes)) (stop func())

	// Audit shows the log from the given sequence number on (the first is 1),
	// until fn returns an error, which it hands back.
	Audit(ctx context.Context, from uint64, fn func(audit.Entry) error) error

	// Snapshot writes a consistent copy in the store's own file format while it
	// serves. Verify reads everything, compares memory with disk and walks the
	// audit chain; faults found are in the report, an error means that it could
	// not be finished. progress may be nil.
	Snapshot(ctx context.Context, w io.Writer) error
	Verify(ctx context.Context, progress func(done, total int64)) (Report, error)

	// Stats is cheap enough for every scrape; it answers after Close too.
	Stats() Stats

	// Ready is nil when the store can be read and written now.
	Ready() error

	// Close writes what is gathered, waits for acts under way, and refuses
	// everything from then on. A second call does nothing.
	Close() error
}

// Stats are the store's figures for metrics.
type Stats struct {
	Licences, Devices, Keys uint64
	Accounts, Letters       uint64 // customers' accounts; mails that wait or were given up
	FileBytes               int64
	LastSync                time.Duration // of the last durable write
	Commits                 uint64        // transactions since it was opened
	Audit                   audit.Head    // newest entry of the log
	OldestNote              time.Time     // oldest last-seen note not yet on disk; zero none
	Broken                  error         // why writes are refused; nil well
}

// Report is the result of Verify.
type Report struct {
	Licences, Devices, Keys, Repeats, AuditEntries uint64 // records read; Repeats: idempotency records
	Customers                                      uint64 // entries read of customers' tables, their indexes too
	Audit                                          audit.Head
	Problems                                       []string // no full code in them; empty: all is well
	More                                           uint64   // problems beyond those listed
}

// maxProblems bounds the report of a thoroughly broken store.
const maxProblems = 100

// Problem adds a fault to the report.
func (r *Report) Problem(what string) {
	if len(r.Problems) >= maxProblems {
		r.More++
		return
	}
	r.Problems = append(r.Problems, what)
}

// OK tells whether no fault was found.
func (r *Report) OK() bool { return len(r.Problems) == 0 }
