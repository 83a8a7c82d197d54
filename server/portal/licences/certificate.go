package licences

import (
	"net/http"

	"ollu/codec/term"
	"ollu/server/portal/visit"
)

// certificatePage is a sheet to print.
type certificatePage struct {
	*Detail
	Brand string // who issued it; "" the portal's plain name
}

// Since is the first day of the licence.
func (p *certificatePage) Since() term.Day { return p.Licence.Issued }

// certificate shows a licence's certificate. A licence that was taken back, or of
// which nothing is known, has none: its page says why.
func (r *room) certificate(v *visit.Visit) error {
	d, err := readDetail(v)
	if err != nil {
		return err
	}
	if d.Withdrawn() || !d.Known() {
		return v.Go(address(d.No, ""))
	}
	return v.Show(http.StatusOK, "licences-certificate", &certificatePage{d, v.Desk.Brand})
}
