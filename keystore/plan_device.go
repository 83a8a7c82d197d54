package keystore

import (
	"fmt"

	"ollu/keystore/audit"
)

// activate registers a device; one that is registered stays as it is.
func (p *planner) activate(c *Activate) error {
	if err := checkDevice(c.Device, c.Version); err != nil {
		return err
	}
	l, err := p.licence(c.Code)
	if err != nil {
		return err
	}
	if l.Standing > Activated {
		return p.conflict(&l, insteadOf(l.Standing))
	}
	_, registered, err := p.view.Device(c.Code, c.Device)
	if err != nil {
		return err
	}
	p.receipt.Registered = true
	if registered {
		p.receipt.Licences = []Licence{l}
		return nil
	}
	if l.DeviceLimit != 0 && l.DeviceCount >= l.DeviceLimit {
		return fmt.Errorf("licence %s, limit %d: %w", l.Code, l.DeviceLimit, ErrDeviceLimit)
	}
	p.enrol(&l, c)
	return nil
}

func (p *planner) enrol(l *Licence, c *Activate) {
	l.DeviceCount++
	l.Standing = Activated
	if l.ActivatedAt.IsZero() {
		l.ActivatedAt = p.at
	}
	if l.LastSeen.Before(p.at) {
		l.LastSeen = p.at
	}
	d := Device{ID: c.Device, Version: c.Version, FirstSeen: p.at, LastSeen: p.at}
	p.writes.Devices = []DeviceOf{{Code: l.Code, Device: d}}
	p.put(l, audit.Event{Action: audit.Activate, Device: c.Device})
	p.receipt.Licences = []Licence{*l}
}

// removeDevice frees a place, whatever the standing.
func (p *planner) removeDevice(c *RemoveDevice) error {
	if err := checkDevice(c.Device, ""); err != nil {
		return err
	}
	l, err := p.ownLicence(c.Code)
	if err != nil {
		return err
	}
	d, found, err := p.view.Device(c.Code, c.Device)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("device %q of licence %s: %w", c.Device, c.Code, ErrNotFound)
	}
	l.DeviceCount--
	p.writes.Removed = []DeviceOf{{Code: l.Code, Device: d}}
	p.put(&l, audit.Event{Action: audit.RemoveDevice, Device: c.Device})
	p.receipt.Licences = []Licence{l}
	return nil
}
