package demo

import (
	"context"
	"fmt"
	"time"

	"ollu/keystore"
	"ollu/keystore/customer"
)

// clerk does one act after the other; the first failure stays, and nothing is
// done after it.
type clerk struct {
	ctx   context.Context
	store keystore.Store
	err   error
}

func (c *clerk) note(err error) {
	if c.err == nil {
		c.err = err
	}
}

// operator is who does what customers cannot.
const operator = "demo"

// do makes a change on behalf of an account, or with none as the issuer.
func (c *clerk) do(at time.Time, by string, account customer.ID, change keystore.Change) keystore.Receipt {
	if c.err != nil {
		return keystore.Receipt{}
	}
	receipt, err := c.store.Apply(c.ctx, keystore.Act{By: by, At: at, For: account, Change: change})
	if err != nil {
		c.note(fmt.Errorf("%v: %w", change, err))
	}
	return receipt
}

// take imports licences; all must be new.
func (c *clerk) take(at time.Time, all []keystore.Licence) {
	for _, row := range c.do(at, operator, "", keystore.Import{Licences: all}).Rows {
		if row.Outcome != keystore.RowNew {
			c.note(fmt.Errorf("a licence was refused: %s", row.Reason))
		}
	}
}
