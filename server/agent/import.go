package agent

import (
	"bytes"
	"context"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/words"
)

// Import takes a licence file in: a statement that was signed to be carried by
// hand (row L7), or the issuer's list of revoked codes (row B5). It needs no network as long as the issuer's keys are known. It is
// refused when it is for another device or product, when it is older or ends
// sooner than what is held, and when its own time has run out.
func (a *Agent) Import(ctx context.Context, file []byte) (Report, error) {
	if err := a.identify(); err != nil {
		return Report{}, err
	}
	s := a.store.View()
	t := a.trusts(s)
	if err := t.ready(ctx); err != nil || t.keys.Len() == 0 {
		return Report{}, &UsageError{ID: words.UsageNoKeys, Err: err}
	}
	file = bytes.TrimSpace(file)
	if kindOf(file) == answer.TypeRevocations {
		report, err := a.importList(s, t, file)
		a.drain(ctx)
		return report, err
	}
	o, err := a.read(ctx, s, t, file)
	if err != nil {
		return Report{}, err
	}
	report, err := a.enter(Import, o.signed.Components, o, func(s *State) {
		t.keep(s)
		a.heard(s, a.o.Now(), o.signed.IssuedAt, false)
	})
	a.drain(ctx)
	return report, err
}

// read verifies a licence file.
func (a *Agent) read(ctx context.Context, s *State, t *trust, token []byte) (*offer, error) {
	subject := claims(token).Subject
	signed, err := t.verify(ctx, token, &answer.Expect{
		Subject: subject, Device: s.Device, DeviceOptional: true, Now: a.at(s), Skew: skew,
	})
	switch {
	case err != nil:
		return nil, &RefusedError{ID: unfit(why(err)), Err: err}
	case subject == "" || !signed.Issued:
		return nil, &RefusedError{ID: words.RefusedFile}
	case s.Product != "" && signed.Product != s.Product:
		return nil, &RefusedError{ID: words.ResultWrongProduct, Result: answer.WrongProduct.String()}
	}
	return &offer{code: s.codeOf(subject), subject: subject, token: string(token), source: SourceFile, signed: signed}, nil
}

// unfit says why a file was not believed. One that cannot be read was spoilt by
// whoever carried it: there is no address or proxy to check.
func unfit(w answer.Why) words.ID {
	if w == answer.Unreadable {
		return words.RefusedFile
	}
	return words.Verify(w.String())
}

// codeOf gives the code in use that has a fingerprint; the zero code if none has.
func (s *State) codeOf(subject string) codec.Code {
	for _, code := range s.codes() {
		if code.Fingerprint() == subject {
			return code
		}
	}
	return codec.Code{}
}
