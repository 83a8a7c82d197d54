package storetest

import (
	"strings"
	"time"

	"ollu/keystore"
)

var deviceTests = []test{
	{"Activate", activate},
	{"Activate/Limit", activateLimit},
	{"Activate/Refused", activateRefused},
	{"RemoveDevice", removeDevice},
}

func activate(k *kit) {
	c := k.issued()
	k.later(time.Hour)
	first := k.now
	r := k.must(keystore.Activate{Code: c, Device: "d1", Version: "9.1"})
	equal(k, "registered", r.Registered, true)
	equal(k, "receipt", r.Licences[0].DeviceCount, 1)
	k.standing(c, keystore.Activated)
	l := k.full(c)
	equal(k, "activated at", l.ActivatedAt, first)
	equal(k, "devices", l.Devices, []keystore.Device{{ID: "d1", Version: "9.1", FirstSeen: first, LastSeen: first}})
	equal(k, "last seen", l.LastSeen, first)

	k.later(time.Hour)
	logged := len(k.log())
	r = k.must(keystore.Activate{Code: c, Device: "d1", Version: "9.1"})
	equal(k, "registered again", r.Registered, true)
	equal(k, "stored again", k.full(c), l)
	equal(k, "logged again", len(k.log()), logged)

	k.must(keystore.Activate{Code: c, Device: "a second one", Version: ""})
	equal(k, "devices", k.entry(c).Devices, 2)
	equal(k, "first by id", k.full(c).Devices[0].ID, "a second one")
	equal(k, "activated at", k.full(c).ActivatedAt, first)
}

func activateLimit(k *kit) {
	c := k.issued(limit(2))
	k.must(keystore.Activate{Code: c, Device: "a"})
	k.must(keystore.Activate{Code: c, Device: "b"})
	k.refused(keystore.ErrDeviceLimit, keystore.Activate{Code: c, Device: "c"})
	k.must(keystore.Activate{Code: c, Device: "a"})
	k.must(keystore.RemoveDevice{Code: c, Device: "a"})
	k.must(keystore.Activate{Code: c, Device: "c"})
	k.refused(keystore.ErrDeviceLimit, keystore.Activate{Code: c, Device: "a"})
	equal(k, "devices", k.entry(c).Devices, 2)
}

func activateRefused(k *kit) {
	c := k.issued()
	k.refused(keystore.ErrNotFound, keystore.Activate{Code: k.code("IM"), Device: "d"})
	for _, id := range []string{"", "\n", "\x7f", "装置", strings.Repeat("d", 65)} {
		k.refused(keystore.ErrInvalid, keystore.Activate{Code: c, Device: id})
	}
	k.refused(keystore.ErrInvalid, keystore.Activate{Code: c, Device: "d", Version: "\t"})
	k.must(keystore.Activate{Code: c, Device: strings.Repeat("~", 64), Version: strings.Repeat(" ", 64)})
	k.must(keystore.Activate{Code: c, Device: "d"})
	k.must(keystore.Suspend{Code: c})
	k.refused(keystore.ErrConflict, keystore.Activate{Code: c, Device: "d"})
	k.must(keystore.Revoke{Code: c, Reason: "stolen"})
	k.refused(keystore.ErrConflict, keystore.Activate{Code: c, Device: "e"})
}

func removeDevice(k *kit) {
	c, other := k.issued(), k.issued()
	k.must(keystore.Activate{Code: c, Device: "d1"})
	k.must(keystore.Activate{Code: c, Device: "d10"})
	k.must(keystore.Activate{Code: other, Device: "d1"})
	r := k.must(keystore.RemoveDevice{Code: c, Device: "d1"})
	equal(k, "receipt", r.Licences[0].DeviceCount, 1)
	equal(k, "left", k.full(c).Devices[0].ID, "d10")
	equal(k, "of another licence", k.entry(other).Devices, 1)
	k.refused(keystore.ErrNotFound, keystore.RemoveDevice{Code: c, Device: "d1"})
	k.refused(keystore.ErrNotFound, keystore.RemoveDevice{Code: k.code("IM"), Device: "d1"})
	k.refused(keystore.ErrInvalid, keystore.RemoveDevice{Code: c, Device: ""})
	k.must(keystore.RemoveDevice{Code: c, Device: "d10"})
	k.standing(c, keystore.Activated)
}
