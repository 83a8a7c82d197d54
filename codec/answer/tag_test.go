package answer

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ollu/codec/product"
)

const sampleKey = "UDDReOZl1ipXAfp9"

func tagOf(s Statement, key string) string { return string(s.AppendTag(nil, key)) }

// Tags are held for weeks by programs of other versions: they must not change
// unnoticed.
func TestTagIsAsItWas(t *testing.T) {
	perpetual := sample()
	perpetual.Perpetual, perpetual.Components = true, nil
	for want, s := range map[string]Statement{
		"AvfOKM1PVIPn": sample(),
		"q2o10_urWgXP": perpetual,
		"PPhx8MkTyfnd": {Result: Unknown, ServerTime: sample().ServerTime},
	} {
		if got := string(s.AppendTag([]byte("x"), sampleKey)); got != "x"+want || len(want) != TagLen {
			t.Errorf("tag %s, want %s of %d characters", got[1:], want, TagLen)
		}
	}
}

// TestTagChangesWithEveryField names each field, so that a new one must be put
// into the list.
func TestTagChangesWithEveryField(t *testing.T) {
	changes := map[string]struct {
		by   func(*Statement)
		same bool
	}{
		"Result":         {func(s *Statement) { s.Result = Grace }, false},
		"Issued":         {func(s *Statement) { s.Issued = false }, false},
		"Product":        {func(s *Statement) { s.Product += "-2" }, false},
		"Type":           {func(s *Statement) { s.Type = product.Trial }, false},
		"Seats":          {func(s *Statement) { s.Seats++ }, false},
		"Components":     {func(s *Statement) { s.Components = s.Components[1:] }, false},
		"Perpetual":      {func(s *Statement) { s.Perpetual = true }, false},
		"Expires":        {func(s *Statement) { s.Expires++ }, false},
		"GraceEnds":      {func(s *Statement) { s.GraceEnds++ }, false},
		"Zone":           {func(s *Statement) { s.Zone = "UTC" }, false},
		"DaysLeft":       {func(s *Statement) { s.DaysLeft-- }, true},
		"UpdatesAllowed": {func(s *Statement) { s.UpdatesAllowed = false }, false},
		"NextCheck":      {func(s *Statement) { s.NextCheck = s.NextCheck.Add(time.Hour) }, false},
		"ServerTime":     {func(s *Statement) { s.ServerTime = s.ServerTime.AddDate(0, 0, 20) }, true},
		"Hint":           {func(s *Statement) { s.Result, s.Hint = Malformed, "x" }, false},
	}
	for field := range reflect.TypeFor[Statement]().Fields() {
		change, ok := changes[field.Name]
		if !ok {
			t.Fatalf("nothing is said of %s", field.Name)
		}
		s := sample()
		change.by(&s)
		if same := tagOf(s, sampleKey) == tagOf(sample(), sampleKey); same != change.same {
			t.Errorf("%s is another, and the tag the same: %v", field.Name, same)
		}
	}
	if tagOf(sample(), "aVBtapLd11SUVKIM") == tagOf(sample(), sampleKey) {
		t.Error("the tag is the same under another key")
	}
}

// TestTagIsOfWhatIsRead holds that who reads a statement can work out its tag.
func TestTagIsOfWhatIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sample()
		s.Result = rapid.SampledFrom([]Result{Unknown, Revoked, Expired, Grace, Valid}).Draw(t, "result")
		s.Issued = s.Result != Unknown
		s.Seats = rapid.Uint32().Draw(t, "seats")
		s.Product = rapid.String().Draw(t, "product")
		s.Perpetual = rapid.Bool().Draw(t, "perpetual")
		read, err := ParseJSON(s.AppendJSON(nil))
		if err != nil {
			t.Fatal(err)
		}
		read.DaysLeft, read.ServerTime = rapid.Int().Draw(t, "days"), time.Time{}
		if tagOf(read, sampleKey) != tagOf(s, sampleKey) {
			t.Fatalf("read as %+v, written from %+v", read, s)
		}
	})
}

func TestTagAllocatesNothing(t *testing.T) {
	s, dst := sample(), make([]byte, 0, TagLen)
	if n := testing.AllocsPerRun(100, func() { dst = s.AppendTag(dst[:0], sampleKey) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	before := s
	if s.AppendTag(nil, ""); !reflect.DeepEqual(s, before) {
		t.Errorf("the statement became %+v", s)
	}
}

func BenchmarkAppendTag(b *testing.B) {
	s, dst := sample(), make([]byte, 0, TagLen)
	for b.Loop() {
		dst = s.AppendTag(dst[:0], sampleKey)
	}
}
