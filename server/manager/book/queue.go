package book

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"ollu/codec"
)

// Activation is a device that asked to be registered while the issuer could not
// be reached. Code, Device and Component name it.
type Activation struct {
	Code      codec.Code
	Device    string
	Component string    // as asked; "" none was named
	Product   string    // catalogue id, as asked; "" none was named
	At        time.Time // when it asked first

	// Answer is the result that the issuer gave, for a device of another site to
	// which it is yet to be carried. "" none yet: it waits to be asked about.
	Answer     string
	AnsweredAt time.Time
}

// MaxQueue is how many activations may wait.
const MaxQueue = 10_000

func (a *Activation) key() []byte {
	key := append(a.Code.AppendBytes(nil), a.Device...)
	return append(append(key, 0), a.Component...)
}

// PutActivation queues an activation. One that waits already stays as it is.
// ErrQueueFull, and ErrNotFound for a code that the manager does not manage.
func (b *Book) PutActivation(a Activation) error {
	err := b.update(func(tx *bbolt.Tx) error {
		queue, key := tx.Bucket(queueBucket), a.key()
		held, err := getJSON[Activation](queue, key)
		switch {
		case there(err) != nil:
			return err
		case err == nil && (held.Answer != "") == (a.Answer != ""):
			return errSame
		case err != nil && count(queue) >= MaxQueue:
			return ErrQueueFull
		case tx.Bucket(tagBucket).Get(a.Code.AppendBytes(nil)) == nil:
			return ErrNotFound
		}
		return putJSON(queue, key, &a)
	})
	if errors.Is(err, errSame) {
		return nil
	}
	return err
}

// Activations gives those that wait for the issuer, the oldest first.
func (b *Book) Activations() ([]Activation, error) {
	return b.queue(func(a *Activation) bool { return a.Answer == "" })
}

// AnsweredActivations gives those whose answers are yet to be carried to another
// site, the oldest first.
func (b *Book) AnsweredActivations() ([]Activation, error) {
	return b.queue(func(a *Activation) bool { return a.Answer != "" })
}

// DropActivations takes activations out of the queue; one that is not in it is
// passed over.
func (b *Book) DropActivations(activations ...Activation) error {
	return b.update(func(tx *bbolt.Tx) error {
		for i := range activations {
			if err := tx.Bucket(queueBucket).Delete(activations[i].key()); err != nil {
				return err
			}
		}
		return nil
	})
}

// AnswerActivations notes what the issuer answered about activations (Answer and
// AnsweredAt are set): those of codes that are carried for another site are kept
// for its file, the others leave the queue.
func (b *Book) AnswerActivations(activations ...Activation) error {
	return b.update(func(tx *bbolt.Tx) error {
		for i := range activations {
			if err := answerActivation(tx, &activations[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func answerActivation(tx *bbolt.Tx, a *Activation) error {
	queue, code := tx.Bucket(queueBucket), a.Code.AppendBytes(nil)
	value, err := get(tx.Bucket(tagBucket), code)
	if there(err) != nil {
		return err
	}
	if err == nil {
		t, err := parseTag(code, value)
		if err != nil {
			return err
		}
		if t.carried {
			return putJSON(queue, a.key(), a)
		}
	}
	return queue.Delete(a.key())
}

func (b *Book) queue(wanted func(*Activation) bool) (all []Activation, err error) {
	err = b.view(func(tx *bbolt.Tx) error {
		parse := func(_, value []byte) (Activation, error) { return parseJSON[Activation](value) }
		return walk(tx.Bucket(queueBucket), nil, parse, func(a Activation) error {
			if wanted(&a) {
				all = append(all, a)
			}
			return nil
		})
	})
	slices.SortStableFunc(all, func(a, b Activation) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	return all, err
}

func count(bucket *bbolt.Bucket) (n int) {
	c := bucket.Cursor()
	for key, _ := c.First(); key != nil; key, _ = c.Next() {
		n++
	}
	return n
}
