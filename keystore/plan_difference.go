package keystore

import (
	"fmt"
	"slices"
	"strings"
)

// difference names the first field in which an imported licence differs from the
// one that is here, with both values; "" when it says the same. What the store
// has learnt since (devices, renewals, tombstones) is not compared, and an
// import that knows of no activation does not contradict one.
func (p *planner) difference(cur, l *Licence) string {
	here := *cur
	if _, err := p.fold(&here); err != nil {
		return err.Error()
	}
	for _, f := range [...]struct {
		name      string
		differs   bool
		here, now any
	}{
		{"product", here.Product != l.Product, here.Product, l.Product},
		{"type", here.Type != l.Type, here.Type, l.Type},
		{"seats", here.Seats != l.Seats, here.Seats, l.Seats},
		{"components", !slices.Equal(here.Components, l.Components), list(here.Components), list(l.Components)},
		{"zone", here.Zone != l.Zone, here.Zone, l.Zone},
		{"expires", here.Expires != l.Expires && cur.Expires != l.Expires, expiry(&here), expiry(l)},
		{"expires", here.Perpetual != l.Perpetual, expiry(&here), expiry(l)},
		{"grace", here.Grace != l.Grace, here.Grace, l.Grace},
		{"device_limit", here.DeviceLimit != l.DeviceLimit, here.DeviceLimit, l.DeviceLimit},
		{"standing", max(here.Standing, Activated) != max(l.Standing, Activated), here.Standing, l.Standing},
		{"key", here.Key != l.Key, here.Key, l.Key},
		{"order", here.Order != l.Order, here.Order, l.Order},
	} {
		if f.differs {
			return fmt.Sprintf("%s differs: %v here, %v in the import", f.name, f.here, f.now)
		}
	}
	return textDifference(&here, l)
}

// textDifference names the field alone: it may hold what a report should not.
func textDifference(here, l *Licence) string {
	switch {
	case here.Owner != l.Owner:
		return "owner differs"
	case here.Note != l.Note:
		return "note differs"
	}
	return ""
}

func list(ids []string) string { return "[" + strings.Join(ids, " ") + "]" }

func expiry(l *Licence) any {
	if l.Perpetual {
		return "perpetual"
	}
	return l.Expires
}
