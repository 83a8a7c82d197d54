package deploy

import (
	"time"

	"ollu/server/manager/book"
)

// Report says what a round did. Its numbers count deliveries: one code in one
// product.
type Report struct {
	Delivered int `json:"delivered"` // the product took it, or held it already
	Failed    int `json:"failed"`
	HeldBack  int `json:"held_back"`
	// Waiting is what cannot be pushed: the product only asks by itself, or the
	// issuer has not answered about the code yet.
	Waiting  int             `json:"waiting"`
	Products []ProductReport `json:"products"` // those that something was tried for, by name
}

// ProductReport is what became of one product.
type ProductReport struct {
	Name string `json:"name"`
	// Why says of a product that was never reached, and that no code was named for,
	// why it could not be asked which codes it uses; empty: it was not to be asked, or
	// it answered. It counts as one delivery that failed.
	Why        string           `json:"why,omitempty"`
	Detail     string           `json:"detail,omitempty"`
	Deliveries []DeliveryReport `json:"deliveries"`
}

// DeliveryReport is what became of one code in a product.
type DeliveryReport struct {
	Code    string     `json:"code"` // masked
	ID      string     `json:"id"`   // its fingerprint
	State   book.State `json:"state"`
	Why     string     `json:"why,omitempty"`
	Detail  string     `json:"detail,omitempty"`
	Expires string     `json:"expires,omitempty"` // what the product holds now
	NextTry time.Time  `json:"next_try,omitzero"`
}

// add takes in what became of one product, if anything did.
func (r *Report) add(p ProductReport) {
	switch {
	case p.Why != "":
		p.Deliveries = []DeliveryReport{}
		r.Failed++
	case len(p.Deliveries) == 0:
		return
	}
	for i := range p.Deliveries {
		switch p.Deliveries[i].State {
		case book.Current:
			r.Delivered++
		case book.Failed:
			r.Failed++
		case book.HeldBack:
			r.HeldBack++
		case book.Stale:
			r.Waiting++
		}
	}
	r.Products = append(r.Products, p)
}

// waiting says that a delivery could not be tried.
func waiting(c *book.Code, d *book.Delivery) DeliveryReport {
	r := said(c, d)
	r.State, r.Why, r.Detail, r.NextTry = book.Stale, "", "", time.Time{}
	if c.Token == "" {
		r.Why = book.WhyNoStatement
	}
	return r
}

// said puts a delivery into words for a report.
func said(c *book.Code, d *book.Delivery) DeliveryReport {
	return DeliveryReport{
		Code: c.Code.String(), ID: c.Code.Fingerprint(),
		State: d.State, Why: d.Why, Detail: d.Detail, Expires: d.Expires, NextTry: d.NextTry,
	}
}
