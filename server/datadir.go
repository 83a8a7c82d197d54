package server

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

// The node's files in the data directory.
const (
	tokenFile  = "admin.token"
	secretFile = "portal.secret"
	adminFile  = "admin.addr"
	agentsFile = "agents.addr"
	portalFile = "portal.addr"
)

const tokenBytes = 32

// token returns the admin API's bearer token, making it at the first start.
func token(dir string, random io.Reader) (string, error) {
	return secret("admin token", filepath.Join(dir, tokenFile), random)
}

// portalSecret returns what the portal makes keyed hashes with, making it at the
// first start.
func portalSecret(dir string, random io.Reader) (string, error) {
	return secret("portal secret", filepath.Join(dir, secretFile), random)
}

// secret reads a file that nobody else may read, or makes it.
func secret(what, path string, random io.Reader) (string, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return newSecret(what, path, random)
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", what, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("%s %s can be read by others (mode %04o): run chmod 600 on it, and delete it instead if it may have been seen", what, path, info.Mode().Perm())
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("%s: %w", what, err)
	}
	t := strings.TrimSpace(string(b))
	if len(t) < tokenBytes {
		return "", fmt.Errorf("%s %s is too short to be safe: delete it, and a new one is made at the next start", what, path)
	}
	return t, nil
}

func newSecret(what, path string, random io.Reader) (string, error) {
	b := make([]byte, tokenBytes)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("make the %s: %w", what, err)
	}
	t := base64.RawURLEncoding.EncodeToString(b)
	return t, writeFile(path, t+"\n", 0o600)
}

// writeFile writes a small file whole or not at all.
func writeFile(path, text string, mode fs.FileMode) error {
	temporary := path + ".new"
	if err := os.WriteFile(temporary, []byte(text), mode); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(temporary, path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
