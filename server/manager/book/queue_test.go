package book

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestTheQueueIsBounded(t *testing.T) {
	b := opened(t, fresh(t))
	must(t, b.PutCodes(held(1)))
	var all []Activation
	for n := range MaxQueue {
		all = append(all, Activation{Code: code(1), Device: fmt.Sprintf("d%d", n), At: noon})
	}
	must(t, b.PutActivations(all...))
	must(t, b.PutActivation(all[5]))
	if err := b.PutActivation(Activation{Code: code(1), Device: "one more"}); !errors.Is(err, ErrQueueFull) {
		t.Errorf("PutActivation = %v", err)
	}
	must(t, b.DropActivations(all[0], all[0]))
	must(t, b.PutActivation(Activation{Code: code(1), Device: "one more"}))
}

func TestTheOldestWaitsInFront(t *testing.T) {
	b := opened(t, fresh(t))
	must(t, b.PutCodes(held(1), held(2)))
	for n, minutes := range []int{3, 1, 2} {
		must(t, b.PutActivation(Activation{Code: code(1 + n%2), Device: fmt.Sprint(minutes), At: noon.Add(time.Duration(minutes) * time.Minute)}))
	}
	waiting, err := b.Activations()
	if err != nil || len(waiting) != 3 || waiting[0].Device != "1" || waiting[1].Device != "2" || waiting[2].Device != "3" {
		t.Errorf("%+v, %v", waiting, err)
	}
}

func TestAllOfAQueueingOrNone(t *testing.T) {
	b := opened(t, fresh(t))
	must(t, b.PutCodes(held(1)))
	err := b.PutActivations(Activation{Code: code(1), Device: "a"}, Activation{Code: code(2), Device: "b"})
	if waiting, _ := b.Activations(); !errors.Is(err, ErrNotFound) || len(waiting) != 0 {
		t.Errorf("%v, and %d wait", err, len(waiting))
	}
}
