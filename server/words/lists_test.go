package words_test

import (
	"strings"
	"testing"

	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/server/client"
	"ollu/server/words"
)

// said fails the test where a text is missing or is empty of advice in a
// language.
func said(t *testing.T, id words.ID, args words.Args) {
	t.Helper()
	for _, l := range words.Langs {
		s := words.Say(l, id, args)
		if s == "["+string(id)+"]" || strings.ContainsAny(s, "{}") {
			t.Errorf("%s in %v: %s", id, l, s)
		}
	}
}

func TestEveryResultIsExplained(t *testing.T) {
	for r := range answer.All() {
		said(t, words.Result(r.String()), nil)
	}
}

func TestEveryCauseIsExplained(t *testing.T) {
	args := words.Args{"server": "http://licence.example.com:8080", "status": 502}
	for c := client.CauseAddress; c <= client.CauseAnswer; c++ {
		said(t, words.Cause(c.String()), args)
	}
	if next := client.CauseAnswer + 1; !strings.HasPrefix(next.String(), "cause_") {
		t.Errorf("%v has come behind the last cause that this test knows", next)
	}
}

func TestEveryReasonIsExplained(t *testing.T) {
	for w := range answer.Why(answer.Whys) {
		said(t, words.Verify(w.String()), nil)
	}
}

func TestEveryLabelOfAListHasItsWord(t *testing.T) {
	for _, kind := range []product.Type{product.Full, product.Trial} {
		said(t, words.Type(kind.String()), nil)
	}
	for _, phase := range []term.Phase{term.Active, term.Grace, term.Expired} {
		said(t, words.State(phase.String()), nil)
	}
	for _, r := range []answer.Result{answer.NotActivated, answer.Suspended, answer.Revoked, answer.Replaced,
		answer.DeviceLimit, answer.WrongProduct, answer.WrongComponent} {
		said(t, words.State(r.String()), nil)
	}
	for _, outcome := range []string{"updated", "nothing_to_update", "could_not_complete"} {
		said(t, words.Short(outcome), nil)
	}
}

// Support must be able to tell from what a customer reads whether the code was
// wrong or the licence had run out (rows L3 and C8).
func TestWrongAndExpiredAreToldApart(t *testing.T) {
	seen := map[string]words.ID{}
	for r := range answer.All() {
		for _, l := range words.Langs {
			s := words.Say(l, words.Result(r.String()), nil)
			if other, twice := seen[s]; twice {
				t.Errorf("%v and %s read the same: %s", r, other, s)
			}
			seen[s] = words.Result(r.String())
			about := strings.Contains(s, "expired") || strings.Contains(s, "有効期限が切れ")
			if about != (r == answer.Expired || r == answer.Grace) {
				t.Errorf("%v: %s", r, s)
			}
		}
	}
}
