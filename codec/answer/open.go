package answer

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
)

// Open verifies the signature of a token of the kind typ and gives its payload
// and the id of the key that signed it. It looks at nothing in the payload.
// Every error is a *VerifyError: Unreadable, UnknownKey or BadSignature.
func (k *KeySet) Open(typ string, token []byte) (payload []byte, keyID string, err error) {
	return k.open(typ, token, MaxToken)
}

// open is Open of a token of at most so many bytes.
func (k *KeySet) open(typ string, token []byte, most int) (payload []byte, keyID string, err error) {
	if len(token) > most {
		return nil, "", refuse(Unreadable, "it is longer than %d bytes", most)
	}
	p, err := split(token)
	if err != nil {
		return nil, "", unreadable(err)
	}
	keyID, err = p.keyID(typ)
	if err != nil {
		return nil, "", unreadable(err)
	}
	key, ok := k.keys[keyID]
	if !ok {
		return nil, "", refuse(UnknownKey, "key %.24q", keyID)
	}
	signature, err := decode(p.signature)
	if err != nil {
		return nil, "", unreadable(err)
	}
	if !ed25519.Verify(key, p.signed, signature) {
		return nil, "", refuse(BadSignature, "key %s", keyID)
	}
	payload, err = decode(p.payload)
	if err != nil {
		return nil, "", unreadable(err)
	}
	return payload, keyID, nil
}

// parts are those of a token, still encoded.
type parts struct {
	header, payload, signature []byte
	signed                     []byte // header and payload with the full stop between
}

// split takes a token apart at its first two full stops. What is no base64url,
// a third one included, is for decode to refuse.
func split(token []byte) (p parts, err error) {
	var two, three bool
	p.header, p.payload, two = bytes.Cut(token, []byte{'.'})
	p.payload, p.signature, three = bytes.Cut(p.payload, []byte{'.'})
	if !two || !three {
		return p, errors.New("it does not have three parts")
	}
	p.signed = token[:len(p.header)+1+len(p.payload)]
	return p, nil
}

// decode takes the one spelling of base64url. Unlike the package that it uses,
// it does not pass over line ends.
func decode(text []byte) ([]byte, error) {
	if bytes.IndexByte(text, '\n') >= 0 || bytes.IndexByte(text, '\r') >= 0 {
		return nil, errors.New("a line end within base64url")
	}
	return encoding.AppendDecode(make([]byte, 0, encoding.DecodedLen(len(text))), text)
}

// keyID reads the header, which is closed: alg, typ and kid, each once, and
// nothing else. A header that could say more could ask for another algorithm,
// bring its own key, or change what is signed.
func (p *parts) keyID(typ string) (id string, err error) {
	text, err := decode(p.header)
	if err != nil {
		return "", err
	}
	var alg, kind string
	members := 0
	s := scanner{text: string(text)}
	err = s.object(func(name string) (err error) {
		members++
		switch name {
		case "alg":
			alg, err = s.word()
		case "typ":
			kind, err = s.word()
		case "kid":
			id, err = s.word()
		default:
			err = fmt.Errorf("it may not hold %.24q", name)
		}
		return err
	})
	switch {
	case err != nil:
		return "", fmt.Errorf("header: %w", err)
	case members != 3:
		return "", errors.New("header: it must hold alg, typ and kid, each once")
	case alg != "EdDSA":
		return "", fmt.Errorf("header: alg is %.24q, not EdDSA", alg)
	case kind != typ:
		return "", fmt.Errorf("header: typ is %.24q, not %s", kind, typ)
	}
	return id, nil
}
