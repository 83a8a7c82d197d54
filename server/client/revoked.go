package client

import (
	"context"

	"ollu/codec/answer"
)

// Revocations fetches the signed list of revocations: a token as it came, not
// verified. etag is what came with the list that is held, or empty; no token and
// no error means that it is still the newest.
func (a *Asker) Revocations(ctx context.Context, etag string) (token []byte, newTag string, err error) {
	tag := etag
	token, err = a.get(ctx, revokedFile, wanted{media: []string{typeJWT}, limit: answer.MaxRevocations, check: isToken, tag: &tag})
	if err != nil {
		return nil, "", err
	}
	return token, tag, nil
}
