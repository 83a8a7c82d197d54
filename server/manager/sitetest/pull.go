package sitetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/client"
)

// Pull has the product ask about its codes by itself, at a manager's door or an
// issuer's, as an agent does: with a nonce first, by a statement from the shelf
// where that comes instead. The error joins what went wrong with each code.
func (p *Product) Pull(ctx context.Context, server string, transport http.RoundTripper) error {
	asker := &client.Asker{Server: server, Transport: transport}
	p.mu.Lock()
	codes := map[codec.Code]bool{}
	for _, t := range p.parts {
		codes[t.code] = !t.code.IsZero()
	}
	p.mu.Unlock()
	var errs []error
	for code, known := range codes {
		if !known {
			continue
		}
		err := p.pull(ctx, asker, code)
		p.mu.Lock()
		if err == nil {
			p.counts.Pulls++
		} else {
			p.counts.PullsFailed++
			errs = append(errs, fmt.Errorf("%s asking about %v: %w", p.name, code, err))
		}
		p.mu.Unlock()
	}
	return errors.Join(errs...)
}

func (p *Product) pull(ctx context.Context, asker *client.Asker, code codec.Code) error {
	p.mu.Lock()
	q := client.Question{
		Code: code.Reveal(), Product: p.product, Device: p.device, Version: p.version, Build: p.build,
		Nonce: fmt.Sprintf("%s-%016d", p.name, p.counts.Pulls+p.counts.PullsFailed),
	}
	p.mu.Unlock()
	token, err := asker.AskToken(ctx, q)
	if err != nil {
		return err
	}
	err = p.believe(token, code, q.Nonce)
	if e, ok := errors.AsType[*answer.VerifyError](err); !ok || e.Why != answer.UnknownKey {
		return err
	}
	keys, err := asker.Keys(ctx)
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.learn(keys, "")
	p.mu.Unlock()
	return p.believe(token, code, q.Nonce)
}

// believe takes an answer in that proves to be the issuer's word.
func (p *Product) believe(token []byte, code codec.Code, nonce string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	subject, issuer := claimed(token)
	if p.issuer != "" {
		issuer = p.issuer
	}
	e := answer.Expect{Issuer: issuer, Subject: code.Fingerprint(), Device: p.device, Nonce: nonce, After: p.heldAt(subject)}
	signed, err := p.keys.Verify(token, &e)
	if w, ok := errors.AsType[*answer.VerifyError](err); ok && (w.Why == answer.OtherNonce || w.Why == answer.OtherDevice) {
		e.Nonce, e.DeviceOptional, e.Now, e.Skew = "", true, p.site.o.Now(), skew
		signed, err = p.keys.Verify(token, &e)
	}
	if err != nil {
		return err
	}
	p.issuer = issuer
	if p.product == "" && signed.Issued {
		p.product = signed.Product
	}
	p.keep(subject, string(token), &signed)
	return nil
}

// quiet is a logger for servers that are broken on purpose.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
