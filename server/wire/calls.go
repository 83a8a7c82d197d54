package wire

import (
	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
)

// Paths of the admin API. All but the last three are POST.
const (
	PathLicenceIssue        = "/v1/licences/issue"
	PathLicenceShow         = "/v1/licences/show"
	PathLicenceList         = "/v1/licences/list"
	PathLicenceRenew        = "/v1/licences/renew"
	PathLicenceSuspend      = "/v1/licences/suspend"
	PathLicenceResume       = "/v1/licences/resume"
	PathLicenceRevoke       = "/v1/licences/revoke"
	PathLicenceReplace      = "/v1/licences/replace"
	PathLicenceImport       = "/v1/licences/import"
	PathLicenceExport       = "/v1/licences/export"
	PathLicenceRemoveDevice = "/v1/licences/remove-device"
	PathLicenceFile         = "/v1/licences/file"
	PathLicencePreview      = "/v1/licences/preview"
	PathKeyIssue            = "/v1/keys/issue"
	PathKeyShow             = "/v1/keys/show"
	PathKeyList             = "/v1/keys/list"
	PathStoreBackup         = "/v1/store/backup"
	PathStoreVerify         = "/v1/store/verify"
	PathStoreStatus         = "/v1/store/status"
	PathStoreAudit          = "/v1/store/audit"
	PathSigningReload       = "/v1/signing/reload"
	PathOpenAPI             = "/v1/openapi.yaml"
	PathVersion             = "/v1/version"
	PathCatalogue           = "/v1/catalogue"
)

// Headers of the admin API beside Authorization.
const (
	// HeaderIdempotencyKey makes a write repeatable: the same key with the
	// same body, byte for byte, is done once. 1 to 128 printable ASCII characters.
	HeaderIdempotencyKey = "Idempotency-Key"
	// HeaderReplayed is "true" on an answer that repeats an earlier one.
	HeaderReplayed = "Idempotency-Replayed"
	// HeaderOperator names who acts, for the audit log: at most 64 printable
	// ASCII characters. The server takes the word of whoever holds the token.
	HeaderOperator = "Ollu-Operator"
)

// Limits that a caller can count on.
const (
	MaxIssue       = 10_000   // codes or keys in one call
	MaxPage        = 1_000    // licences, keys or audit entries in one answer
	DefaultPage    = 100      // when the request names no limit
	MaxImportRows  = 20_000   // rows in one import call
	MaxImportBytes = 16 << 20 // body of one import call
	MaxBody        = 1 << 20  // body of any other call

	MaxPreviewDays   = 100 // days in one preview
	MaxPreviewChecks = 500 // checks in one preview
)

// IssueRequest asks for new licences. Product is required, and one of Expires,
// Perpetual, or a trial of a product that says how long trials run.
type IssueRequest struct {
	Product     string       `json:"product"`
	Type        product.Type `json:"type"`                 // default full
	Seats       uint32       `json:"seats,omitempty"`      // default 1
	Prefix      string       `json:"prefix,omitempty"`     // default the product's first
	Components  []string     `json:"components,omitempty"` // default all that the prefix covers; what they link to comes with them
	Zone        string       `json:"zone,omitempty"`       // default the product's
	Expires     *term.Day    `json:"expires,omitempty"`
	Perpetual   bool         `json:"perpetual,omitempty"`
	GraceDays   *int         `json:"grace_days,omitempty"`   // default by product and type
	DeviceLimit *uint32      `json:"device_limit,omitempty"` // default the product's; 0 none
	Count       int          `json:"count,omitempty"`        // default 1, at most MaxIssue
	Owner       string       `json:"owner,omitempty"`
	Order       string       `json:"order,omitempty"`
	Note        string       `json:"note,omitempty"`
	WithKey     bool         `json:"with_key,omitempty"` // a registration key with each
	Offline     bool         `json:"offline,omitempty"`  // codes that carry their terms (row L7)
}

// LicencesResponse carries licences: those just issued, or a page of a list.
type LicencesResponse struct {
	Licences []Licence   `json:"licences"`
	Next     *codec.Code `json:"next,omitempty"` // give it as After for the next page; nil at the end
}

// CodeRequest names one licence.
type CodeRequest struct {
	Code codec.Code `json:"code"`
}

// LicenceResponse carries the licence as it stands after the call; DryRun says
// that nothing was changed and this is what it would be.
type LicenceResponse struct {
	Licence Licence `json:"licence"`
	DryRun  bool    `json:"dry_run,omitempty"`
}

// Filter picks licences. Empty fields pick all.
type Filter struct {
	Product     string    `json:"product,omitempty"`
	Type        string    `json:"type,omitempty"`     // full, trial
	Standing    string    `json:"standing,omitempty"` // issued, activated, suspended, revoked, replaced
	Phase       string    `json:"phase,omitempty"`    // active, grace, expired
	ExpiresFrom *term.Day `json:"expires_from,omitempty"`
	ExpiresTo   *term.Day `json:"expires_to,omitempty"` // inclusive
	Owner       string    `json:"owner,omitempty"`
	Order       string    `json:"order,omitempty"`
	Prefix      string    `json:"prefix,omitempty"`
}

