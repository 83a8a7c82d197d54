package main

import (
	"bufio"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"strings"
	"syscall"

	"ollu/server/words"
)

// Bytes that are read at most of a file that is a key, a password or a licence,
// and of one that may be a list of revoked codes.
const (
	maxFile = 1 << 20
	maxList = 17 << 20
)

// shipped reads a file that came with the product; nil when none is named.
func (a *app) shipped(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	return a.readFile(path)
}

// secret reads a file that holds one line, and that not everybody may read.
func (a *app) secret(path string) (string, error) {
	info, err := os.Stat(path)
	if err == nil && info.Mode().Perm()&0o007 != 0 {
		return "", &fault{what: a.say(words.CLIFileOpen, words.Args{"file": path}), next: a.say(words.CLICloseFile, nil)}
	}
	b, err := a.readFile(path)
	if err != nil {
		return "", err
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}

// readFile reads a whole file that is not empty.
func (a *app) readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, a.unfit(path, err)
	}
	defer f.Close()
	return a.readAll(f, path, maxFile)
}

func (a *app) readAll(r io.Reader, name string, most int) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	said := words.ID("")
	switch {
	case err != nil:
		return nil, a.unfit(name, err)
	case len(b) > most:
		said = words.CLIFileLarge
	case len(strings.TrimSpace(string(b))) == 0:
		said = words.CLIFileEmpty
	default:
		return b, nil
	}
	return nil, &fault{what: a.say(said, words.Args{"file": name}), next: a.say(words.CLICheckFile, nil)}
}

// authorities reads a file of certificates in PEM; nil when none is named.
func (a *app) authorities(path string) (*x509.CertPool, error) {
	if path == "" {
		return nil, nil
	}
	pem, err := a.readFile(path)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, &fault{what: a.say(words.CLINotPEM, words.Args{"file": path}), next: a.say(words.CLICheckFile, nil)}
	}
	return pool, nil
}

// unfit is the fault of a file that cannot be read or used.
func (a *app) unfit(path string, err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err // the path is told already
	}
	return &fault{what: a.say(words.CLIFileNot, words.Args{"file": path, "reason": a.fileReason(err)}), next: a.say(words.CLICheckFile, nil)}
}

var fileReasons = []struct {
	is syscall.Errno
	id words.ID
}{
	{syscall.ENOENT, words.FileMissing}, {syscall.EACCES, words.FileDenied}, {syscall.EPERM, words.FileDenied},
	{syscall.EISDIR, words.FileFolder}, {syscall.ENOSPC, words.FileNoRoom}, {syscall.EDQUOT, words.FileNoRoom},
	{syscall.EROFS, words.FileReadOnly},
}

// fileReason says why the system refused a file; as the system says it where there
// is no text for it.
func (a *app) fileReason(err error) string {
	for _, r := range fileReasons {
		if errors.Is(err, r.is) {
			return a.say(r.id, nil)
		}
	}
	return err.Error()
}

// misset is the fault of a setting that a room of the server refuses.
func (a *app) misset(err error) error {
	return &fault{what: words.Told(a.lang, err.Error()), next: a.say(words.CLIFixConfig, nil)}
}

// codeOf gives the code of the command line: the argument, or the first line of
// in for "-", so that it does not show in the list of processes.
func (a *app) codeOf(arg string, in io.Reader) (string, error) {
	if arg != "-" {
		return arg, nil
	}
	lines := bufio.NewScanner(io.LimitReader(in, maxFile))
	for lines.Scan() {
		if line := strings.TrimSpace(lines.Text()); line != "" {
			return line, nil
		}
	}
	return "", &fault{what: a.say(words.CLIInputEmpty, nil), next: a.say(words.CLIGiveCode, nil)}
}

// mayWrite refuses to let root write into the state of another user: what root
// writes there, the agent that runs as that user cannot read.
func (a *app) mayWrite(dir string) error {
	info, err := os.Stat(dir)
	if err != nil || os.Geteuid() != 0 {
		return nil // it is made, or the system says what is wrong
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || stat.Uid == 0 {
		return nil
	}
	owner := strconv.FormatUint(uint64(stat.Uid), 10)
	if u, err := user.LookupId(owner); err == nil {
		owner = u.Username
	} else {
		owner = "#" + owner // as sudo takes a number
	}
	return &fault{
		what: a.say(words.CLIOtherOwner, words.Args{"dir": dir, "owner": owner}),
		next: a.say(words.CLIRunAs, words.Args{"owner": owner}),
	}
}
