package client

import (
	"context"
	"io"
	"net/http"

	"ollu/codec"
	"ollu/server/wire"
)

// The calls below are those of package wire. Issue and IssueKeys take an
// idempotency key: under the same key the same request is done once, whoever
// repeats it, and answered again. With an empty key, and in the other writes, a
// call is protected against its own repetitions alone.

// Issue issues licences.
func (a *Admin) Issue(ctx context.Context, q *wire.IssueRequest, key string) (wire.LicencesResponse, error) {
	return write[wire.LicencesResponse](ctx, a, wire.PathLicenceIssue, q, key)
}

// Show gives one licence, with its devices.
func (a *Admin) Show(ctx context.Context, code codec.Code) (wire.LicenceResponse, error) {
	return read[wire.LicenceResponse](ctx, a, wire.PathLicenceShow, &wire.CodeRequest{Code: code})
}

// List gives one page of licences.
func (a *Admin) List(ctx context.Context, q *wire.ListRequest) (wire.LicencesResponse, error) {
	return read[wire.LicencesResponse](ctx, a, wire.PathLicenceList, q)
}

// Renew moves an expiry.
func (a *Admin) Renew(ctx context.Context, q *wire.RenewRequest) (wire.LicenceResponse, error) {
	return write[wire.LicenceResponse](ctx, a, wire.PathLicenceRenew, q, "")
}

// Suspend withholds a licence until it is resumed.
func (a *Admin) Suspend(ctx context.Context, q *wire.StandingRequest) (wire.LicenceResponse, error) {
	return write[wire.LicenceResponse](ctx, a, wire.PathLicenceSuspend, q, "")
}

// Resume lifts a suspension or a revocation.
func (a *Admin) Resume(ctx context.Context, q *wire.StandingRequest) (wire.LicenceResponse, error) {
	return write[wire.LicenceResponse](ctx, a, wire.PathLicenceResume, q, "")
}

// Revoke takes a licence back.
func (a *Admin) Revoke(ctx context.Context, q *wire.StandingRequest) (wire.LicenceResponse, error) {
	return write[wire.LicenceResponse](ctx, a, wire.PathLicenceRevoke, q, "")
}

// Replace issues a new code in place of an old one.
func (a *Admin) Replace(ctx context.Context, q *wire.ReplaceRequest) (wire.ReplaceResponse, error) {
	return write[wire.ReplaceResponse](ctx, a, wire.PathLicenceReplace, q, "")
}

// File has the server sign a licence file.
func (a *Admin) File(ctx context.Context, q *wire.FileRequest) (wire.FileResponse, error) {
	return read[wire.FileResponse](ctx, a, wire.PathLicenceFile, q)
}

// Preview tells when a code will be asked about, and what will be told.
func (a *Admin) Preview(ctx context.Context, q *wire.PreviewRequest) (wire.PreviewResponse, error) {
	return read[wire.PreviewResponse](ctx, a, wire.PathLicencePreview, q)
}

// RemoveDevice takes a device off a licence.
func (a *Admin) RemoveDevice(ctx context.Context, q *wire.RemoveDeviceRequest) (wire.LicenceResponse, error) {
	return write[wire.LicenceResponse](ctx, a, wire.PathLicenceRemoveDevice, q, "")
}

// IssueKeys issues registration keys.
func (a *Admin) IssueKeys(ctx context.Context, q *wire.KeyIssueRequest, key string) (wire.KeysResponse, error) {
	return write[wire.KeysResponse](ctx, a, wire.PathKeyIssue, q, key)
}

// ShowKey gives one registration key.
func (a *Admin) ShowKey(ctx context.Context, key codec.Key) (wire.KeyResponse, error) {
	return read[wire.KeyResponse](ctx, a, wire.PathKeyShow, &wire.KeyRequest{Key: key})
}

// ListKeys gives one page of registration keys.
func (a *Admin) ListKeys(ctx context.Context, q *wire.KeyListRequest) (wire.KeysResponse, error) {
	return read[wire.KeysResponse](ctx, a, wire.PathKeyList, q)
}

// Verify has the server walk over its whole store.
func (a *Admin) Verify(ctx context.Context) (wire.VerifyResponse, error) {
	return read[wire.VerifyResponse](ctx, a, wire.PathStoreVerify, wire.Empty{})
}

// Status gives the store's figures.
func (a *Admin) Status(ctx context.Context) (wire.StatusResponse, error) {
	return read[wire.StatusResponse](ctx, a, wire.PathStoreStatus, wire.Empty{})
}

// Audit gives one page of the audit log.
func (a *Admin) Audit(ctx context.Context, q *wire.AuditRequest) (wire.AuditResponse, error) {
	return read[wire.AuditResponse](ctx, a, wire.PathStoreAudit, q)
}

// ReloadSigning has the server read its signing keys again, and says what it
// signs with from now on.
func (a *Admin) ReloadSigning(ctx context.Context) (wire.SigningResponse, error) {
	return read[wire.SigningResponse](ctx, a, wire.PathSigningReload, wire.Empty{})
}

// Version says which program answers.
func (a *Admin) Version(ctx context.Context) (wire.VersionResponse, error) {
	b, err := a.fetch(ctx, request{method: http.MethodGet, path: wire.PathVersion})
	if err != nil {
		return wire.VersionResponse{}, err
	}
	return parsed[wire.VersionResponse](b)
}

// Catalogue gives what can be issued.
func (a *Admin) Catalogue(ctx context.Context) (wire.CatalogueResponse, error) {
	b, err := a.fetch(ctx, request{method: http.MethodGet, path: wire.PathCatalogue})
	if err != nil {
		return wire.CatalogueResponse{}, err
	}
	return parsed[wire.CatalogueResponse](b)
}

// OpenAPI gives the description of the admin API that the server runs.
func (a *Admin) OpenAPI(ctx context.Context) ([]byte, error) {
	return a.fetch(ctx, request{method: http.MethodGet, path: wire.PathOpenAPI})
}

// Backup copies a backup of the store to w. When it fails, what was written to w
// is no backup.
func (a *Admin) Backup(ctx context.Context, w io.Writer) error {
	return a.stream(ctx, wire.PathStoreBackup, wire.Empty{}, w)
}

// Export copies the licences that the request picks to w, in its format. When it
// fails, what was written to w is not all of them.
func (a *Admin) Export(ctx context.Context, q *wire.ExportRequest, w io.Writer) error {
	return a.stream(ctx, wire.PathLicenceExport, q, w)
}
