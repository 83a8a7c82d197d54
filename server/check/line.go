package check

import "time"

// lineTime is how long one stands in line: less than proxies let a question take.
const lineTime = 45 * time.Second

// line lets one in after the other.
type line struct {
	place   chan struct{}
	closing <-chan struct{}
}

func newLine(closing <-chan struct{}) line { return line{make(chan struct{}, 1), closing} }

// enter waits until it is this one's turn, but not for ever, and not while the
// door closes.
func (l *line) enter() error {
	select {
	case l.place <- struct{}{}:
		return nil
	default:
	}
	patience := time.NewTimer(lineTime)
	defer patience.Stop()
	select {
	case l.place <- struct{}{}:
		return nil
	case <-patience.C:
	case <-l.closing:
	}
	return errSyncLine
}

func (l *line) leave() { <-l.place }
