package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"ollu/server"
	"ollu/server/client"
	"ollu/server/signing"
)

// How a running server took a change of the signing keys.
const (
	serverReloaded   = "reloaded"
	serverNotRunning = "not_running"
)

// announce tells the server that runs on a data directory that its signing keys
// were changed, and prints what signs from now on.
func announce(c *cobra.Command, dir string, asJSON bool, done signingChange) error {
	ring, err := signing.Open(server.SigningDir(dir), time.Now())
	if err != nil {
		return err
	}
	done.Issuer, done.KeyID = ring.Issuer(), ring.Signer().KeyID()
	if done.Server, err = tellServer(c.Context(), dir, done.KeyID); err != nil {
		return err
	}
	return show(c.OutOrStdout(), asJSON, &done, printSigningChange)
}

// tellServer has the server on a data directory read its signing keys again, and
// makes sure that it signs with the one that is active now.
func tellServer(ctx context.Context, dir, active string) (string, error) {
	keyID, err := reloadSigning(ctx, dir)
	if _, ok := errors.AsType[*client.NotRunningError](err); ok {
		return serverNotRunning, nil
	}
	if err == nil && keyID != active {
		err = fmt.Errorf("it signs with %s", keyID)
	}
	if err != nil {
		f := faultOf(err)
		return "", wrongUse("send the server SIGHUP or restart it, and look at its log",
			"the keys on disk are changed, %s is the active one; but the running server did not take it over: %s", active, f.what)
	}
	return serverReloaded, nil
}

func reloadSigning(ctx context.Context, dir string) (keyID string, err error) {
	admin, err := client.Dial(client.Options{DataDir: dir, Operator: operator()})
	if err != nil {
		return "", err
	}
	r, err := admin.ReloadSigning(ctx)
	return r.KeyID, err
}

// signingFault tells an error of the signing keys.
func signingFault(e *signing.Error) *fault {
	return &fault{what: e.What, next: e.Next, no: errors.Is(e, signing.ErrUnknownKey)}
}
