package answer

import "time"

// AppendProduct writes behind dst the signed facts of one product: a JSON
// object as product.Product.AppendFacts writes it.
func (s *Signer) AppendProduct(dst []byte, issuer string, facts []byte, at time.Time) []byte {
	p := appendClaim([]byte{'{'}, claimIssuer, issuer)
	p = appendInstant(p, claimIssuedAt, at)
	p = append(p, `"product":`...)
	p = append(p, facts...)
	return s.AppendToken(dst, TypeProduct, append(p, '}'))
}

// OpenProduct verifies the signed facts of a product and gives them as they
// were signed, for product.ParseFacts to read, with the time of signing. Every
// error is a *VerifyError.
func (k *KeySet) OpenProduct(token []byte, issuer string) (facts []byte, at time.Time, err error) {
	payload, _, err := k.Open(TypeProduct, token)
	if err != nil {
		return nil, at, err
	}
	at, err = openNotice(payload, issuer, "product", func(s *scanner) error {
		s.peek()
		begin := s.at
		err := s.members(func(string) error { return s.skip() })
		facts = payload[begin:s.at] // which is what s reads
		return err
	})
	if err != nil {
		return nil, time.Time{}, err
	}
	return facts, at, nil
}
