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
	adminFile  = "admin.addr"
	agentsFile = "agents.addr"
)

const tokenBytes = 32

// token returns the admin API's bearer token, making it at the first start.
func token(dir string, random io.Reader) (string, error) {
	path := filepath.Join(dir, tokenFile)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return newToken(path, random)
	}
	if err != nil {
		return "", fmt.Errorf("admin token: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("admin token %s can be read by others (mode %04o): run chmod 600 on it, and delete it instead if it may have been seen", path, info.Mode().Perm())
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("admin token: %w", err)
	}
	t := strings.TrimSpace(string(b))
	if len(t) < tokenBytes {
		return "", fmt.Errorf("admin token %s is too short to be safe: delete it, and a new one is made at the next start", path)
	}
	return t, nil
}

func newToken(path string, random io.Reader) (string, error) {
	b := make([]byte, tokenBytes)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("make the admin token: %w", err)
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
