package manager

import (
	"context"
	"errors"
	"io"
	"slices"

	"ollu/server/manager/book"
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
	kept, told := m.begin().keepTrust(), m.answeredIn(c)
	m.stir(true)
	return report, errors.Join(err, kept, told)
}

// answeredIn tells the deliveries that wait for it of registrations that a file
// brought the answer to: they left the queue.
func (m *Manager) answeredIn(c *bundle.Content) error {
	waiting, err := m.book.Activations()
	if err != nil {
		return err
	}
	var answered []book.Activation
	for _, a := range c.Answered {
		if !slices.ContainsFunc(waiting, func(w book.Activation) bool { return w.Code == a.Code && w.Device == a.Device }) {
			answered = append(answered, book.Activation{Code: a.Code, Device: a.Device, Answer: a.Answer})
		}
	}
	return m.registered(answered)
}
