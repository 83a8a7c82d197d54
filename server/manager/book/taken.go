package book

import (
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"ollu/codec"
	"ollu/codec/answer"
)

// Taken is a statement of the issuer that was verified.
type Taken struct {
	Code   codec.Code
	Tag    string
	Token  string
	Signed answer.Signed
	ByFile bool // it was carried in
}

// TakeStatements puts verified statements in the place of those held, all or
// none, and clears what was wrong with them before. A code that was removed
// meanwhile is passed over.
func (b *Book) TakeStatements(at time.Time, taken ...Taken) error {
	return b.update(func(tx *bbolt.Tx) error {
		for i := range taken {
			if err := there(takeStatement(tx, at, &taken[i])); err != nil {
				return err
			}
		}
		return nil
	})
}

func takeStatement(tx *bbolt.Tx, at time.Time, t *Taken) error {
	key := t.Code.AppendBytes(nil)
	c, err := getCode(tx, key)
	if err != nil {
		return err
	}
	if c.TakenAt.IsZero() || !sameWord(c.Signed.Statement, t.Signed.Statement) {
		c.ChangedAt = at
	}
	c.Tag, c.Token, c.Signed, c.TakenAt, c.ByFile, c.Problem = t.Tag, t.Token, t.Signed, at, t.ByFile, ""
	return putRecord(tx, key, c)
}

// sameWord tells whether two statements say the same of the licence. When they
// were made, and when to ask again, is not of it.
func sameWord(a, b answer.Statement) bool {
	return a.Result == b.Result && a.Issued == b.Issued && a.Product == b.Product && a.Type == b.Type &&
		a.Seats == b.Seats && slices.Equal(a.Components, b.Components) && a.Perpetual == b.Perpetual &&
		a.Expires == b.Expires && a.GraceEnds == b.GraceEnds && a.Zone == b.Zone && a.UpdatesAllowed == b.UpdatesAllowed
}

// SetProblem notes why the last answer about a code was not believed: a name of
// answer.Why, or "" when nothing is wrong. ErrNotFound.
func (b *Book) SetProblem(c codec.Code, why string) error {
	return b.change(func(tx *bbolt.Tx) (bool, error) { return setProblem(tx, c, why) })
}

// SetProblems is SetProblem of many codes as one change. A code that was removed
// meanwhile is passed over.
func (b *Book) SetProblems(why map[codec.Code]string) error {
	return b.change(func(tx *bbolt.Tx) (changed bool, err error) {
		for c, why := range why {
			one, err := setProblem(tx, c, why)
			if there(err) != nil {
				return false, err
			}
			changed = changed || one
		}
		return changed, nil
	})
}

func setProblem(tx *bbolt.Tx, c codec.Code, why string) (changed bool, err error) {
	key := c.AppendBytes(nil)
	record, err := getCode(tx, key)
	if err != nil || record.Problem == why {
		return false, err
	}
	record.Problem = why
	return true, putRecord(tx, key, record)
}
