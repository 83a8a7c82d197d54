package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"ollu/server/wire"
)

// inCalls issues count of something in as many calls as it takes, each with a
// key of its own when there is one, and shows how far it is.
func inCalls(c *cobra.Command, count int, idempotencyKey string, call func(n int, key string) error) error {
	if count < 1 {
		return wrongUse("give --count a number from 1", "--count %d issues nothing", count)
	}
	bar := newProgress(c.ErrOrStderr(), int64(count), "issuing")
	defer bar.end()
	for done := 0; done < count; {
		n := min(count-done, wire.MaxIssue)
		if err := call(n, partKey(idempotencyKey, done)); err != nil {
			return partly(err, done, count)
		}
		done += n
		bar.to(int64(done))
	}
	return nil
}

// partKey returns the idempotency key of the call that begins after done.
func partKey(key string, done int) string {
	if key == "" || done == 0 {
		return key
	}
	return fmt.Sprintf("%s+%d", key, done)
}

// partly adds to a failure in the middle how far it went.
func partly(err error, done, all int) error {
	if done == 0 {
		return err
	}
	f := *faultOf(err)
	f.what = fmt.Sprintf("%s; %d of %d were issued and printed before", f.what, done, all)
	return &f
}
