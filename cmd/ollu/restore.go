package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ollu/keystore"
	"ollu/keystore/bolt"
	"ollu/server/wire"
)

func newRestoreCommand() *cobra.Command {
	var data dataFlags
	var asJSON bool
	c := &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup in the place of the database, while no server runs on it",
		Long: `Puts a backup in the place of the database in the data directory, on which no server may be running. The backup is verified first, record by record: one that is damaged, or made by a newer version, is refused and nothing is changed. The database that was there is kept beside it.

Codes that were issued, renewed or revoked after the backup was made are as they were then.`,
		Example: "  ollu restore " + exampleBackup + "\n  ollu restore " + exampleBackup + " --data-dir ./data --json",
		Args:    wantArgs("FILE"),
		RunE: func(c *cobra.Command, args []string) error {
			dir, err := data.dir()
			if err != nil {
				return err
			}
			r, err := restore(c, args[0], filepath.Join(dir, databaseFile))
			if err != nil {
				return err
			}
			return show(c.OutOrStdout(), asJSON, &r, printRestored)
		},
	}
	data.register(c)
	jsonFlag(c, &asJSON)
	return c
}

// restored is what restore --json prints.
type restored struct {
	MadeAt  time.Time           `json:"made_at"` // the backup
	Kept    string              `json:"kept,omitempty"`
	Records wire.VerifyResponse `json:"records"`
}

func restore(c *cobra.Command, backup, path string) (restored, error) {
	in, err := openInput(backup)
	if err != nil {
		return restored{}, err
	}
	defer in.Close()
	bar := newProgress(c.ErrOrStderr(), -1, "restoring")
	defer bar.end()
	r, err := bolt.RestoreBackup(c.Context(), in, path, time.Now(), bar.of)
	return restored{MadeAt: r.Backup.MadeAt, Kept: r.Kept, Records: reportOf(&r.Report)}, blame(backup, err)
}

// blame puts a failure on the backup when that is what is damaged or too new: the
// store's own words speak of the database, which was not touched.
func blame(backup string, err error) error {
	switch {
	case errors.Is(err, keystore.ErrDamaged):
		why := strings.ReplaceAll(err.Error(), keystore.ErrDamaged.Error()+": ", "")
		return wrongUse("take another backup; the database is as it was", "the backup %s is damaged, or none: %s", backup, why)
	case errors.Is(err, keystore.ErrNewer):
		why := strings.ReplaceAll(err.Error(), keystore.ErrNewer.Error(), "upgrade ollu to restore it")
		return wrongUse("upgrade ollu, or take another backup; the database is as it was", "the backup %s is of a newer version: %s", backup, why)
	}
	return err
}

func printRestored(w io.Writer, r *restored) error {
	fmt.Fprintf(w, "restored the backup of %s\n", moment(r.MadeAt))
	if r.Kept != "" {
		fmt.Fprintf(w, "the database that was there is kept as %s\n", r.Kept)
	}
	return printReport(w, &r.Records)
}

func newStoreCompactCommand() *cobra.Command {
	var data dataFlags
	var asJSON bool
	c := &cobra.Command{
		Use:     "compact",
		Short:   "Rewrite the database without the space it no longer uses, while no server runs on it",
		Long:    "Rewrites the database in the data directory, on which no server may be running, without the space that it no longer uses. The new file is verified before it takes the place of the old one.",
		Example: "  ollu store compact\n  ollu store compact --data-dir ./data --json",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			dir, err := data.dir()
			if err != nil {
				return err
			}
			bar := newProgress(c.ErrOrStderr(), -1, "compacting")
			before, after, err := bolt.Compact(c.Context(), filepath.Join(dir, databaseFile), bar.of)
			bar.end()
			if err != nil {
				return err
			}
			return show(c.OutOrStdout(), asJSON, &compacted{before, after}, printCompacted)
		},
	}
	data.register(c)
	jsonFlag(c, &asJSON)
	return c
}

// compacted is what store compact --json prints.
type compacted struct {
	Before int64 `json:"before_bytes"`
	After  int64 `json:"after_bytes"`
}

func printCompacted(w io.Writer, s *compacted) error {
	_, err := fmt.Fprintf(w, "%d bytes before, %d after\n", s.Before, s.After)
	return err
}
