package licences

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"ollu/keystore"
	"ollu/server/access"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// releasePage asks whether an installation is to be released.
type releasePage struct {
	*Detail
	Device keystore.Device
}

// askRelease shows what is going to be released.
func (r *room) askRelease(v *visit.Visit) error {
	d, err := readDetail(v)
	if err != nil {
		return err
	}
	id := v.R.URL.Query().Get("device")
	i := slices.IndexFunc(d.Licence.Devices, func(x keystore.Device) bool { return x.ID == id })
	if i < 0 {
		return fmt.Errorf("a device of number %d: %w", d.No, visit.ErrNotFound)
	}
	return v.Show(http.StatusOK, "licences-release", &releasePage{d, d.Licence.Devices[i]})
}

// release frees a device's place. One that is gone already is no failure.
func (r *room) release(v *visit.Visit) error {
	reg, err := registration(v)
	if err != nil {
		return err
	}
	form, err := v.Form()
	if err != nil {
		return err
	}
	if err := v.Limit(access.LimitChange, string(v.User.ID)); err != nil {
		return err
	}
	device := form.Get("device")
	_, err = v.Apply(keystore.RemoveDevice{Code: reg.Code, Device: device})
	said := words.Args{"device": device}
	switch {
	case err == nil:
		v.Note("ok", words.LicencesReleased, said)
	case errors.Is(err, keystore.ErrNotFound), errors.Is(err, keystore.ErrInvalid):
		v.Note("info", words.LicencesReleasedThen, said)
	default:
		return err
	}
	return v.Go(address(reg.No, "#devices"))
}
