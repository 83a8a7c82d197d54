package disktest

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestFull(t *testing.T) {
	dir := Mount(t, "size=64k")
	Fill(t, filepath.Join(dir, "ballast"))
	if err := os.WriteFile(filepath.Join(dir, "more"), make([]byte, 8192), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("writing to a full disk: %v", err)
	}
}

func TestReadOnly(t *testing.T) {
	if err := os.Mkdir(filepath.Join(Mount(t, "size=64k,ro"), "x"), 0o700); !errors.Is(err, syscall.EROFS) {
		t.Errorf("writing to a read-only disk: %v", err)
	}
}
