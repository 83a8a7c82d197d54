package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// writeWhole writes a file that only its owner may read, whole or not at all:
// beside its place first, and into it once everything is on disk.
func writeWhole(path string, fill func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // mode 0600
	if err != nil {
		return cannotWrite(path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	if err := fill(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return cannotWrite(path, err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return cannotWrite(path, err)
	}
	return f.Close()
}

func cannotWrite(path string, err error) error {
	return wrongUse("check the folder, its permissions and the room on the disk", "%s cannot be written: %v", path, err)
}

// absent refuses a path at which something stands already.
func absent(path string) error {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return cannotWrite(path, err)
	}
	return wrongUse("name another file, or add --force", "%s exists already", path)
}

// input is a file to read, with its size for a progress bar, -1 when nobody
// knows it.
type input struct {
	*os.File
	name string
	size int64
}

// openInput opens a file, or standard input for "-".
func openInput(path string) (*input, error) {
	if path == "-" {
		return &input{os.Stdin, "standard input", -1}, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, wrongUse("check the name of the file", "%v", err)
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a folder", path)
	}
	if err != nil {
		return nil, errors.Join(wrongUse("check the name of the file", "%v", err), f.Close())
	}
	size := info.Size()
	if !info.Mode().IsRegular() {
		size = -1
	}
	return &input{f, path, size}, nil
}

// counted counts the bytes that pass to w.
type counted struct {
	w    io.Writer
	n    int64
	told func(int64)
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	c.told(c.n)
	return n, err
}

// maxSecret bounds a file that holds a password, in bytes.
const maxSecret = 4096

// secretFile reads a file that holds one line, and that not everybody may read.
func secretFile(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", &fault{what: path + " is not there", next: "put the password into it, in one line, and run chmod 600 on it"}
	case err != nil:
		return "", err
	case info.Mode().Perm()&0o007 != 0:
		return "", &fault{what: path + " can be read by everybody", next: "run chmod 600 on it, and change the password in it if it may have been seen"}
	case info.Size() > maxSecret:
		return "", &fault{what: path + " is too large for a password", next: "the file holds the password alone, in one line"}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}
