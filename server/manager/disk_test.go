package manager

import (
	"os"
	"path/filepath"
	"testing"

	"ollu/codec"
	"ollu/keystore"
	"ollu/server/disktest"
)

// A full disk keeps nothing from being known, says what is wrong, and is made up
// for by the first sync after there is room again.
func TestFullDisk(t *testing.T) {
	w := newWorld(t)
	dir := disktest.Mount(t, "size=4m")
	w.open(filepath.Join(dir, "manager.db"))
	code := w.issue(30)
	w.add(code)
	w.sync()
	good := w.marks().LastGood
	for range 200 {
		c := w.issue(30)
		w.add(c)
	}
	w.renew(code, 400)
	ballast := filepath.Join(dir, "ballast")
	disktest.Fill(t, ballast)
	failed := false
	for range 50 { // what was free within the file is used up first
		w.renewAll(t)
		if _, err := w.m.Sync(t.Context()); err != nil {
			failed = true
			break
		}
	}
	if !failed {
		t.Fatal("the disk is full, and every sync is good")
	}
	site, err := w.m.Status()
	if err != nil || site.Sync.Cause != CauseNotSaved || site.Sync.Failures == 0 || site.Sync.LastGood.Before(good) {
		t.Errorf("%+v, %v", site.Sync, err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	w.sync()
	if site, err = w.m.Status(); err != nil || site.Sync.Failures != 0 || w.held(code).Signed.DaysLeft < 400 {
		t.Errorf("there is room again: %+v, %v", site.Sync, err)
	}
}

// renewAll moves every licence's expiry by a day.
func (w *world) renewAll(t *testing.T) {
	page, _, err := w.store.List(t.Context(), keystore.Filter{}, codec.Code{}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for i := range page {
		w.apply(keystore.Renew{Code: page[i].Code, Expires: page[i].Expires + 1})
	}
}
