package adminapi

import (
	"net/http"

	"ollu/server/wire"
)

// route is one call: serve reads the request, does the act, and answers.
type route struct {
	method, path string
	serve        func(*call) error
}

// routes lists every call there is.
func routes() []route {
	return []route{
		post(wire.PathLicenceIssue, issue),
		post(wire.PathLicenceShow, show),
		post(wire.PathLicenceList, list),
		post(wire.PathLicenceRenew, renew),
		post(wire.PathLicenceSuspend, suspend),
		post(wire.PathLicenceResume, resume),
		post(wire.PathLicenceRevoke, revoke),
		post(wire.PathLicenceReplace, replace),
		post(wire.PathLicenceImport, importRows),
		post(wire.PathLicenceExport, export),
		post(wire.PathLicenceRemoveDevice, removeDevice),
		post(wire.PathLicenceFile, licenceFile),
		post(wire.PathLicencePreview, preview),
		post(wire.PathKeyIssue, issueKeys),
		post(wire.PathKeyShow, showKey),
		post(wire.PathKeyList, listKeys),
		post(wire.PathAccountList, listAccounts),
		post(wire.PathAccountShow, showAccount),
		post(wire.PathAccountHold, holdAccount),
		post(wire.PathAccountRelease, releaseAccount),
		post(wire.PathAccountResetFactor, resetFactor),
		post(wire.PathAccountUnregister, unregister),
		post(wire.PathOrderShow, showOrder),
		post(wire.PathRegistrationShow, showRegistration),
		post(wire.PathRequestList, listRequests),
		post(wire.PathRequestAnswer, answerRequest),
		post(wire.PathMailList, listMail),
		post(wire.PathMailRetry, retryMail),
		post(wire.PathMailDrop, dropMail),
		post(wire.PathStoreBackup, backup),
		post(wire.PathStoreVerify, verify),
		post(wire.PathStoreStatus, status),
		post(wire.PathStoreAudit, auditLog),
		post(wire.PathSigningReload, reloadSigning),
		get(wire.PathOpenAPI, openAPI),
		get(wire.PathVersion, version),
		get(wire.PathCatalogue, catalogue),
	}
}

// post makes the route of an act with a request Q and an answer A. A Q that is
// not JSON reads itself: see reader.
func post[Q, A any](path string, act func(*call, *Q) (A, error)) route {
	return route{http.MethodPost, path, func(c *call) error {
		var q Q
		if err := c.read(&q); err != nil {
			return err
		}
		answer, err := act(c, &q)
		if err != nil {
			return err
		}
		return c.reply(answer)
	}}
}

// get makes the route of a call that has no request.
func get[A any](path string, act func(*call) (A, error)) route {
	return route{http.MethodGet, path, func(c *call) error {
		answer, err := act(c)
		if err != nil {
			return err
		}
		return c.reply(answer)
	}}
}

// reader is a request that is not JSON.
type reader interface{ read(*call) error }

// read fills a request from the body.
func (c *call) read(q any) error {
	if r, ok := q.(reader); ok {
		return r.read(c)
	}
	if _, err := c.mediaOf(mediaJSON); err != nil {
		return err
	}
	body, err := c.body(wire.MaxBody)
	if err != nil {
		return err
	}
	return decode(body, q)
}
