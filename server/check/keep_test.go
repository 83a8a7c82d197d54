package check

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/term"
)

func codeOf(n uint64) codec.Code { return codec.CodeFromBits([3]uint64{n, n * 7, 1}) }

// keepOne signs nothing: the token is a number.
func keepOne(k *keep, code codec.Code, device string, st *answer.Statement, token string) {
	k.put(k.key(code, []byte(device)), &keptAnswer{code: code, device: device, made: noon.Unix(), statement: *st, token: []byte(token)})
}

func findOne(k *keep, code codec.Code, device string, st *answer.Statement) string {
	return string(k.find(k.key(code, []byte(device)), code, []byte(device), st, noon))
}

// However much is asked, no more is kept than was agreed, and what is found is
// what was last kept for that code and device.
func TestKeepIsBoundedAndRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]int{1, 128, 1000}).Draw(t, "most")
		k := newKeep(most)
		bound := (most + 2*keepShards - 1) / (2 * keepShards) * 2 * keepShards
		model := map[string]string{}
		st := &answer.Statement{Result: answer.Valid}
		for i, n := range rapid.SliceOfN(rapid.Uint64Range(0, 400), 0, 3000).Draw(t, "codes") {
			code, device := codeOf(n), fmt.Sprint(n%3)
			name := fmt.Sprint(code.Bits(), device)
			if got := findOne(k, code, device, st); got != "" && got != model[name] {
				t.Fatalf("found %q, want %q", got, model[name])
			}
			model[name] = fmt.Sprint(i)
			keepOne(k, code, device, st, model[name])
			if got := findOne(k, code, device, st); got != model[name] {
				t.Fatalf("what was just kept is not found: %q", got)
			}
		}
		if n := k.len(); n > bound {
			t.Fatalf("%d are kept of at most %d", n, bound)
		}
	})
}

// What is asked for again and again outlives what was asked for once.
func TestKeepForgetsWhatIsNotAskedFor(t *testing.T) {
	k, st := newKeep(4096), &answer.Statement{Result: answer.Valid}
	for n := range uint64(100_000) {
		for regular := range uint64(8) {
			if n > 0 && findOne(k, codeOf(regular), "", st) == "" {
				t.Fatalf("after %d others, one that is asked for all the time is gone", n)
			} else if n == 0 {
				keepOne(k, codeOf(regular), "", st, "x")
			}
		}
		keepOne(k, codeOf(1000+n), "", st, "y")
	}
	if n := k.len(); n > 4096 || n < 2048 {
		t.Errorf("%d are kept", n)
	}
}

func TestKeepNone(t *testing.T) {
	k, st := newKeep(0), &answer.Statement{Result: answer.Valid}
	keepOne(k, codeOf(1), "", st, "x")
	if findOne(k, codeOf(1), "", st) != "" || k.len() != 0 {
		t.Error("something is kept")
	}
}

// Two that fall on the same place are told apart.
func TestKeepCollision(t *testing.T) {
	k, st := newKeep(1000), &answer.Statement{Result: answer.Valid}
	keepOne(k, codeOf(1), "a", st, "x")
	place := k.key(codeOf(1), []byte("a"))
	for _, c := range []struct {
		code   codec.Code
		device string
	}{{codeOf(2), "a"}, {codeOf(1), "b"}, {codeOf(1), ""}} {
		if got := k.find(place, c.code, []byte(c.device), st, noon); got != nil {
			t.Errorf("%v %q: %s", c.code.Bits(), c.device, got)
		}
	}
}

// Every field of a statement counts as something said, but for the time at which
// it was said.
func TestSameWordsLooksAtEveryField(t *testing.T) {
	base := answer.Statement{Components: []string{"a"}, NextCheck: noon}
	fields := reflect.TypeOf(base)
	for i := range fields.NumField() {
		other := base
		f := reflect.ValueOf(&other).Elem().Field(i)
		switch v := f.Addr().Interface().(type) {
		case *time.Time:
			*v = noon.Add(time.Hour)
		case *[]string:
			*v = []string{"b"}
		case *string:
			*v = "x"
		case *bool:
			*v = true
		case *term.Day:
			*v = 5
		default:
			if f.CanInt() {
				f.SetInt(3)
			} else {
				f.SetUint(1)
			}
		}
		name := fields.Field(i).Name
		if same := sameWords(&base, &other); same != (name == "ServerTime") {
			t.Errorf("a change of %s leaves them the same: %t", name, same)
		}
	}
	if again := base; !sameWords(&base, &again) {
		t.Error("a statement is not the same as itself")
	}
}

// Giving out what was signed before allocates nothing, and neither does finding
// out that it is still true.
func TestKeptAllocatesNothing(t *testing.T) {
	door, codes := stocked(t, 1)
	door.UseSigning(&Signing{Signer: newSigner(t, 1), Issuer: "example"})
	x := new(scratch)
	x.form.q = Question{Code: []byte(codes[0])}
	signer := door.signer.Load()
	out := make([]byte, 0, 2048)
	ask := func() {
		code, err := door.checker.ask(t.Context(), &x.s, &x.form.q, noon)
		if err != nil {
			t.Fatal(err)
		}
		out = door.signed(out[:0], signer, code, x, noon)
	}
	ask()
	first := string(out)
	if n := testing.AllocsPerRun(1000, ask); n > 0 {
		t.Errorf("%v allocations for one answer", n)
	}
	if string(out) != first {
		t.Error("it was signed anew")
	}
}
