package deploy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"

	"ollu/codec/profile"
	"ollu/server/manager/book"
)

// call makes one exchange with a product's profile listener: a push when there is
// a body, else the question what it holds. A fault says which of the book's
// reasons it was.
func (d *Deployer) call(ctx context.Context, p *book.Product, push body) (profile.Holding, *fault) {
	r, f := request(ctx, p, push)
	if f != nil {
		return profile.Holding{}, f
	}
	transport, err := d.o.Transport(p)
	if err != nil {
		return profile.Holding{}, &fault{book.WhyNotTrusted, "the manager's own certificate or the file of trusted certificates cannot be used: check push.* in its configuration"}
	}
	c := http.Client{Transport: transport, CheckRedirect: stay}
	resp, err := c.Do(r)
	if err != nil {
		return profile.Holding{}, unreached(err)
	}
	defer resp.Body.Close()
	if f := refused(resp); f != nil {
		return profile.Holding{}, f
	}
	return d.read(ctx, resp.Body)
}

// stay keeps the client where it was sent: a redirect would carry the token
// somewhere else.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func request(ctx context.Context, p *book.Product, push body) (*http.Request, *fault) {
	bad := &fault{book.WhyUnreachable, "its address is not of the form http://host:port"}
	base, err := url.Parse(p.URL)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.User != nil {
		return nil, bad
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base.JoinPath(profile.Path).String(), nil)
	if err != nil {
		return nil, bad
	}
	r.Header.Set("Accept", typeJSON)
	if push != nil {
		r.Method, r.ContentLength, r.GetBody = http.MethodPost, push.size(), push.open
		r.Body, _ = push.open()
		r.Header.Set("Content-Type", typeJSON)
	}
	if p.Token != "" {
		r.Header.Set("Authorization", "Bearer "+p.Token)
	}
	return r, nil
}

const typeJSON = "application/json"

// refused tells an answer of something else, and a product's refusal, from a
// product's answer. A page or another form than a product's is never one,
// whatever its status.
func refused(resp *http.Response) *fault {
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	status := resp.StatusCode
	switch {
	case media == "text/html":
		return &fault{book.WhyNotAProduct, fmt.Sprintf("a page answered (status %d): a proxy, or another program at that address", status)}
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return &fault{book.WhyNotTrusted, fmt.Sprintf("it refused the token or the certificate (status %d)", status)}
	case status == http.StatusOK && media == typeJSON:
		return nil
	case status == http.StatusOK:
		return &fault{book.WhyNotAProduct, "what answered is not a profile listener"}
	case status == http.StatusInsufficientStorage:
		return &fault{book.WhyNotSaved, ""}
	case status == http.StatusTooManyRequests || status >= 500 && status != http.StatusNotImplemented:
		return &fault{book.WhyUnreachable, fmt.Sprintf("it could not answer just now (status %d)", status)}
	}
	return &fault{book.WhyNotAProduct, fmt.Sprintf("what answered is not a profile listener (status %d)", status)}
}

// ordinary is the size in bytes of what a product says of itself, with much room.
// Of longer answers only so many are read at once, lest a site of products gone
// wrong takes all the memory.
const (
	ordinary = 64 << 10
	longOnes = 4
)

// read reads what a product says of itself.
func (d *Deployer) read(ctx context.Context, body io.Reader) (h profile.Holding, f *fault) {
	raw, err := io.ReadAll(io.LimitReader(body, ordinary))
	if err == nil && len(raw) == ordinary {
		select {
		case d.long <- struct{}{}:
			defer func() { <-d.long }()
		case <-ctx.Done():
			return h, unreached(ctx.Err())
		}
		raw, err = io.ReadAll(io.MultiReader(bytes.NewReader(raw), io.LimitReader(body, profile.MaxBody+1-ordinary)))
	}
	if err != nil {
		return h, unreached(errors.Join(io.ErrUnexpectedEOF, err))
	}
	if len(raw) > profile.MaxBody {
		return h, &fault{book.WhyNotAProduct, "its answer has no end"}
	}
	return parse(raw)
}
