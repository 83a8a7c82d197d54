package client

import (
	"context"

	"ollu/server/wire"
)

// Accounts gives one page of customers' accounts.
func (a *Admin) Accounts(ctx context.Context, q *wire.AccountListRequest) (wire.AccountsResponse, error) {
	return read[wire.AccountsResponse](ctx, a, wire.PathAccountList, q)
}

// Account gives one account, with all that belongs to it.
func (a *Admin) Account(ctx context.Context, id string) (wire.AccountResponse, error) {
	return read[wire.AccountResponse](ctx, a, wire.PathAccountShow, &wire.AccountRequest{Account: id})
}

// HoldAccount keeps an account's users out.
func (a *Admin) HoldAccount(ctx context.Context, q *wire.HoldRequest) (wire.AccountResponse, error) {
	return write[wire.AccountResponse](ctx, a, wire.PathAccountHold, q, "")
}

// ReleaseAccount lets them in again.
func (a *Admin) ReleaseAccount(ctx context.Context, id string) (wire.AccountResponse, error) {
	return write[wire.AccountResponse](ctx, a, wire.PathAccountRelease, &wire.AccountRequest{Account: id}, "")
}

// ResetFactor takes the second factor off a user.
func (a *Admin) ResetFactor(ctx context.Context, login string) (wire.AccountResponse, error) {
	return write[wire.AccountResponse](ctx, a, wire.PathAccountResetFactor, &wire.ResetFactorRequest{Login: login}, "")
}

// Unregister takes a line off an account.
func (a *Admin) Unregister(ctx context.Context, q *wire.UnregisterRequest) (wire.AccountResponse, error) {
	return write[wire.AccountResponse](ctx, a, wire.PathAccountUnregister, q, "")
}

// Order gives one page of what became of an order's registration keys.
func (a *Admin) Order(ctx context.Context, q *wire.OrderRequest) (wire.OrderResponse, error) {
	return read[wire.OrderResponse](ctx, a, wire.PathOrderShow, q)
}

// Registration tells whose a registration key or activation code is.
func (a *Admin) Registration(ctx context.Context, q *wire.RegistrationRequest) (wire.RegistrationResponse, error) {
	return read[wire.RegistrationResponse](ctx, a, wire.PathRegistrationShow, q)
}

// Requests gives one page of the requests for offline codes that wait.
func (a *Admin) Requests(ctx context.Context, q *wire.RequestListRequest) (wire.RequestsResponse, error) {
	return read[wire.RequestsResponse](ctx, a, wire.PathRequestList, q)
}

// AnswerRequest gives a request the code that was issued for it.
func (a *Admin) AnswerRequest(ctx context.Context, q *wire.AnswerRequest) (wire.AccountResponse, error) {
	return write[wire.AccountResponse](ctx, a, wire.PathRequestAnswer, q, "")
}

// Mail gives one page of the mails that wait or were given up.
func (a *Admin) Mail(ctx context.Context, q *wire.MailListRequest) (wire.MailsResponse, error) {
	return read[wire.MailsResponse](ctx, a, wire.PathMailList, q)
}

// RetryMail makes a mail due at once.
func (a *Admin) RetryMail(ctx context.Context, id string) (wire.MailResponse, error) {
	return write[wire.MailResponse](ctx, a, wire.PathMailRetry, &wire.MailRequest{ID: id}, "")
}

// DropMail drops a mail that was given up.
func (a *Admin) DropMail(ctx context.Context, id string) (wire.MailResponse, error) {
	return write[wire.MailResponse](ctx, a, wire.PathMailDrop, &wire.MailRequest{ID: id}, "")
}
