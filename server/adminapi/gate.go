package adminapi

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"ollu/server/wire"
)

// Wrong tokens are answered at this pace; the first few at once, for the
// operator who pasted the wrong line.
const (
	wrongPerSecond = 5
	wrongBurst     = 20
	longestHold    = 2 * time.Second
)

// gate lets in who shows the token. A right token is never held up, so that
// nobody can lock the operator out by guessing: the token is too long to be
// guessed, and the pace keeps guessing from costing more than it should.
type gate struct {
	token [sha256.Size]byte
	wrong *rate.Limiter
}

func newGate(token string) *gate {
	return &gate{token: sha256.Sum256([]byte(token)), wrong: rate.NewLimiter(wrongPerSecond, wrongBurst)}
}

// admit returns nil for the right token. For a wrong one it holds the answer
// back as the pace demands; when too many wait already, it says to come later.
func (g *gate) admit(ctx context.Context, authorization string, now time.Time) *wire.Error {
	scheme, token, _ := strings.Cut(authorization, " ")
	got := sha256.Sum256([]byte(strings.TrimSpace(token)))
	if subtle.ConstantTimeCompare(got[:], g.token[:]) == 1 && strings.EqualFold(scheme, "Bearer") {
		return nil
	}
	turn := g.wrong.ReserveN(now, 1)
	hold := turn.DelayFrom(now)
	if hold > longestHold {
		turn.CancelAt(now)
		return wire.NewError(wire.RateLimited, "too many requests with a wrong token")
	}
	wait(ctx, hold)
	if authorization == "" {
		return wire.NewError(wire.Unauthorized, "the request has no token")
	}
	return wire.NewError(wire.Unauthorized, "the token is not the one of this server")
}

// wait returns after d, or when ctx is done.
func wait(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
