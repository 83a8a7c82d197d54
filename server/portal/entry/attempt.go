package entry

import (
	"strings"
	"time"

	"ollu/server/access"
	"ollu/server/portal/visit"
)

// calm is how many failures pass without a robot check.
const calm = 3

// attempt is one try of a password. What it counts under says nothing of whether
// the login id exists.
type attempt struct {
	limits  *access.Limits
	address string
	rule    access.Rule // of who
	who     string
}

func attemptOf(v *visit.Visit, login string) attempt {
	a := attempt{limits: v.Desk.Limits, address: access.Household(v.Address), rule: access.LimitLogInAccount, who: strings.ToLower(login)}
	if device, known := access.NewDevices(v.Desk.Secret).Known(login, readCookie(v, deviceCookie)); known {
		a.rule, a.who = access.LimitLogInDevice, device
	}
	return a
}

// suspect tells whether a robot check is due.
func (a attempt) suspect() bool {
	return a.limits.Used(access.LimitLogInAddress, a.address) >= calm || a.limits.Used(a.rule, a.who) >= calm
}

// wait is nil when the try may be made.
func (a attempt) wait() error {
	if wait := max(a.limits.Peek(access.LimitLogInAddress, a.address), a.limits.Peek(a.rule, a.who)); wait > 0 {
		return visit.ErrLimited{Wait: wait.Round(time.Second)}
	}
	return nil
}

// asker is who waits for the password to be verified.
func (a attempt) asker() access.Asker {
	if a.rule == access.LimitLogInDevice {
		return access.Asker{Name: a.who, Known: true}
	}
	return access.Asker{Name: a.address}
}

func (a attempt) failed() {
	a.limits.Take(access.LimitLogInAddress, a.address)
	a.limits.Take(a.rule, a.who)
}

// succeeded forgets what was counted against the login id. What was counted
// against the address stays: one id of one's own would clear it.
func (a attempt) succeeded() { a.limits.Forget(a.rule, a.who) }
