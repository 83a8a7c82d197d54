package bundle

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/manager/book"
)

func day(n int) time.Time { return noon.AddDate(0, 0, n) }

// differs compares a report with what it must be; site and time aside.
func differs(got, want Report) string {
	return cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(Report{}, "Site", "MadeAt"))
}

func TestWhatASiteNeedsGoesOutAndTheAnswersComeBack(t *testing.T) {
	key := signer(t, 1)
	in, out := newSite(t, "plant-2"), newSite(t, "office", key)
	in.manages(code(1), code(2))
	out.manages(code(2), code(3))
	for _, device := range []string{"host-1", "host-2"} {
		must(t, in.book.PutActivation(book.Activation{Code: code(1), Device: device, Component: "scan", At: noon}))
	}
	must(t, out.book.PutActivation(book.Activation{Code: code(3), Device: "its own", At: noon}))

	need := in.file(day(1))
	if need.Site != "plant-2" || !need.MadeAt.Equal(day(1)) || len(need.Needs) != 2 || need.Needs[0].Note != "rack 4" {
		t.Fatalf("the file that goes out: %+v", need)
	}
	r := out.merge(need, true, day(2))
	if d := differs(r, Report{AdoptedCodes: 1, AdoptedActivations: 2}); d != "" {
		t.Errorf("adopted:\n%s", d)
	}
	if c := out.held(code(1)); !c.Carried || c.Note != "rack 4" || out.held(code(2)).Carried {
		t.Errorf("carried: %+v, %+v", c, out.held(code(2)))
	}
	out.asks(key, day(2), 100)

	answers := out.file(day(3))
	if slices.ContainsFunc(answers.Needs, func(n Need) bool { return n.Code == code(1) }) {
		t.Error("what is carried for another site is told as a need of one's own")
	}
	must(t, in.book.PutActivation(book.Activation{Code: code(2), Device: "host-3", At: day(3)}))
	r = in.merge(answers, false, day(4))
	if d := differs(r, Report{Taken: 2, NotManaged: 1, NewKeys: in.keys.IDs(), Facts: 1, Revocations: true, Answered: 2}); d != "" {
		t.Errorf("brought back:\n%s", d)
	}
	c := in.held(code(1))
	if c.Signed.Result != answer.Valid || c.Tag != out.held(code(1)).Tag || !c.TakenAt.Equal(day(4)) || len(c.Tag) != answer.TagLen {
		t.Errorf("the site holds %+v", c)
	}
	if waiting, err := in.book.Activations(); err != nil || len(waiting) != 1 || waiting[0].Device != "host-3" {
		t.Errorf("waiting: %+v, %v", waiting, err)
	}
	if marks, err := in.book.Marks(); err != nil || !marks.Imported.Equal(day(3)) {
		t.Errorf("heard when the file was made: %+v, %v", marks, err)
	}
	if i, err := in.book.Issuer(); err != nil || i.Facts["mail"] == "" || i.Revocations == "" {
		t.Errorf("issuer: %+v, %v", i, err)
	}

	r = in.merge(answers, false, day(5))
	if d := differs(r, Report{Unchanged: 2, NotManaged: 1}); d != "" {
		t.Errorf("the same file again:\n%s", d)
	}
	if marks, err := in.book.Marks(); err != nil || !marks.Imported.Equal(day(3)) {
		t.Errorf("an old file passes for news: %+v, %v", marks, err)
	}
	ahead := *answers
	ahead.MadeAt = day(500)
	in.merge(&ahead, false, day(6))
	if marks, err := in.book.Marks(); err != nil || !marks.Imported.Equal(day(6)) {
		t.Errorf("a file of the future: %+v, %v", marks, err)
	}
	r = out.merge(in.file(day(5)), true, day(5))
	if d := differs(r, Report{AdoptedActivations: 1, Unchanged: 2}); d != "" {
		t.Errorf("out again:\n%s", d)
	}
	if marks, err := out.book.Marks(); err != nil || !marks.Imported.IsZero() {
		t.Errorf("a site's needs are taken for the issuer's word: %+v, %v", marks, err)
	}
	if over, err := out.book.AnsweredActivations(); err != nil || len(over) != 0 {
		t.Errorf("answers that arrived are kept: %+v, %v", over, err)
	}
}

