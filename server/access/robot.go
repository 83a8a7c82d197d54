package access

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/bits"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"ollu/server/words"
)

// Names of the inputs by which a form carries a puzzle and its solution.
const (
	RobotToken  = "robot_token"
	RobotNonce  = "robot_nonce"
	RobotAnswer = "robot_answer"
)

// Why a robot check was not passed. In either case a fresh puzzle is shown.
var (
	ErrRobot      = errors.New("the robot check was not passed: answer the question")
	ErrRobotStale = errors.New("the robot check was used or has run out: pass it once more")
)

const (
	puzzleLife   = 10 * time.Minute
	puzzleBody   = 16 // its time and its number
	puzzleMAC    = 16
	puzzleSize   = puzzleBody + puzzleMAC
	spentPuzzles = 100_000 // remembered of ten minutes
	maxSummand   = 9
	maxNonce     = 32
)

// Puzzle is one robot check: the page's script finds a nonce, a decimal number,
// with which the SHA-256 of Token + ":" + nonce begins with Bits zero bits; who
// has no script answers the question.
type Puzzle struct {
	Token string
	Bits  int
	a, b  int
}

// Question is the plain question, a small sum in words.
func (p Puzzle) Question(l words.Lang) string {
	return words.Say(l, words.AccessSum, words.Args{
		"first": words.Say(l, words.Number(p.a), nil), "second": words.Say(l, words.Number(p.b), nil),
	})
}

// Robot makes puzzles and checks their solutions. It keeps only those that were
// solved, until they would have run out.
type Robot struct {
	secret []byte
	bits   int
	made   atomic.Uint64

	mu         sync.Mutex
	spent, old map[string]struct{} // solved in this and in the last stretch of puzzleLife
	since      time.Time           // when spent was begun
}

// NewRobot makes a Robot whose puzzles nobody can make who has not the secret. A
// puzzle takes about 2^bits tries; with 0 there is the question alone.
func NewRobot(secret []byte, bits int) *Robot {
	return &Robot{secret: secret, bits: bits, spent: map[string]struct{}{}}
}

// Puzzle makes a puzzle that is good for one purpose, once, for ten minutes.
func (r *Robot) Puzzle(purpose string, now time.Time) Puzzle {
	body := binary.BigEndian.AppendUint64(make([]byte, 0, puzzleSize), uint64(now.UnixNano()))
	body = binary.BigEndian.AppendUint64(body, r.made.Add(1))
	x, y := r.summands(body)
	return Puzzle{Token: tokenBase.EncodeToString(append(body, r.mac(purpose, body)...)), Bits: r.bits, a: x, b: y}
}

// Check tells whether a puzzle is solved, by the nonce or by the answer. A right
// solution uses it up. Errors are ErrRobot and ErrRobotStale.
func (r *Robot) Check(purpose, token, nonce, answer string, now time.Time) error {
	b, err := tokenBase.DecodeString(token)
	if err != nil || len(b) != puzzleSize {
		return ErrRobot
	}
	body := b[:puzzleBody]
	if !hmac.Equal(b[len(body):], r.mac(purpose, body)) {
		return ErrRobot
	}
	age := now.Sub(time.Unix(0, int64(binary.BigEndian.Uint64(body))))
	if age < 0 || age >= puzzleLife {
		return ErrRobotStale
	}
	if !r.worked(token, nonce) && !r.answered(body, answer) {
		return ErrRobot
	}
	return r.spend(string(body), now)
}

func (r *Robot) mac(purpose string, body []byte) []byte {
	h := hmac.New(sha256.New, r.secret)
	h.Write([]byte("robot check\x00" + purpose + "\x00"))
	h.Write(body)
	return h.Sum(nil)[:puzzleMAC]
}

// summands are those of the question. The token does not give them away.
func (r *Robot) summands(body []byte) (a, b int) {
	h := r.mac("question", body)
	return int(h[0])%maxSummand + 1, int(h[1])%maxSummand + 1
}

func (r *Robot) worked(token, nonce string) bool {
	if nonce == "" || len(nonce) > maxNonce || r.bits <= 0 {
		return false
	}
	return zeroBits(sha256.Sum256([]byte(token+":"+nonce))) >= r.bits
}

func zeroBits(sum [sha256.Size]byte) (n int) {
	for _, b := range sum {
		if b != 0 {
			return n + bits.LeadingZeros8(b)
		}
		n += 8
	}
	return n
}

func (r *Robot) answered(body []byte, answer string) bool {
	a, b := r.summands(body)
	n, err := strconv.Atoi(strings.TrimPrefix(plain(answer), "+"))
	return err == nil && n == a+b
}

// spend notes that a puzzle was solved; one that was already is ErrRobotStale.
func (r *Robot) spend(body string, now time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Sub(r.since) >= puzzleLife || len(r.spent) >= spentPuzzles {
		r.spent, r.old, r.since = map[string]struct{}{}, r.spent, now
	}
	_, lately := r.spent[body]
	_, before := r.old[body]
	if lately || before {
		return ErrRobotStale
	}
	r.spent[body] = struct{}{}
	return nil
}
