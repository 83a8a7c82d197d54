package signing

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"ollu/codec/answer"
)

func TestInit(t *testing.T) {
	p := newPlace(t)
	r := p.open(noon)
	all := r.Keys()
	if len(all) != 1 || all[0].State != Active || !all[0].Created.Equal(noon) || all[0].ID != r.Signer().KeyID() || r.Issuer() != "example" {
		t.Errorf("%+v of %s", all, r.Issuer())
	}
	set, rotations := keys(t, r)
	if got := set.IDs(); len(got) != 1 || got[0] != all[0].ID || len(rotations) != 0 {
		t.Errorf("published %v %v", got, rotations)
	}
	if _, err := Init(p.dir, "example", drawn(9), noon); !errors.Is(err, ErrExists) {
		t.Errorf("a second Init: %v", err)
	}
	if again := p.open(noon); again.Signer().KeyID() != all[0].ID || again.OfflineKey("x") != r.OfflineKey("x") {
		t.Error("the second Init changed something")
	}
}

func TestModes(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	p := newPlace(t)
	p.rotate(noon)
	info, err := os.Stat(p.dir)
	if err != nil || info.Mode().Perm() != dirMode {
		t.Errorf("the folder: %v %v", info.Mode(), err)
	}
	names := files(t, p.dir)
	if len(names) != 4 {
		t.Errorf("files %d, want two keys, the offline key and the list", len(names))
	}
	for name := range names {
		if info, err := os.Stat(filepath.Join(p.dir, name)); err != nil || info.Mode().Perm() != fileMode {
			t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
}

// What root makes belongs to whom the data directory belongs, so that the
// server's own user can read it.
func TestOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		return // nobody else can give files away
	}
	const uid, gid = 4321, 4322
	data := t.TempDir()
	if err := os.Chown(data, uid, gid); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(data, "signing")
	r, err := Init(dir, "example", drawn(1), noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Rotate(drawn(2), noon); err != nil {
		t.Fatal(err)
	}
	for name := range files(t, dir) {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if s := info.Sys().(*syscall.Stat_t); s.Uid != uid || s.Gid != gid {
			t.Errorf("%s belongs to %d:%d", name, s.Uid, s.Gid)
		}
	}
}

func TestNone(t *testing.T) {
	data := t.TempDir()
	for _, dir := range []string{filepath.Join(data, "signing"), filepath.Join(data, "no", "data", "signing"), data} {
		_, err := Open(dir, noon)
		want(t, err, ErrNone)
	}
	// An empty folder may have been made by hand.
	dir := filepath.Join(data, "signing")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Init(dir, "example", drawn(1), noon); err != nil {
		t.Error(err)
	}
	if _, err := Init(filepath.Join(data, "new", "data", "signing"), "example", drawn(1), noon); err != nil {
		t.Error(err)
	}
}

func TestIssuerNames(t *testing.T) {
	for _, name := range []string{"", "two words", "日本", `a"b`, `a\b`, "a\n", strings.Repeat("x", 65)} {
		_, err := Init(filepath.Join(t.TempDir(), "signing"), name, drawn(1), noon)
		want(t, err, ErrIssuer)
	}
	if _, err := Init(filepath.Join(t.TempDir(), "signing"), strings.Repeat("x", 64), drawn(1), noon); err != nil {
		t.Error(err)
	}
}

func TestWithoutRandomness(t *testing.T) {
	broken := iotest.ErrReader(errors.New("no entropy"))
	if _, err := Init(filepath.Join(t.TempDir(), "signing"), "example", broken, noon); err == nil {
		t.Error("made keys without randomness")
	}
	p := newPlace(t)
	if _, err := p.open(noon).Rotate(broken, noon); err == nil {
		t.Error("made a key without randomness")
	}
	if _, err := p.open(noon).Rotate(drawn(1), noon); err == nil || !strings.Contains(err.Error(), "randomness") {
		t.Errorf("took the same key twice: %v", err)
	}
}

func TestOfflineKeys(t *testing.T) {
	p := newPlace(t)
	r := p.open(noon)
	a, b := r.OfflineKey("a"), r.OfflineKey("b")
	if a == b {
		t.Error("two products share a key")
	}
	p.rotate(noon)
	if p.open(noon).OfflineKey("a") != a {
		t.Error("a rotation changed the key of offline codes")
	}
	if newOne := newPlaceOf(t, 7).open(noon).OfflineKey("a"); newOne == a {
		t.Error("two issuers share a key")
	}
}

func newPlaceOf(t *testing.T, seed byte) *place {
	t.Helper()
	p := &place{t: t, dir: filepath.Join(t.TempDir(), "signing"), n: seed}
	if _, err := Init(p.dir, "example", drawn(seed), noon); err != nil {
		t.Fatal(err)
	}
	return p
}

// A licence file is signed only once it is on disk until when its key is needed.
func TestSignFile(t *testing.T) {
	p := newPlace(t)
	r := p.open(noon)
	claims := answer.Claims{Issuer: "somebody else", Subject: "s", IssuedAt: noon, Expires: noon.Add(90*day + time.Millisecond)}
	token, err := r.SignFile(&claims, statement())
	if err != nil {
		t.Fatal(err)
	}
	set, _ := keys(t, r)
	if _, err := set.Verify(token, &answer.Expect{Issuer: "example", Subject: "s", Now: noon.Add(89 * day)}); err != nil {
		t.Errorf("the file is not good: %v", err)
	}
	if claims.Issuer != "somebody else" {
		t.Error("the caller's claims were changed")
	}
	if got := p.open(noon).Keys()[0].SignsUntil; !got.Equal(noon.Add(90 * day)) {
		t.Errorf("noted %s", got)
	}
	claims.Expires = noon.Add(10 * day)
	if _, err := r.SignFile(&claims, statement()); err != nil {
		t.Fatal(err)
	}
	if got := p.open(noon).Keys()[0].SignsUntil; !got.Equal(noon.Add(90 * day)) {
		t.Errorf("a shorter file cut it to %s", got)
	}
	if err := os.Chmod(p.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if token, err := r.SignFile(&claims, statement()); err == nil || token != nil {
		t.Errorf("signed what could not be noted: %v", err)
	}
}

// A view that is older than a rotation may sign; one older than the end of its
// key may not.
func TestSignFileWithAnOldView(t *testing.T) {
	p := newPlace(t)
	old := p.open(noon)
	k1 := old.Signer().KeyID()
	p.rotate(noon)
	claims := answer.Claims{Subject: "s", IssuedAt: noon, Expires: noon.Add(100 * day)}
	if _, err := old.SignFile(&claims, statement()); err != nil {
		t.Fatal(err)
	}
	want(t, p.open(noon).Retire(k1, noon.Add(99*day), false, false), ErrNeeded)
	if err := p.open(noon).Retire(k1, noon.Add(100*day), false, false); err != nil {
		t.Fatal(err)
	}
	_, err := old.SignFile(&claims, statement())
	want(t, err, ErrChanged)
}

func TestManyAtOnce(t *testing.T) {
	p := newPlace(t)
	errs := make(chan error)
	const each = 8
	for i := range each {
		go func() {
			r, err := Open(p.dir, noon)
			if err == nil {
				_, err = r.Rotate(drawn(byte(100+i)), noon)
			}
			errs <- err
		}()
		go func() {
			r, err := Open(p.dir, noon)
			if err == nil {
				c := answer.Claims{IssuedAt: noon, Expires: noon.Add(time.Duration(i) * day)}
				_, err = r.SignFile(&c, statement())
			}
			errs <- err
		}()
	}
	for range 2 * each {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if got := len(p.open(noon).Keys()); got != 1+each {
		t.Errorf("%d keys, a change was lost", got)
	}
}

// However a ring is printed, no key is in it.
func TestNothingPrintsTheKeys(t *testing.T) {
	p := newPlace(t)
	r := p.open(noon)
	key := p.privateOf(r.Signer().KeyID())
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%q"} {
		text := fmt.Sprintf(verb+verb+verb+verb, r, struct{ R *Ring }{r}, []*Ring{r}, r.Signer())
		for what, secret := range map[string][]byte{"signing": key.Seed(), "offline": r.master[:]} {
			for _, form := range []string{"%x", "%d", "%s", "%v"} {
				s := strings.Trim(fmt.Sprintf(form, secret), "[]")
				if strings.Contains(strings.ToLower(text), strings.ToLower(s)) {
					t.Errorf("%s prints the %s key: %s", verb, what, text)
				}
			}
		}
	}
}
