package signing

import (
	"errors"
	"slices"
	"testing"
	"time"

	"ollu/codec/answer"
)

// The drill: a product that pinned the first key when it was made follows to the
// third by what is published, whenever it looks.
func TestRotationDrill(t *testing.T) {
	p := newPlace(t)
	first := p.open(noon)
	product := pinned(first)
	k1 := first.Signer().KeyID()

	sign := func(r *Ring, at time.Time) []byte {
		c := answer.Claims{Issuer: r.Issuer(), Subject: "s", IssuedAt: at, Expires: at.Add(7 * day)}
		return r.Signer().AppendStatement(nil, &c, statement())
	}
	verify := func(token []byte, at time.Time) error {
		_, err := product.Verify(token, &answer.Expect{Issuer: "example", Subject: "s", Now: at})
		return err
	}
	p.rotate(noon.Add(day))
	k3 := p.rotate(noon.Add(2 * day))
	at := noon.Add(2 * day)
	r := p.open(at)
	if r.Signer().KeyID() != k3 {
		t.Fatalf("%s signs, want %s", r.Signer().KeyID(), k3)
	}
	var unknown *answer.VerifyError
	if err := verify(sign(r, at), at); !errors.As(err, &unknown) || unknown.Why != answer.UnknownKey {
		t.Fatalf("the new key was believed before it was vouched for: %v", err)
	}
	_, rotations := keys(t, r)
	if added := product.Follow("example", rotations); len(added) != 2 {
		t.Fatalf("followed to %v", added)
	}
	if err := verify(sign(r, at), at); err != nil {
		t.Errorf("the third key is not believed: %v", err)
	}
	if err := verify(sign(first, at), at); err != nil {
		t.Errorf("the first key is no longer believed: %v", err)
	}

	// The old keys go; who knew only the first still finds the way.
	late := noon.Add(365 * day)
	for _, k := range p.open(late).Keys()[:2] {
		if err := p.open(late).Retire(k.ID, late, false, false); err != nil {
			t.Error(err)
		}
	}
	product = pinned(first)
	set, rotations := keys(t, p.open(late))
	if got := set.IDs(); len(got) != 1 || got[0] == k1 {
		t.Errorf("published after the end of the old keys: %v", got)
	}
	product.Follow("example", rotations)
	if err := verify(sign(p.open(late), late), late); err != nil {
		t.Errorf("a product that was off for a year does not follow: %v", err)
	}
	if p.open(late).Issuer() != "example" {
		t.Error("the issuer changed")
	}
}

// The keys that are published, by the day.
func TestPublication(t *testing.T) {
	p := newPlace(t)
	first := p.open(noon)
	k1 := first.Signer().KeyID()
	k2 := p.rotate(noon)
	published := func(after time.Duration) []string {
		set, _ := keys(t, p.open(noon.Add(after)))
		return set.IDs()
	}
	both := []string{k1, k2}
	slices.Sort(both)
	for _, c := range []struct {
		after time.Duration
		want  []string
	}{{0, both}, {35 * day, both}, {36*day - time.Second, both}, {36 * day, []string{k2}}} {
		if got := published(c.after); !slices.Equal(got, c.want) {
			t.Errorf("after %s: %v, want %v", c.after, got, c.want)
		}
	}
	// A file with a long life brings the key back for as long.
	if _, err := first.SignFile(&answer.Claims{IssuedAt: noon, Expires: noon.Add(400 * day)}, statement()); err != nil {
		t.Fatal(err)
	}
	if got := published(399 * day); !slices.Equal(got, both) {
		t.Errorf("while the file lives: %v", got)
	}
	if got := published(400 * day); !slices.Equal(got, []string{k2}) {
		t.Errorf("after it: %v", got)
	}
}

func TestRetire(t *testing.T) {
	p := newPlace(t)
	k1 := p.open(noon).Signer().KeyID()
	for _, force := range []bool{false, true} {
		want(t, p.open(noon).Retire(k1, noon, force, force), ErrActive)
		want(t, p.open(noon).Retire("AAAAAAAAAAAAAAAA", noon, force, force), ErrUnknownKey)
	}
	p.rotate(noon)
	want(t, p.open(noon).Retire(k1, noon.Add(36*day-time.Second), false, false), ErrNeeded)
	if _, there := files(t, p.dir)[k1+keySuffix]; !there {
		t.Error("a refusal removed the key")
	}
	for range 2 {
		if err := p.open(noon).Retire(k1, noon.Add(36*day), false, false); err != nil {
			t.Fatal(err)
		}
	}
	if _, there := files(t, p.dir)[k1+keySuffix]; there {
		t.Error("the private key is still there")
	}
	k := p.open(noon).Keys()[0]
	if k.State != Retired || !k.Retired.Equal(noon.Add(36*day)) {
		t.Errorf("%+v", k)
	}
	if _, rotations := keys(t, p.open(noon)); len(rotations) != 1 {
		t.Errorf("%d rotations are published, want the one of the retired key", len(rotations))
	}
}

func TestRetireByForce(t *testing.T) {
	p := newPlace(t)
	k1 := p.open(noon).Signer().KeyID()
	p.rotate(noon)
	if err := p.open(noon).Retire(k1, noon, true, false); err != nil {
		t.Fatal(err)
	}
	if set, _ := keys(t, p.open(noon)); set.Len() != 1 {
		t.Errorf("%v are published", set.IDs())
	}
}

// A stolen key vouches for nothing, and nothing vouches for it; who knows the one
// before it still finds the one after it.
func TestCompromised(t *testing.T) {
	p := newPlace(t)
	before := pinned(p.open(noon))
	k2 := p.rotate(noon)
	stolen := pinned(p.open(noon))
	k3 := p.rotate(noon)
	if err := p.open(noon).Retire(k2, noon, false, true); err != nil {
		t.Fatal(err)
	}
	r := p.open(noon)
	set, rotations := keys(t, r)
	if _, there := set.Get(k2); there || r.Keys()[1].State != Compromised {
		t.Errorf("the key is published: %v, %+v", set.IDs(), r.Keys()[1])
	}
	if added := stolen.Follow("example", rotations); len(added) != 0 {
		t.Errorf("its word counts: %v", added)
	}
	if added := before.Follow("example", rotations); !slices.Equal(added, []string{k3}) {
		t.Errorf("who knows the first key goes to %v, want the third alone", added)
	}
	if _, there := files(t, p.dir)[k2+keySuffix]; there {
		t.Error("the private key is still there")
	}
	k4 := p.rotate(noon)
	if added := before.Follow("example", must(keys(t, p.open(noon)))); !slices.Equal(added, []string{k4}) {
		t.Errorf("and then to %v, want the fourth", added)
	}
}

func must(_ *answer.KeySet, rotations []string) []string { return rotations }

// A key may be found out long after it was retired.
func TestRetiredThenCompromised(t *testing.T) {
	p := newPlace(t)
	old := pinned(p.open(noon))
	k1 := p.open(noon).Signer().KeyID()
	p.rotate(noon)
	if err := p.open(noon).Retire(k1, noon.Add(36*day), false, false); err != nil {
		t.Fatal(err)
	}
	if err := p.open(noon).Retire(k1, noon.Add(60*day), false, true); err != nil {
		t.Fatal(err)
	}
	_, rotations := keys(t, p.open(noon))
	if added := old.Follow("example", rotations); len(added) != 0 || p.open(noon).Keys()[0].State != Compromised {
		t.Errorf("followed to %v", added)
	}
}
