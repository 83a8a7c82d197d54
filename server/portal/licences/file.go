package licences

import (
	"errors"
	"fmt"

	"go.uber.org/zap"

	"ollu/keystore"
	"ollu/server/access"
	"ollu/server/issue"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// file signs the licence file of a line and sends it, once it is noted that it was
// made (row L7). Where there is none, the line's page says why.
func (r *room) file(v *visit.Visit) error {
	if err := v.Limit(access.LimitDownload, string(v.Account.ID)); err != nil {
		return err
	}
	d, err := readDetail(v)
	if err != nil {
		return err
	}
	back := address(d.No, "")
	if d.Withdrawn() || !d.Known() {
		v.Note("bad", words.LicencesFileRefused, words.Args{"what": v.Say(d.Word(), nil)})
		return v.Go(back)
	}
	f, err := signedFile(v, d)
	switch {
	case errors.Is(err, keystore.ErrInvalid):
		v.Note("bad", words.LicencesFileEnded, nil)
		return v.Go(back)
	case errors.Is(err, issue.ErrSigning):
		v.Desk.Log.Error("a licence file could not be signed for a customer", zap.Error(err))
		v.Note("bad", words.LicencesFileKeys, nil)
		return v.Go(back)
	case err != nil:
		return err
	}
	if _, err := v.Apply(keystore.SignFile{Code: d.Code, Until: f.Day, KeyID: f.KeyID}); err != nil {
		return fmt.Errorf("noting a licence file: %w", err)
	}
	return v.Send("application/octet-stream", fmt.Sprintf("%s-%d.lic", d.ID, d.No), append(f.Token, '\n'))
}

func signedFile(v *visit.Visit, d *Detail) (issue.File, error) {
	if v.Desk.Ring == nil || v.Desk.Ring() == nil || v.Desk.ReloadSigning == nil {
		return issue.File{}, fmt.Errorf("%w: the server has none", issue.ErrSigning)
	}
	keys := issue.Keys{Ring: v.Desk.Ring, Reload: v.Desk.ReloadSigning}
	return keys.File(&d.lease, &d.entry, d.Code, v.Now, nil)
}
