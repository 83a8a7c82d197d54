package manager

import (
	"context"
	"errors"
	"io"

	"ollu/server/manager/bundle"
)

// Export writes the file that travels: what the site needs, and what is held of
// the issuer, for this site and for those that it carries for. It holds activation
// codes.
func (m *Manager) Export(ctx context.Context, w io.Writer) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c, err := bundle.Collect(m.book, m.o.Now(), m.o.Site)
	if err != nil {
		return err
	}
	return bundle.Write(w, c)
}

// Import takes a file in that another manager has exported: what the issuer signed
// in it, as far as it is believed, and with adopt what that site needs, so that
// the next sync asks the issuer for it. Errors are those of package bundle, a
// *answer.VerifyError for keys that cannot be read, or of the book.
func (m *Manager) Import(ctx context.Context, r io.Reader, adopt bool) (bundle.Report, error) {
	c, err := bundle.Read(r)
	if err != nil {
		return bundle.Report{}, err
	}
	if err := m.take(ctx); err != nil {
		return bundle.Report{}, err
	}
	defer m.release()
	report, err := bundle.Merge(ctx, m.book, c, bundle.MergeOptions{
		Verify: m.Verify, Offer: m.trust.offer, Trusted: m.trust.now, Adopt: adopt, Now: stamp(m.o.Now()),
	})
	kept := m.begin().keepTrust()
	m.stir(true)
	return report, errors.Join(err, kept)
}
