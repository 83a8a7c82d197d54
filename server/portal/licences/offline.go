package licences

import (
	"errors"
	"net/http"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// noteLength is how many characters a request's note may have: whatever they are,
// the store takes them.
const noteLength = 500

var offlineSpecs = []field.Spec{
	{Name: "note", Label: words.LicencesOfflineNote, Hint: words.LicencesOfflineHint, Kind: field.Lines, Required: true, Max: noteLength},
}

// offlinePage shows the request for an offline code, or takes one.
type offlinePage struct {
	*Detail
	Form field.Form
}

// Open tells whether a request may be made now.
func (p *offlinePage) Open() bool { return !p.Waiting && !p.Withdrawn() && p.Known() }

// Request is the last one; nil none.
func (p *offlinePage) Request() *customer.Request { return p.Reg.Request }

// offline shows how it stands with an offline code (row L7).
func (r *room) offline(v *visit.Visit) error {
	d, err := readDetail(v)
	if err != nil {
		return err
	}
	return v.Show(http.StatusOK, "licences-offline", &offlinePage{d, field.New(v.Lang, offlineSpecs)})
}

// requestOffline asks the issuer for one, and tells him by mail.
func (r *room) requestOffline(v *visit.Visit) error {
	d, err := readDetail(v)
	if err != nil {
		return err
	}
	posted, err := v.Form()
	if err != nil {
		return err
	}
	p := &offlinePage{d, field.Read(v.Lang, offlineSpecs, posted)}
	if !p.Open() {
		return refuseOffline(v, d)
	}
	if !p.Form.OK() {
		return v.Show(http.StatusUnprocessableEntity, "licences-offline", p)
	}
	if err := v.Limit(access.LimitChange, string(v.User.ID)); err != nil {
		return err
	}
	note := p.Form.Get("note")
	letters, err := offlineLetters(v, d, note)
	if err != nil {
		return err
	}
	_, err = v.Apply(keystore.RequestOffline{Account: v.Account.ID, No: d.No, User: v.User.ID, Note: note}, letters...)
	if errors.Is(err, keystore.ErrConflict) {
		return refuseOffline(v, d)
	}
	if err != nil {
		return err
	}
	v.Note("ok", words.LicencesOfflineSent, nil)
	return v.Go(address(d.No, "/offline"))
}

// refuseOffline says why there is no request now: by the licence, else because
// there is one.
func refuseOffline(v *visit.Visit, d *Detail) error {
	if d.Withdrawn() || !d.Known() {
		v.Note("bad", words.LicencesOfflineNot, words.Args{"what": v.Say(d.Word(), nil)})
	} else {
		v.Note("info", words.LicencesOfflineTwice, nil)
	}
	return v.Go(address(d.No, "/offline"))
}

// offlineData is what the mail to the operator says.
type offlineData struct {
	Company string      `json:"company"`
	Account customer.ID `json:"account"`
	No      int         `json:"no"`
	Product string      `json:"product"`
	Code    string      `json:"code"` // masked
	Note    string      `json:"note"`
}

// offlineLetters makes the mail to the operator, who may have no address.
func offlineLetters(v *visit.Visit, d *Detail, note string) ([]customer.Letter, error) {
	if v.Desk.OperatorMail == "" {
		return nil, nil
	}
	l, err := v.Letter("offline_requested", v.Desk.OperatorMail, v.Desk.Lang.String(), offlineData{
		Company: v.Account.Company.Name, Account: v.Account.ID, No: d.No, Product: v.Desk.Lang.Of(d.Product), Code: d.Code.String(), Note: note,
	})
	return []customer.Letter{l}, err
}
