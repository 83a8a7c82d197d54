package adminapi

import (
	"errors"
	"io"

	"ollu/keystore/audit"
	"ollu/server/wire"
)

func backup(c *call, _ *wire.Empty) (stream, error) {
	return stream{"application/octet-stream", func(w io.Writer) error { return c.Backup(c.ctx, w) }}, nil
}

func verify(c *call, _ *wire.Empty) (wire.VerifyResponse, error) {
	r, err := c.Store.Verify(c.ctx, nil)
	return wire.VerifyResponse{
		OK: r.OK(), Licences: r.Licences, Devices: r.Devices, Keys: r.Keys,
		AuditEntries: r.AuditEntries, Audit: wire.FromHead(r.Audit),
		Problems: append([]string{}, r.Problems...), More: r.More,
	}, err
}

func status(c *call, _ *wire.Empty) (wire.StatusResponse, error) {
	s := c.Store.Stats()
	answer := wire.StatusResponse{
		Ready: true, Licences: s.Licences, Devices: s.Devices, Keys: s.Keys,
		Accounts: s.Accounts, Letters: s.Letters, FileBytes: s.FileBytes, Commits: s.Commits, LastSyncMS: s.LastSync.Seconds() * 1000,
		OldestNote: s.OldestNote, Audit: wire.FromHead(s.Audit),
	}
	if err := errors.Join(c.Store.Ready(), s.Broken); err != nil {
		answer.Ready, answer.Problem = false, err.Error()
	}
	return answer, nil
}

// errPage ends a walk over the audit log when the page is full.
var errPage = errors.New("the page is full")

func auditLog(c *call, q *wire.AuditRequest) (wire.AuditResponse, error) {
	limit, err := page(q.Limit)
	if err != nil {
		return wire.AuditResponse{}, err
	}
	answer := wire.AuditResponse{Entries: []wire.AuditEntry{}}
	err = c.Store.Audit(c.ctx, max(q.From, 1), func(e audit.Entry) error {
		if len(answer.Entries) == limit {
			answer.Next = e.Seq
			return errPage
		}
		answer.Entries = append(answer.Entries, wire.FromAudit(&e))
		return nil
	})
	if errors.Is(err, errPage) {
		err = nil
	}
	return answer, err
}