func TestWhatIsNotTheIssuersWordChangesNothing(t *testing.T) {
	key, rogue := signer(t, 1), signer(t, 2)
	good := statement(key, code(1), day(1), 100)
	for what, test := range map[string]struct {
		token string
		why   string // of the problem; "": none
	}{
		"another signer":    {statement(rogue, code(1), day(2), 900), "unknown_key"},
		"another code":      {statement(key, code(2), day(2), 900), "other_code"},
		"altered":           {good[:len(good)-8] + "AAAAAAAA", "bad_signature"},
		"no token":          {"x", "unreadable"},
		"run out":           {statement(key, code(1), day(-90), 900), "too_old"},
		"older":             {statement(key, code(1), day(0), 900), ""},
		"of the same time":  {statement(key, code(1), day(1), 900), ""},
		"what is held":      {good, ""},
		"of a time to come": {statement(key, code(1), day(9), 900), "too_new"},
	} {
		t.Run(what, func(t *testing.T) {
			in := newSite(t, "plant-2", key)
			in.manages(code(1))
			file := &Content{Keys: keysOf(key), Statements: []Statement{{code(1).Fingerprint(), good}}}
			in.merge(travelled(t, file), false, day(3))
			before := in.held(code(1))
			file = &Content{Keys: keysOf(key, rogue), Statements: []Statement{{code(1).Fingerprint(), test.token}}}
			r := in.merge(travelled(t, file), false, day(3))
			after := in.held(code(1))
			if after.Token != good || after.Problem != test.why || !after.ChangedAt.Equal(before.ChangedAt) {
				t.Errorf("held %q, problem %q", after.Token, after.Problem)
			}
			if refused := len(r.Refused) == 1; refused != (test.why != "") || r.Taken != 0 || r.Unchanged+len(r.Refused) != 1 {
				t.Errorf("reported %+v", r)
			}
			if in.keys.Len() != 1 {
				t.Error("the keys of the file were believed")
			}
		})
	}
}

func TestAnotherSitesKeysAreNotBelievedAtFirstSight(t *testing.T) {
	key := signer(t, 1)
	in, out := newSite(t, "plant-2", key), newSite(t, "office")
	in.manages(code(1))
	in.asks(key, day(1), 100)
	if r := out.merge(in.file(day(1)), true, day(1)); r.AdoptedCodes != 1 || len(r.NewKeys) != 0 || out.keys.Len() != 0 {
		t.Errorf("%+v, and %d keys are trusted", r, out.keys.Len())
	}
}

func TestFactsAndListsAreTakenWhenTheyAreNewer(t *testing.T) {
	key, rogue := signer(t, 1), signer(t, 2)
	held := book.Issuer{Name: issuer, Facts: map[string]string{"mail": describe(t, key, "mail", day(5))}, Revocations: revoked(key, day(5)), RevokedTag: `"1"`}
	for what, test := range map[string]struct {
		facts       map[string]string
		list        string
		took        int
		revocations bool
	}{
		"newer":            {map[string]string{"mail": describe(t, key, "mail", day(6))}, revoked(key, day(6)), 1, true},
		"the same":         {held.Facts, held.Revocations, 0, false},
		"older":            {map[string]string{"mail": describe(t, key, "mail", day(4))}, revoked(key, day(4)), 0, false},
		"of somebody else": {map[string]string{"mail": describe(t, rogue, "mail", day(6))}, revoked(rogue, day(6)), 0, false},
		"of another kind":  {map[string]string{"mail": describe(t, key, "web", day(6))}, describe(t, key, "mail", day(6)), 0, false},
		"of a new product": {map[string]string{"web": describe(t, key, "web", day(4))}, "", 1, false},
		"none":             {nil, "", 0, false},
	} {
		t.Run(what, func(t *testing.T) {
			in := newSite(t, "plant-2", key)
			must(t, in.book.PutIssuer(held))
			r := in.merge(travelled(t, &Content{Facts: test.facts, Revocations: test.list}), false, day(7))
			if r.Facts != test.took || r.Revocations != test.revocations {
				t.Errorf("reported %+v", r)
			}
			want := book.Issuer{Name: issuer, Facts: maps.Clone(held.Facts), Revocations: held.Revocations, RevokedTag: held.RevokedTag}
			if test.took > 0 {
				maps.Copy(want.Facts, test.facts)
			}
			if test.revocations {
				want.Revocations, want.RevokedTag = test.list, ""
			}
			if got, err := in.book.Issuer(); err != nil || !cmp.Equal(got, want) {
				t.Errorf("%v\n%s", err, cmp.Diff(want, got))
			}
		})
	}
}

