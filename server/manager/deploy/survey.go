package deploy

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"ollu/codec"
	"ollu/server/manager/book"
)

// stock is what the book holds, as far as it takes to see who has something to do.
type stock struct {
	products  []*book.Product
	askers    askers
	tags      map[codec.Code]string                    // of the codes on the lists of those that are pushed to
	delivered map[string]map[codec.Code]*book.Delivery // by product
}

// settled stands for every delivery that is current: most are, and nothing more is
// asked about them.
var settled = &book.Delivery{}

func (d *Deployer) stock() (*stock, error) {
	s := &stock{askers: askers{}, tags: map[codec.Code]string{}, delivered: map[string]map[codec.Code]*book.Delivery{}}
	b := d.o.Book
	return s, errors.Join(
		b.Products(func(p *book.Product) error {
			s.products = append(s.products, p)
			s.askers.add(p)
			return nil
		}),
		s.readTags(b),
		b.Deliveries("", func(v *book.Delivery) error {
			name, code := v.Product, v.Code
			if s.delivered[name] == nil {
				s.delivered[name] = map[codec.Code]*book.Delivery{}
			}
			if v.HeldTag == s.tags[code] {
				v = settled
			}
			s.delivered[name][code] = v
			return nil
		}),
	)
}

// few is how many codes are rather looked up than found among all that there are:
// a site may have a hundred thousand codes, and push to three products.
const few = 1000

// readTags reads the tags of the codes on the lists of those that are pushed to.
func (s *stock) readTags(b *book.Book) error {
	wanted := map[codec.Code]bool{}
	for _, p := range s.products {
		if p.URL == "" {
			continue // nothing is pushed to it
		}
		for _, c := range p.Codes {
			wanted[c] = true
		}
	}
	if len(wanted) > few {
		return b.Tags(func(t *book.Tag) error {
			if t.Tag != "" && !t.Carried && wanted[t.Code] {
				s.tags[t.Code] = t.Tag
			}
			return nil
		})
	}
	for c := range wanted {
		switch held, err := b.Code(c); {
		case gone(err):
		case err != nil:
			return err
		case held.Tag != "" && !held.Carried:
			s.tags[c] = held.Tag
		}
	}
	return nil
}

// open gives the deliveries of a product that are not current, among those that
// could be; a nil one was never tried.
func (s *stock) open(p *book.Product) (open []*book.Delivery) {
	for _, c := range p.Codes {
		v := s.delivered[p.Name][c]
		if _, known := s.tags[c]; known && v != settled {
			open = append(open, v)
		}
	}
	return open
}

// survey gives the names of the products that may have something to do, those
// first that failed least, and the entries of products that ask by themselves.
func (d *Deployer) survey(sel Select, byHand bool, is *issuer) ([]string, askers, error) {
	s, err := d.stock()
	if err != nil {
		return nil, nil, err
	}
	type candidate struct {
		name     string
		failures int
	}
	var list []candidate
	now := d.o.Now()
	known := map[string]bool{}
	for _, p := range s.products {
		known[p.Name] = true
		if sel.Product != "" && sel.Product != p.Name || !sel.Code.IsZero() && !slices.Contains(p.Codes, sel.Code) {
			continue
		}
		open := s.open(p)
		if byHand || p.URL != "" && (len(open) > 0 || unmet(p) || d.untold(p, is) || tooLong(p, now)) {
			list = append(list, candidate{p.Name, max(failures(open), d.carried.of(p).failures)})
		}
	}
	d.carried.forget(known)
	slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(a.failures, b.failures) })
	names := make([]string, len(list))
	for i := range list {
		names[i] = list[i].name
	}
	return names, s.askers, nil
}

// untold tells whether a product lacks keys or the list of what was revoked.
func (d *Deployer) untold(p *book.Product, is *issuer) bool {
	lacks := is.wanted(p).less(d.carried.of(p).told)
	return lacks.keys.tag != "" || lacks.list.tag != ""
}

func failures(open []*book.Delivery) (most int) {
	for _, v := range open {
		if v != nil {
			most = max(most, v.Failures)
		}
	}
	return most
}

// earlier gives the one of two times that comes first; zero is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
