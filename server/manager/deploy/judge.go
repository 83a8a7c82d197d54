package deploy

import (
	"strconv"
	"strings"

	"ollu/codec/product"
	"ollu/server/manager/book"
)

// Judge says how it stands with one code in one product, by what the book knows:
// whether the product holds the issuer's present word, and if not, whether it may
// be pushed (rows M4, M5). why is one of the names of package book, and empty for
// what is current or due. facts describe the product that the code is for; nil is
// not described yet, and then nothing is pushed. A nil d is nothing delivered yet.
func Judge(p *book.Product, c *book.Code, facts *product.Product, d *book.Delivery) (state book.State, why string) {
	if d == nil {
		d = &book.Delivery{}
	}
	another := !c.Replaces.IsZero() || d.State == book.HeldBack && d.Why == book.WhyNewCodeByHand
	why = forbidden(p, c, facts, d, another)
	switch {
	case current(c, d):
		return book.Current, ""
	case why == book.WhyNoStatement:
		return book.Stale, why
	case d.State == book.Failed && (why == "" || why == book.WhyBuildUnknown):
		return book.Failed, d.Why // a product that was never reached says no build
	case why != "":
		return book.HeldBack, why
	case d.State == book.HeldBack && d.Why == book.WhyDeviceLimit:
		return book.HeldBack, d.Why
	}
	return book.Stale, ""
}

// current tells whether the product is known to hold the code's present
// statement.
func current(c *book.Code, d *book.Delivery) bool { return c.Tag != "" && d.HeldTag == c.Tag }

// uses tells whether the product is known to have the code.
func uses(d *book.Delivery) bool { return d.HeldTag != "" || !d.HeldAt.IsZero() }

// foreign tells whether a code is for another product than the one at hand.
func foreign(p *book.Product, c *book.Code) bool {
	return p.Product != "" && c.Signed.Issued && c.Signed.Product != p.Product
}

// forbidden gives why a statement must not be pushed; "" when it may. another
// says of a code that the product is not known to have that it would be another
// one for it.
func forbidden(p *book.Product, c *book.Code, facts *product.Product, d *book.Delivery, another bool) string {
	switch {
	case c.Token == "":
		return book.WhyNoStatement
	case foreign(p, c):
		return book.WhyOtherProduct
	case facts == nil:
		return book.WhyNoStatement
	}
	if why := unfit(p, facts); why != "" {
		return why
	}
	may := facts.Manager
	switch {
	case !uses(d) && another && !may.NewCode:
		return book.WhyNewCodeByHand
	case uses(d) && !may.Renewal && d.Expires != expiry(c):
		return book.WhyRenewalByHand
	}
	return ""
}

// unfit gives why nothing may be pushed to the product's build; "" when it may
// (row M5).
func unfit(p *book.Product, facts *product.Product) string {
	least := facts.Manager.MinBuild
	if least <= 0 {
		return ""
	}
	switch build, known := buildOf(p.Build); {
	case !known:
		return book.WhyBuildUnknown
	case build < least:
		return book.WhyBuildTooOld
	}
	return ""
}

// expiry is what the issuer says that a code's expiry is, as a product says it.
func expiry(c *book.Code) string {
	if !c.Signed.Issued || c.Signed.Perpetual {
		return ""
	}
	return c.Signed.Statement.Expires.String()
}

// buildOf reads a build as products write it, "1244" or "b1244". Anything else
// is not known.
func buildOf(s string) (build int, known bool) {
	digits := strings.TrimSpace(s)
	if digits != "" && (digits[0] == 'b' || digits[0] == 'B') {
		digits = digits[1:]
	}
	n, err := strconv.ParseUint(digits, 10, 31)
	return int(n), err == nil
}
