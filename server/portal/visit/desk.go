package visit

import (
	"context"
	"fmt"
	"io"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/look"
	"ollu/server/signing"
	"ollu/server/terms"
	"ollu/server/words"
)

// Desk is what the portal works with. Store, Book, Now, Random, Sessions, Hasher,
// Limits, Robot and Look are required.
type Desk struct {
	Store         keystore.Store
	Book          func() *terms.Book
	Ring          func() *signing.Ring // nil or giving nil: there are no keys to sign with
	ReloadSigning func() error         // after a signing ring found that another process changed it
	Now           func() time.Time
	Random        io.Reader
	Log           *zap.Logger // nil: no log
	Sessions      *access.Sessions
	Hasher        *access.Hasher
	Limits        *access.Limits
	Robot         *access.Robot
	Secret        []byte // of this portal, to make keyed hashes with
	Look          *look.Look
	Registerer    prometheus.Registerer // takes the metrics; nil: none are kept

	// PublicURL is where customers reach the portal: https://portal.example.com,
	// without a slash at the end. Other hosts are refused. "": it is reached from this
	// machine alone, as localhost or a loopback address.
	PublicURL      string
	OperatorMail   string
	SupportMail    string
	SupportPhone   string
	SupportURL     string
	Brand          string
	TermsVersion   string
	Terms          func(words.Lang) string // plain text
	Lang           words.Lang              // of browsers that ask for neither language
	TrustedProxies []netip.Prefix          // whose X-Forwarded-For is believed

	proofs *prometheus.CounterVec
}

// who reads a user with his account. It gives nothing where the session is none
// any more: the user is gone, his epoch has moved on, his account is held.
func (d *Desk) who(ctx context.Context, id customer.ID, epoch uint64) (u *customer.User, a *customer.Account, err error) {
	err = d.Store.Customers(ctx, func(b customer.Book) error {
		user, err := b.User(id)
		if err != nil || user.Epoch != epoch {
			return err
		}
		account, err := b.Account(user.Account)
		if err == nil && account.Hold == nil {
			u, a = &user, &account
		}
		return err
	})
	if err = unlessMissing(err); err != nil {
		return nil, nil, fmt.Errorf("read who is logged in: %w", err)
	}
	return u, a, nil
}