func TestAMergeThatIsBrokenOffCanBeRepeated(t *testing.T) {
	key := signer(t, 1)
	in := newSite(t, "plant-2", key)
	in.manages(code(1), code(2))
	file := &Content{Statements: []Statement{
		{code(1).Fingerprint(), statement(key, code(1), day(1), 100)}, {code(2).Fingerprint(), statement(key, code(2), day(1), 100)},
	}}
	ctx, stop := context.WithCancel(t.Context())
	o := in.options(false, day(1))
	verify := o.Verify
	o.Verify = func(token []byte, c codec.Code) (answer.Signed, error) { stop(); return verify(token, c) }
	if _, err := Merge(ctx, in.book, file, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("Merge = %v", err)
	}
	if r := in.merge(file, false, day(1)); r.Taken+r.Unchanged != 2 || in.held(code(2)).Tag == "" {
		t.Errorf("repeated: %+v", r)
	}
}

func TestAFailingTrustOrBookEndsTheMerge(t *testing.T) {
	key := signer(t, 1)
	in := newSite(t, "plant-2", key)
	in.manages(code(1))
	file := &Content{Keys: keysOf(key), Statements: []Statement{{code(1).Fingerprint(), statement(key, code(1), day(1), 100)}}}
	ours := errors.New("ours")
	for what, change := range map[string]func(*MergeOptions){
		"Offer": func(o *MergeOptions) { o.Offer = func([]byte) ([]string, error) { return nil, ours } },
		"Verify": func(o *MergeOptions) {
			o.Verify = func([]byte, codec.Code) (answer.Signed, error) { return answer.Signed{}, ours }
		},
	} {
		o := in.options(false, day(1))
		change(&o)
		if _, err := Merge(t.Context(), in.book, file, o); !errors.Is(err, ours) || in.held(code(1)).Tag != "" {
			t.Errorf("%s: %v", what, err)
		}
	}
	must(t, in.book.Close())
	if _, err := Merge(t.Context(), in.book, file, in.options(true, day(1))); !errors.Is(err, book.ErrClosed) {
		t.Errorf("a closed book: %v", err)
	}
	if _, err := Collect(in.book, noon, ""); !errors.Is(err, book.ErrClosed) {
		t.Errorf("Collect of a closed book: %v", err)
	}
}

func TestWithoutATrustOnlyStatementsAreTaken(t *testing.T) {
	key := signer(t, 1)
	in, out := newSite(t, "plant-2", key), newSite(t, "office", key)
	in.manages(code(1))
	out.manages(code(1))
	out.asks(key, day(1), 100)
	o := in.options(false, day(1))
	o.Offer, o.Trusted = nil, nil
	r, err := Merge(t.Context(), in.book, out.file(day(1)), o)
	if d := differs(r, Report{Taken: 1}); err != nil || d != "" {
		t.Errorf("%v\n%s", err, d)
	}
}

// What people of another site wrote is kept only so far.
func TestTextsOfAnotherSiteAreShort(t *testing.T) {
	for n, want := range map[int]int{0: 0, maxText: maxText, maxText + 1: maxText + len("…"), 5 << 20: maxText + len("…")} {
		if got := short(strings.Repeat("n", n)); len(got) != want {
			t.Errorf("%d bytes: %d are kept, want %d", n, len(got), want)
		}
	}
	if got := short(strings.Repeat("注", maxText)); !utf8.ValidString(got) || len(got) > maxText+len("…") {
		t.Errorf("%d bytes, valid: %t", len(got), utf8.ValidString(got))
	}
}
