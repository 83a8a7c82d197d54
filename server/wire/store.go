package wire

import (
	"time"

	"ollu/codec/product"
	"ollu/codec/term"
)

// Empty is the request of a call that needs none: {} or no body at all.
type Empty struct{}

// StatusResponse gives the store's figures.
type StatusResponse struct {
	Ready      bool      `json:"ready"`
	Problem    string    `json:"problem,omitempty"` // why it is not ready
	Licences   uint64    `json:"licences"`
	Devices    uint64    `json:"devices"`
	Keys       uint64    `json:"keys"`
	Accounts   uint64    `json:"accounts"` // of customers
	Letters    uint64    `json:"letters"`  // mails that wait or were given up
	FileBytes  int64     `json:"file_bytes"`
	Commits    uint64    `json:"commits"`              // transactions since the start
	LastSyncMS float64   `json:"last_sync_ms"`         // of the last durable write
	OldestNote time.Time `json:"oldest_note,omitzero"` // oldest last-seen note not yet on disk
	Audit      AuditHead `json:"audit"`
}

// AuditHead is the newest entry of the audit log; Seq is 0 for an empty one.
type AuditHead struct {
	Seq  uint64 `json:"seq"`
	Hash string `json:"hash"` // hexadecimal
}

// VerifyResponse is the report of a walk over the whole store.
type VerifyResponse struct {
	OK           bool      `json:"ok"`
	Licences     uint64    `json:"licences"`
	Devices      uint64    `json:"devices"`
	Keys         uint64    `json:"keys"`
	AuditEntries uint64    `json:"audit_entries"`
	Audit        AuditHead `json:"audit"`
	Problems     []string  `json:"problems"`
	More         uint64    `json:"more,omitempty"` // problems beyond those listed
}

// AuditRequest asks for one page of the audit log.
type AuditRequest struct {
	From  uint64 `json:"from,omitempty"`  // first sequence number, default 1
	Limit int    `json:"limit,omitempty"` // default DefaultPage, at most MaxPage
}

// AuditResponse is one page of the audit log, oldest first. Next is the From
// of the following page, 0 at the end.
type AuditResponse struct {
	Entries []AuditEntry `json:"entries"`
	Next    uint64       `json:"next,omitempty"`
}

// AuditEntry is one act in the audit log (row B9). It names a code by its
// fingerprint and masked, never in full.
type AuditEntry struct {
	Seq         uint64    `json:"seq"`
	At          time.Time `json:"at"`
	Actor       string    `json:"actor"`
	Action      string    `json:"action"`
	Fingerprint string    `json:"fingerprint,omitempty"`
	Code        string    `json:"code,omitempty"` // masked
	From        *term.Day `json:"from,omitempty"` // expiry before
	To          *term.Day `json:"to,omitempty"`   // expiry after
	ShowsFrom   *term.Day `json:"shows_from,omitempty"`
	Device      string    `json:"device,omitempty"`
	Reason      string    `json:"reason,omitempty"`
	Other       string    `json:"other,omitempty"` // fingerprint of the other code of a replacement
	Prev        string    `json:"prev"`            // hexadecimal hash of the entry before
	Hash        string    `json:"hash"`
}

// VersionResponse says which program answers.
type VersionResponse struct {
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"`
	Go      string `json:"go,omitempty"`
}

// CatalogueResponse is what can be issued.
type CatalogueResponse struct {
	Products []Product `json:"products"`
}

// Product is a product of the catalogue, as far as an operator needs it to
// issue licences.
type Product struct {
	ID             string      `json:"id"`
	Name           Text        `json:"name"`
	Prefixes       []string    `json:"prefixes"` // the first is the default
	Components     []Component `json:"components"`
	Schedule       string      `json:"schedule"`
	GraceDays      int         `json:"grace_days"`
	TrialGraceDays int         `json:"trial_grace_days"`
	TrialDays      int         `json:"trial_days"` // 0: trials need an expiry
	DeviceLimit    int         `json:"device_limit"`
	Zone           string      `json:"zone"`
}

// Component is a part of a product that is licensed by itself (row L4).
type Component struct {
	ID       string   `json:"id"`
	Name     Text     `json:"name"`
	Prefixes []string `json:"prefixes"`
	Optional bool     `json:"optional"`
	Sold     bool     `json:"sold"`
	Links    []string `json:"links"` // ids of components that are switched on with it
}

// Text is a name in both languages.
type Text struct {
	JA string `json:"ja"`
	EN string `json:"en"`
}

// FromProduct gives the shape of a product of the catalogue.
func FromProduct(p *product.Product) Product {
	w := Product{
		ID: p.ID, Name: Text(p.Name), Components: []Component{}, Schedule: p.ScheduleName,
		GraceDays: p.Grace, TrialGraceDays: p.TrialGrace, TrialDays: p.TrialDays,
		DeviceLimit: p.DeviceLimit, Zone: p.Zone,
		Prefixes: texts(p.Prefixes),
	}
	for _, c := range p.Components {
		w.Components = append(w.Components, Component{
			ID: c.ID, Name: Text(c.Name), Prefixes: texts(c.Prefixes),
			Optional: c.Optional, Sold: c.Sold, Links: append([]string{}, c.Links...),
		})
	}
	return w
}
