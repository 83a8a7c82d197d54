package adminapi

import (
	"go.uber.org/zap"

	"ollu/server/wire"
)

// reloadSigning takes over the signing keys that are on disk now. Why they could
// not be read stands in the log alone: it names files.
func reloadSigning(c *call, _ *wire.Empty) (wire.SigningResponse, error) {
	if err := c.ReloadSigning(); err != nil {
		c.Log.Error("admin API: the signing keys stay as they were", zap.Error(err))
		e := wire.NewError(wire.Unavailable, "the signing keys could not be read; the server goes on with those it had")
		e.Next = "ollu signing list on the server's machine shows what is wrong, and so does the server's log"
		return wire.SigningResponse{}, e
	}
	r := c.Ring()
	return wire.SigningResponse{Issuer: r.Issuer(), KeyID: r.Signer().KeyID()}, nil
}
