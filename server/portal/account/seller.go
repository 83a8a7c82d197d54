package account

import (
	"net/http"
	"strings"

	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// showSeller answers with who sold it, which nobody can change (row R7).
func showSeller(v *visit.Visit) error {
	const prefix = "seller_"
	specs := field.SellerSpecs(prefix)
	f := field.New(v.Lang, specs)
	field.FillSeller(&f, prefix, v.Account.Seller)
	shown := read(f, []group{grouped("", specs)})
	shown[0].Rows = given(shown[0].Rows)
	return v.Show(http.StatusOK, formPage, &sheet{
		Tabs: tabs(v, sellerPath), Title: words.AccountTabSeller, Lead: words.AccountSellerLead, Facts: shown,
	})
}

// given leaves out what is empty.
func given(rows []fact) []fact {
	kept := rows[:0]
	for _, r := range rows {
		if strings.TrimSpace(r.Value) != "" {
			kept = append(kept, r)
		}
	}
	return kept
}
