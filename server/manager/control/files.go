package control

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Files in the state's folder. The address is there while a manager runs; the
// token stays.
const (
	AddrFile  = "manager.addr"
	TokenFile = "manager.token"
	BookFile  = "manager.db"
)

const tokenBytes = 32

// Token gives the token of the manager whose state is in dir, and makes it the
// first time.
func Token(dir string, random io.Reader) (string, error) {
	path := filepath.Join(dir, TokenFile)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return newToken(path, random)
	case err != nil:
		return "", fmt.Errorf("the manager's token: %w", err)
	case info.Mode().Perm()&0o077 != 0:
		return "", fmt.Errorf("the manager's token %s can be read by others (mode %04o): run chmod 600 on it, or delete it if it may have been seen", path, info.Mode().Perm())
	}
	return readToken(path)
}

func readToken(path string) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("the manager's token: %w", err)
	}
	t := strings.TrimSpace(string(b))
	if len(t) < tokenBytes || strings.ContainsAny(t, " \r\n\t") {
		return "", fmt.Errorf("the manager's token %s is damaged: delete it, and a new one is made at the next start", path)
	}
	return t, nil
}

// NewToken draws a token, in letters that may stand in a header, a file and a
// command line.
func NewToken(random io.Reader) (string, error) {
	b := make([]byte, tokenBytes)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("drawing a token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

func newToken(path string, random io.Reader) (string, error) {
	t, err := NewToken(random)
	if err != nil {
		return "", err
	}
	return t, writeFile(path, t+"\n")
}

// Announce writes down where the manager whose state is in dir listens.
func Announce(dir, url string) error { return writeFile(filepath.Join(dir, AddrFile), url+"\n") }

// Withdraw takes that back.
func Withdraw(dir string) error {
	err := os.Remove(filepath.Join(dir, AddrFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// ErrNotAnnounced says that no address of a running manager is in the folder.
var ErrNotAnnounced = errors.New("no manager has written down where it listens")

// Find reads where the manager whose state is in dir listens, and its token. It
// does not tell whether that manager still runs: ask for the lock on its book
// first.
func Find(dir string) (url, token string, err error) {
	b, err := os.ReadFile(filepath.Join(dir, AddrFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", "", ErrNotAnnounced
	}
	if err != nil {
		return "", "", fmt.Errorf("the manager's address: %w", err)
	}
	token, err = readToken(filepath.Join(dir, TokenFile))
	return strings.TrimSpace(string(b)), token, err
}

// writeFile writes a small file for its owner alone, whole or not at all.
func writeFile(path, text string) error {
	temporary := path + ".new"
	err := writeNew(temporary, text)
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// writeNew writes a file that only its owner ever could open. One that is left
// there from before may be open to others, and is not written to.
func writeNew(path, text string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