// ListRequest asks for one page of licences.
type ListRequest struct {
	Filter
	After *codec.Code `json:"after,omitempty"`
	Limit int         `json:"limit,omitempty"` // default DefaultPage, at most MaxPage
}

// RenewRequest moves an expiry, by exactly one of Expires and Period.
type RenewRequest struct {
	Code      codec.Code `json:"code"`
	Expires   *term.Day  `json:"expires,omitempty"`
	Period    string     `json:"period,omitempty"`     // "1y", "6m", "30d": counted from the old expiry
	ShowsFrom *term.Day  `json:"shows_from,omitempty"` // the day from which it shows (row L5); nil: at once
	Seats     uint32     `json:"seats,omitempty"`      // 0: unchanged
	Shorten   bool       `json:"shorten,omitempty"`    // corrects a mistake: allows an earlier expiry, and takes the place of a renewal that waits to show
	DryRun    bool       `json:"dry_run,omitempty"`
}

// StandingRequest suspends, resumes or revokes one licence.
type StandingRequest struct {
	Code   codec.Code `json:"code"`
	Reason string     `json:"reason,omitempty"` // goes into the tombstone; not taken by resume
	DryRun bool       `json:"dry_run,omitempty"`
}

// ReplaceRequest issues a new code in place of Code, which then answers
// replaced (row L5). What is left out stays as it was.
type ReplaceRequest struct {
	Code       codec.Code    `json:"code"`
	Type       *product.Type `json:"type,omitempty"`
	Seats      uint32        `json:"seats,omitempty"`
	Expires    *term.Day     `json:"expires,omitempty"`
	GraceDays  *int          `json:"grace_days,omitempty"`
	Components []string      `json:"components,omitempty"`
	Order      string        `json:"order,omitempty"`
	Note       string        `json:"note,omitempty"`
	Offline    *bool         `json:"offline,omitempty"` // the new code carries its terms (row C6)
	DryRun     bool          `json:"dry_run,omitempty"`
}

// ReplaceResponse carries the new licence and the old one.
type ReplaceResponse struct {
	Licence  Licence `json:"licence"`
	Replaced Licence `json:"replaced"`
	DryRun   bool    `json:"dry_run,omitempty"`
}

// RemoveDeviceRequest takes one device off a licence.
type RemoveDeviceRequest struct {
	Code   codec.Code `json:"code"`
	Device string     `json:"device"`
}

// ImportResponse says what became of each row of one import call.
type ImportResponse struct {
	Imported  int       `json:"imported"`
	Unchanged int       `json:"unchanged"` // already there, and identical
	Refused   []Refusal `json:"refused"`
}

// Refusal is one row that was not imported. Line counts from 1 over the whole
// file, header included; in a JSON array it is the number of the element.
type Refusal struct {
	Line   int    `json:"line"`
	Column string `json:"column,omitempty"`
	Reason string `json:"reason"`
}

// ExportRequest asks for all licences that the filter picks, as a stream.
type ExportRequest struct {
	Filter
	Format string `json:"format,omitempty"` // csv (default), ndjson, json
}

// KeyIssueRequest asks for registration keys without codes yet: a code is
// issued when the key is registered. Exactly one of Expires, Months and
// Perpetual is required.
type KeyIssueRequest struct {
	Product   string       `json:"product"`
	Type      product.Type `json:"type"`
	Seats     uint32       `json:"seats,omitempty"`
	Prefix    string       `json:"prefix,omitempty"`
	Expires   *term.Day    `json:"expires,omitempty"`
	Months    int          `json:"months,omitempty"` // counted from the day of registration
	Perpetual bool         `json:"perpetual,omitempty"`
	Count     int          `json:"count,omitempty"`
	Order     string       `json:"order,omitempty"`
	Note      string       `json:"note,omitempty"`
}

// KeyRequest names one registration key.
type KeyRequest struct {
	Key codec.Key `json:"key"`
}

// KeyListRequest asks for one page of registration keys.
type KeyListRequest struct {
	Product string     `json:"product,omitempty"`
	Type    string     `json:"type,omitempty"`  // full, trial
	State   string     `json:"state,omitempty"` // open: not registered yet; registered
	Order   string     `json:"order,omitempty"`
	Prefix  string     `json:"prefix,omitempty"`
	After   *codec.Key `json:"after,omitempty"`
	Limit   int        `json:"limit,omitempty"`
}

// KeyResponse carries one registration key.
type KeyResponse struct {
	Key RegKey `json:"key"`
}

// KeysResponse carries keys: those just issued, or a page of a list.
type KeysResponse struct {
	Keys []RegKey   `json:"keys"`
	Next *codec.Key `json:"next,omitempty"`
}
