package book

import (
	"cmp"
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

	// Carried: it waits at another site, to which the answer is to be carried.
	Carried bool
	// Answer is the result that the issuer gave; "" none yet.
	Answer     string
	AnsweredAt time.Time
}

// MaxQueue is how many activations may wait.
const MaxQueue = 10_000

func (a *Activation) key() []byte {
	key := append(a.Code.AppendBytes(nil), a.Device...)
	return append(append(key, 0), a.Component...)
}

// PutActivation is PutActivations of one.
func (b *Book) PutActivation(a Activation) error { return b.PutActivations(a) }

// PutActivations queues activations, all or none. One that is in the queue stays
// as it is. ErrQueueFull, and ErrNotFound for a code that is not managed.
func (b *Book) PutActivations(activations ...Activation) error {
	return b.change(func(tx *bbolt.Tx) (changed bool, err error) {
		queue := tx.Bucket(queueBucket)
		free := MaxQueue - count(queue)
		for i := range activations {
			a := &activations[i]
			key := a.key()
			switch {
			case queue.Get(key) != nil:
				continue
			case tx.Bucket(tagBucket).Get(key[:codec.CodeBytes]) == nil:
				return false, ErrNotFound
			case free == 0:
				return false, ErrQueueFull
			}
			free--
			changed = true
			if err := putJSON(queue, key, a); err != nil {
				return false, err
			}
		}
		return changed, nil
	})
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
// AnsweredAt are set): those that are carried are kept for their site's file, the
// others leave the queue.
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
	queue, key := tx.Bucket(queueBucket), a.key()
	if queue.Get(key) != nil && a.Carried {
		return putJSON(queue, key, a)
	}
	return queue.Delete(key)
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
