package bolt

import (
	"errors"
	"os"
	"time"
)

// Options are what Open needs. Path and Now are required.
type Options struct {
	Path string           // of the file; its folder is made, 0700, when it is missing
	Now  func() time.Time // for durations, and to tell which repeats are old

	ReadOnly       bool          // for verifying: no writer, and other readers are let in
	MustExist      bool          // do not make a new store
	LockTimeout    time.Duration // wait so long for another process to let go; default 1 s
	FlushEvery     time.Duration // write what was noted about last seen; default 5 s
	InitialMapSize int           // bytes of address space, at least 1 GiB and twice the file: to grow beyond it, the writer waits for long reads

	// OnCommit is called by the writer after every commit, and must not wait.
	OnCommit func(CommitInfo)
	// Log is told of what nobody waits for: a migration, a write that failed.
	// err is nil when it is no fault.
	Log func(event string, err error)
	// OpenFile opens the file; default os.OpenFile.
	OpenFile func(name string, flag int, perm os.FileMode) (*os.File, error)
}

// CommitInfo describes a commit.
type CommitInfo struct {
	Acts      int           // that shared it and wrote something
	Notes     int           // last-seen notes in it
	Sync      time.Duration // writing and syncing it
	FileBytes int64
	FreeBytes int64 // in the file, to be used again
}

const (
	defaultLockTimeout = time.Second
	defaultFlushEvery  = 5 * time.Second
	defaultMapSize     = 1 << 30
)

func (o *Options) complete() error {
	if o.Path == "" || o.Now == nil {
		return errors.New("a licence store needs a path and a clock")
	}
	if o.LockTimeout <= 0 {
		o.LockTimeout = defaultLockTimeout
	}
	if o.FlushEvery <= 0 {
		o.FlushEvery = defaultFlushEvery
	}
	if o.OnCommit == nil {
		o.OnCommit = func(CommitInfo) {}
	}
	if o.Log == nil {
		o.Log = func(string, error) {}
	}
	if o.OpenFile == nil {
		o.OpenFile = os.OpenFile
	}
	return nil
}
