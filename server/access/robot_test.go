package access

import (
	"crypto/sha256"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"ollu/server/words"
)

// solve works a puzzle out as the page's script does.
func solve(p Puzzle) string {
	for n := 0; ; n++ {
		nonce := strconv.Itoa(n)
		if zeroBits(sha256.Sum256([]byte(p.Token+":"+nonce))) >= p.Bits {
			return nonce
		}
	}
}

func answer(p Puzzle) string { return strconv.Itoa(p.a + p.b) }

func TestAPuzzleIsSolvedByWorkOrByAnswer(t *testing.T) {
	r, now := NewRobot([]byte("secret"), 8), time.Unix(1_800_000_000, 0)
	for name, solution := range map[string]func(Puzzle) (nonce, answer string){
		"work":   func(p Puzzle) (string, string) { return solve(p), "" },
		"answer": func(p Puzzle) (string, string) { return "", answer(p) },
		"full width": func(p Puzzle) (string, string) {
			return "x", " " + strings.NewReplacer("1", "１", "8", "８").Replace(answer(p)) + "\u3000"
		},
	} {
		p := r.Puzzle("login", now)
		nonce, said := solution(p)
		if err := r.Check("login", p.Token, nonce, said, now); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := r.Check("login", p.Token, nonce, said, now); !errors.Is(err, ErrRobotStale) {
			t.Errorf("%s: twice: %v", name, err)
		}
	}
}

func TestWhatSolvesNoPuzzle(t *testing.T) {
	r, now := NewRobot([]byte("secret"), 12), time.Unix(1_800_000_000, 0)
	p := r.Puzzle("login", now)
	nonce := solve(p)
	other := NewRobot([]byte("other"), 12).Puzzle("login", now)
	changed := "A" + p.Token[1:]
	for name, c := range map[string]struct {
		purpose, token, nonce, answer string
		at                            time.Duration
		want                          error
	}{
		"nothing":          {"login", p.Token, "", "", 0, ErrRobot},
		"a wrong answer":   {"login", p.Token, "", strconv.Itoa(p.a + p.b + 1), 0, ErrRobot},
		"a word":           {"login", p.Token, "", "nine", 0, ErrRobot},
		"no work":          {"login", p.Token, nonce + "x", "", 0, ErrRobot},
		"too long a nonce": {"login", p.Token, strings.Repeat("1", 33), "", 0, ErrRobot},
		"another purpose":  {"forgot", p.Token, nonce, answer(p), 0, ErrRobot},
		"another's token":  {"login", other.Token, solve(other), answer(other), 0, ErrRobot},
		"a changed token":  {"login", changed, nonce, answer(p), 0, ErrRobot},
		"no token":         {"login", "", nonce, answer(p), 0, ErrRobot},
		"half a token":     {"login", p.Token[:20], nonce, answer(p), 0, ErrRobot},
		"too late":         {"login", p.Token, nonce, "", 10 * time.Minute, ErrRobotStale},
		"too early":        {"login", p.Token, nonce, "", -time.Second, ErrRobotStale},
	} {
		if err := r.Check(c.purpose, c.token, c.nonce, c.answer, now.Add(c.at)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if err := r.Check("login", p.Token, nonce, "", now.Add(10*time.Minute-1)); err != nil {
		t.Errorf("what failed used the puzzle up: %v", err)
	}
}

// With no bits asked for, nothing is proved by none.
func TestWithoutWorkTheAnswerAloneCounts(t *testing.T) {
	r, now := NewRobot([]byte("secret"), 0), time.Unix(1_800_000_000, 0)
	p := r.Puzzle("login", now)
	if err := r.Check("login", p.Token, "1", "", now); !errors.Is(err, ErrRobot) {
		t.Errorf("a nonce: %v", err)
	}
	if err := r.Check("login", p.Token, "", answer(p), now); err != nil {
		t.Errorf("the answer: %v", err)
	}
}

func TestTheQuestionIsAskedInBothLanguages(t *testing.T) {
	p := Puzzle{a: 7, b: 2}
	for l, want := range map[words.Lang]string{
		words.EN: "What is seven plus two? Please enter the number.", words.JA: "七と二を足した数を、数字で入力してください。",
	} {
		if got := p.Question(l); got != want {
			t.Errorf("%v: %s", l, got)
		}
	}
	r, seen := NewRobot([]byte("secret"), 1), map[string]bool{}
	for range 2000 {
		p := r.Puzzle("x", time.Unix(1_800_000_000, 0))
		seen[p.Question(words.EN)] = true
		if p.a < 1 || p.a > 9 || p.b < 1 || p.b > 9 || seen[p.Token] {
			t.Fatalf("the puzzle %+v", p)
		}
		seen[p.Token] = true
	}
	if len(seen) != 2000+81 {
		t.Errorf("%d questions", len(seen)-2000)
	}
}

// A puzzle that was solved is remembered for as long as it is good, and no longer.
func TestMemoryOfPuzzlesIsBounded(t *testing.T) {
	r, now := NewRobot([]byte("secret"), 1), time.Unix(1_800_000_000, 0)
	for i := range 40 {
		now = now.Add(time.Minute)
		p := r.Puzzle("x", now)
		if err := r.Check("x", p.Token, "", answer(p), now); err != nil {
			t.Fatal(err)
		}
		late := now.Add(10*time.Minute - 1)
		if err := r.Check("x", p.Token, "", answer(p), late); !errors.Is(err, ErrRobotStale) {
			t.Errorf("no. %d was taken twice: %v", i, err)
		}
	}
	if n := len(r.spent) + len(r.old); n > 20 {
		t.Errorf("%d are remembered", n)
	}
	for range 2*spentPuzzles + 10 {
		p := r.Puzzle("x", now)
		if err := r.Check("x", p.Token, "", answer(p), now); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(r.spent) + len(r.old); n > 2*spentPuzzles {
		t.Errorf("%d are remembered", n)
	}
}
