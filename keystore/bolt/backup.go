package bolt

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"time"

	"go.etcd.io/bbolt"

	"ollu/keystore"
)

// A backup is a line of JSON, the database file as it was at one moment, and the
// SHA-256 (32 bytes) of both.
const (
	backupFormat  = "ollu backup"
	backupVersion = 1
	headerLimit   = 4096 // bytes of the line
)

// BackupInfo is the first line of a backup.
type BackupInfo struct {
	Format  string    `json:"format"`
	Version int       `json:"version"` // of the framing
	Schema  int       `json:"schema"`  // of the database in it
	MadeAt  time.Time `json:"made_at"`
	Size    int64     `json:"size"` // bytes of the database
}

// WriteBackup writes a backup while the store serves. What w got is no backup when
// there is an error.
func WriteBackup(ctx context.Context, s *Store, w io.Writer) error {
	if err := s.up(); err != nil {
		return err
	}
	if err := s.noted(ctx); err != nil {
		return err
	}
	sum := sha256.New()
	err := s.read(ctx, func(tx *bbolt.Tx) error {
		out := io.MultiWriter(&until{ctx, w}, sum)
		info := BackupInfo{backupFormat, backupVersion, schema(), s.opts.Now().UTC().Truncate(time.Second), tx.Size()}
		if err := json.NewEncoder(out).Encode(info); err != nil {
			return err
		}
		_, err := tx.WriteTo(out)
		return err
	})
	if err == nil {
		_, err = w.Write(sum.Sum(nil))
	}
	if err != nil {
		return fmt.Errorf("writing a backup: %w", err)
	}
	return nil
}

// backupReader reads a backup and checks it on the way.
type backupReader struct {
	ctx  context.Context
	r    io.Reader
	sum  hash.Hash
	info BackupInfo
}

// readHeader reads the first line. ErrDamaged, ErrNewer.
func (b *backupReader) readHeader() error {
	b.sum = sha256.New()
	line := make([]byte, 0, 256)
	for one := make([]byte, 1); len(line) == 0 || line[len(line)-1] != '\n'; line = append(line, one...) {
		if _, err := io.ReadFull(b.r, one); err != nil || len(line) == headerLimit {
			return noBackup("its first line is not that of one")
		}
	}
	b.sum.Write(line)
	if json.Unmarshal(line, &b.info) != nil || b.info.Format != backupFormat || b.info.Size <= 0 {
		return noBackup("its first line is not that of one")
	}
	if b.info.Version > backupVersion || b.info.Schema > schema() {
		return fmt.Errorf("%w (the backup has version %d and schema %d, this program reads %d and %d)",
			keystore.ErrNewer, b.info.Version, b.info.Schema, backupVersion, schema())
	}
	return nil
}

// copyTo gives the database, and checks the sum and that nothing follows it.
func (b *backupReader) copyTo(w io.Writer) error {
	n, err := io.CopyN(io.MultiWriter(&until{b.ctx, w}, b.sum), b.r, b.info.Size)
	if err == io.EOF {
		return noBackup(fmt.Sprintf("it ends after %d of %d bytes", n, b.info.Size))
	}
	if err != nil {
		return err
	}
	rest, err := io.ReadAll(io.LimitReader(b.r, sha256.Size+1))
	if err != nil {
		return err
	}
	if len(rest) != sha256.Size || [sha256.Size]byte(rest) != [sha256.Size]byte(b.sum.Sum(nil)) {
		return noBackup("its content does not have its checksum")
	}
	return nil
}

func noBackup(why string) error {
	return fmt.Errorf("%w: this is no whole backup, %s; nothing was restored: take another one", keystore.ErrDamaged, why)
}
