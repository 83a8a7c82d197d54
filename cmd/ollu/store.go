package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ollu/keystore"
	"ollu/keystore/bolt"
	"ollu/server/client"
	"ollu/server/wire"
)

func newStoreCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:     "store",
		Short:   "Look after the licence store",
		Example: "  ollu store status\n  ollu store verify",
	}, newStoreStatusCommand(), newStoreVerifyCommand(), newStoreAuditCommand(), newStoreCompactCommand())
}

func newStoreStatusCommand() *cobra.Command {
	var server serverFlags
	var asJSON bool
	c := &cobra.Command{
		Use:     "status",
		Short:   "Show the figures of the running server's store",
		Long:    "Shows the figures of the running server's store. The exit code is 1 when the store is not ready.",
		Example: "  ollu store status\n  ollu store status --json",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			admin, err := server.admin()
			if err != nil {
				return err
			}
			s, err := admin.Status(c.Context())
			if err != nil {
				return err
			}
			if err := show(c.OutOrStdout(), asJSON, &s, printStatus); err != nil {
				return err
			}
			if !s.Ready {
				return errNo
			}
			return nil
		},
	}
	jsonFlag(c, &asJSON)
	server.register(c)
	return c
}

func printStatus(w io.Writer, s *wire.StatusResponse) error {
	t := newTable(w)
	t.fact("ready", yesNo(s.Ready))
	t.fact("problem", s.Problem)
	t.fact("licences", strconv.FormatUint(s.Licences, 10))
	t.fact("devices", strconv.FormatUint(s.Devices, 10))
	t.fact("keys", strconv.FormatUint(s.Keys, 10))
	t.fact("accounts", strconv.FormatUint(s.Accounts, 10))
	t.fact("mails", fmt.Sprintf("%d wait or were given up", s.Letters))
	t.fact("file", fmt.Sprintf("%d bytes", s.FileBytes))
	t.fact("commits", fmt.Sprintf("%d since the start, the last took %.1f ms", s.Commits, s.LastSyncMS))
	t.fact("oldest note", moment(s.OldestNote))
	t.fact("audit head", fmt.Sprintf("%d %s", s.Audit.Seq, s.Audit.Hash))
	return t.flush()
}

func newStoreVerifyCommand() *cobra.Command {
	var server serverFlags
	var asJSON bool
	c := &cobra.Command{
		Use:   "verify",
		Short: "Read every record and the whole audit log, and tell what does not hold together",
		Long: `Reads every record of the store and the whole audit log, and tells what does not hold together. The running server does it while it serves; when none runs on the data directory, the file itself is opened, for reading alone.

The exit code is 1 when anything is wrong.`,
		Example: "  ollu store verify\n  ollu store verify --json",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			r, err := verifyByServer(c.Context(), &server)
			if e, ok := errors.AsType[*client.NotRunningError](err); ok && e.DataDir != "" {
				r, err = verifyFile(c, e.DataDir)
			}
			if err != nil {
				return err
			}
			if err := show(c.OutOrStdout(), asJSON, &r, printReport); err != nil {
				return err
			}
			if !r.OK {
				return errNo
			}
			return nil
		},
	}
	jsonFlag(c, &asJSON)
	server.register(c)
	return c
}

func verifyByServer(ctx context.Context, server *serverFlags) (wire.VerifyResponse, error) {
	admin, err := server.admin()
	if err != nil {
		return wire.VerifyResponse{}, err
	}
	return admin.Verify(ctx)
}

// verifyFile verifies the store of a data directory that no server runs on.
func verifyFile(c *cobra.Command, dir string) (r wire.VerifyResponse, err error) {
	store, err := bolt.Open(bolt.Options{Path: filepath.Join(dir, databaseFile), Now: time.Now, ReadOnly: true})
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	bar := newProgress(c.ErrOrStderr(), -1, "verifying")
	defer bar.end()
	report, err := store.Verify(c.Context(), bar.of)
	return reportOf(&report), err
}

// reportOf gives a report in the words of the admin API.
func reportOf(r *keystore.Report) wire.VerifyResponse {
	return wire.VerifyResponse{
		OK: r.OK(), Licences: r.Licences, Devices: r.Devices, Keys: r.Keys,
		AuditEntries: r.AuditEntries, Audit: wire.FromHead(r.Audit),
		Problems: append([]string{}, r.Problems...), More: r.More,
	}
}

func printReport(w io.Writer, r *wire.VerifyResponse) error {
	for _, p := range r.Problems {
		fmt.Fprintln(w, oneLine(p))
	}
	if r.More > 0 {
		fmt.Fprintf(w, "and %d more\n", r.More)
	}
	verdict := "all is well"
	if !r.OK {
		verdict = "it is damaged, put back the last backup with ollu restore"
	}
	_, err := fmt.Fprintf(w, "%d licences, %d devices, %d keys, %d audit entries read: %s\n",
		r.Licences, r.Devices, r.Keys, r.AuditEntries, verdict)
	return err
}

func newStoreAuditCommand() *cobra.Command {
	var server serverFlags
	var asJSON bool
	var from uint64
	c := &cobra.Command{
		Use:   "audit",
		Short: "Print the audit log: who did what, and when",
		Long: `Prints the audit log from its beginning, or from an entry on. With --json each entry is one line, with the hash that chains it to the one before; codes are masked, and named by their fingerprint.

ollu store verify proves the chain.`,
		Example: "  ollu store audit\n  ollu store audit --from 2 --json > audit.ndjson",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			admin, err := server.admin()
			if err != nil {
				return err
			}
			return printAudit(c, admin, from, asJSON)
		},
	}
	c.Flags().Uint64Var(&from, "from", 1, "number of the first entry")
	jsonFlag(c, &asJSON)
	server.register(c)
	return c
}

// printAudit prints the log page by page; an empty one is a no.
func printAudit(c *cobra.Command, admin *client.Admin, from uint64, asJSON bool) error {
	for q := (wire.AuditRequest{From: from, Limit: wire.MaxPage}); ; {
		page, err := admin.Audit(c.Context(), &q)
		if err != nil {
			return err
		}
		if len(page.Entries) == 0 && q.From == from {
			fmt.Fprintln(c.ErrOrStderr(), "no entry found")
			return errNo
		}
		if err := printEntries(c.OutOrStdout(), page.Entries, asJSON, q.From == from); err != nil {
			return err
		}
		if q.From = page.Next; q.From == 0 {
			return nil
		}
	}
}

func printEntries(w io.Writer, entries []wire.AuditEntry, asJSON, first bool) error {
	if asJSON {
		for i := range entries {
			if err := printJSONLine(w, &entries[i]); err != nil {
				return err
			}
		}
		return nil
	}
	t := newTable(w)
	if first {
		t.row("ENTRY", "AT", "BY", "ACTION", "CODE", "DETAIL")
	}
	for i := range entries {
		e := &entries[i]
		t.row(strconv.FormatUint(e.Seq, 10), moment(e.At), e.Actor, e.Action, orDash(e.Code), detail(e))
	}
	return t.flush()
}

// detail tells what an entry holds beside who, what and when.
func detail(e *wire.AuditEntry) string {
	var parts []string
	if e.From != nil && e.To != nil {
		parts = append(parts, e.From.String()+" to "+e.To.String())
	} else if e.To != nil {
		parts = append(parts, "until "+e.To.String())
	}
	if e.ShowsFrom != nil {
		parts = append(parts, "shows from "+e.ShowsFrom.String())
	}
	for _, s := range []string{e.Device, e.Reason} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}
