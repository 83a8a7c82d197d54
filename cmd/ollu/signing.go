package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"ollu/server"
	"ollu/server/signing"
)

func newSigningCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:   "signing",
		Short: "Look after the keys that answers and licence files are signed with",
		Long: `The signing keys are in the folder signing of the data directory, readable by its owner alone. These commands work on that folder, and tell the server that runs on it, if one does.

No backup holds them: keep a copy with ollu signing export. Who loses them cannot sign what products in the field believe; who has them can sign as the issuer.`,
		Example: "  ollu signing list\n  ollu signing rotate",
	}, newSigningInitCommand(), newSigningListCommand(), newSigningRotateCommand(), newSigningRetireCommand(),
		newSigningExportCommand(), newSigningImportCommand(), newSigningOfflineKeyCommand())
}

func newSigningInitCommand() *cobra.Command {
	var data dataFlags
	var issuer string
	var asJSON bool
	c := &cobra.Command{
		Use:   "init",
		Short: "Make the first signing key, and name the issuer",
		Long: `Makes the first signing key in a data directory that has none. ollu serve does so by itself at its first start, with the issuer "ollu"; init is for those who want another name.

The name stands in everything that is signed, products check it, and it cannot be changed later.`,
		Example: "  ollu signing init --issuer licences.example.com --data-dir ./new",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			dir, err := data.dir()
			if err != nil {
				return err
			}
			if _, err := signing.Init(server.SigningDir(dir), issuer, rand.Reader, time.Now()); err != nil {
				return err
			}
			return announce(c, dir, asJSON, signingChange{})
		},
	}
	c.Flags().StringVar(&issuer, "issuer", "ollu", "name of the issuer")
	jsonFlag(c, &asJSON)
	data.register(c)
	return c
}

func newSigningListCommand() *cobra.Command {
	var data dataFlags
	var asJSON bool
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the signing keys, and until when each is needed",
		Example: "  ollu signing list\n  ollu signing list --json",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			dir, err := data.dir()
			if err != nil {
				return err
			}
			now := time.Now()
			ring, err := signing.Open(server.SigningDir(dir), now)
			if err != nil {
				return err
			}
			return show(c.OutOrStdout(), asJSON, signingKeys(ring, now), printSigningKeys)
		},
	}
	jsonFlag(c, &asJSON)
	data.register(c)
	return c
}

// signingKey is a key as signing list --json prints it.
type signingKey struct {
	signing.Key
	Issuer      string    `json:"issuer"`
	Published   bool      `json:"published"` // in keys.json
	NeededUntil time.Time `json:"needed_until,omitzero"`
}

func signingKeys(r *signing.Ring, now time.Time) []signingKey {
	var keys []signingKey
	for _, k := range r.Keys() {
		keys = append(keys, signingKey{Key: k, Issuer: r.Issuer(), Published: k.Published(now), NeededUntil: k.NeededUntil()})
	}
	return keys
}

func printSigningKeys(w io.Writer, keys []signingKey) error {
	t := newTable(w, "KEY", "STATE", "ISSUER", "CREATED", "ROTATED", "PUBLISHED", "NEEDED UNTIL")
	for i := range keys {
		k := &keys[i]
		until := moment(k.NeededUntil)
		if k.State == signing.Retired || k.State == signing.Compromised {
			until = ""
		}
		t.row(k.ID, string(k.State), k.Issuer, moment(k.Created), orDash(moment(k.Rotated)), yesNo(k.Published), orDash(until))
	}
	return t.flush()
}

func newSigningRotateCommand() *cobra.Command {
	var data dataFlags
	var asJSON bool
	c := &cobra.Command{
		Use:     "rotate",
		Short:   "Make a new signing key and sign with it from now on",
		Long:    `Makes a new signing key. The old one vouches for it, so that products that know the old one follow by themselves, and stays published until all that it signed has run out: ollu signing list says when, and ollu signing retire removes it then.`,
		Example: "  ollu signing rotate",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			dir, err := data.dir()
			if err != nil {
				return err
			}
			ring, err := signing.Open(server.SigningDir(dir), time.Now())
			if err != nil {
				return err
			}
			if _, err := ring.Rotate(rand.Reader, time.Now()); err != nil {
				return err
			}
			return announce(c, dir, asJSON, signingChange{})
		},
	}
	jsonFlag(c, &asJSON)
	data.register(c)
	return c
}

func newSigningRetireCommand() *cobra.Command {
	var data dataFlags
	var force, compromised, asJSON bool
	c := &cobra.Command{
		Use:   "retire KEYID",
		Short: "Stop publishing an old signing key, and delete its private key",
		Long: `Takes a key that was rotated out of keys.json and deletes its private key. While something that it signed has not run out it is refused, unless --force is given: then products can no longer verify that.

A key that somebody else may have had is retired with --compromised, after ollu signing rotate. It goes at once, and no key that it vouched for is believed for its sake any more. A product that knows this key alone does not follow by itself: give it the new keys.json.`,
		Example: "  ollu signing retire " + exampleSigningKey + " --force\n  ollu signing retire " + exampleSigningKey + " --compromised",
		Args:    wantArgs("KEYID"),
		RunE: func(c *cobra.Command, args []string) error {
			dir, err := data.dir()
			if err != nil {
				return err
			}
			ring, err := signing.Open(server.SigningDir(dir), time.Now())
			if err != nil {
				return err
			}
			if err := ring.Retire(args[0], time.Now(), force, compromised); err != nil {
				return err
			}
			return announce(c, dir, asJSON, signingChange{Retired: args[0]})
		},
	}
	c.Flags().BoolVar(&force, "force", false, "also while something that it signed has not run out")
	c.Flags().BoolVar(&compromised, "compromised", false, "at once, and believe nothing that it vouched for")
	jsonFlag(c, &asJSON)
	data.register(c)
	return c
}

// signingChange is what a command that changed the signing keys prints.
type signingChange struct {
	Issuer  string `json:"issuer"`
	KeyID   string `json:"key_id"`            // of the key that signs from now on
	Server  string `json:"server"`            // reloaded, or not_running
	Retired string `json:"retired,omitempty"` // the key that was retired
	Kept    string `json:"kept,omitempty"`    // folder of the keys that were replaced
}

func printSigningChange(w io.Writer, s *signingChange) error {
	if s.Retired != "" {
		fmt.Fprintf(w, "%s is no longer published, and its private key is deleted\n", s.Retired)
	}
	if s.Kept != "" {
		fmt.Fprintf(w, "the keys that were there are kept in %s\n", s.Kept)
	}
	where := "no server is running; it will sign with this key when it starts"
	if s.Server == serverReloaded {
		where = "the running server signs with it now"
	}
	_, err := fmt.Fprintf(w, "%s signs for %s; %s\n", s.KeyID, s.Issuer, where)
	return err
}
