package wire

import "ollu/codec"

// Paths of the calls about customers. All are POST.
const (
	PathAccountList        = "/v1/accounts/list"
	PathAccountShow        = "/v1/accounts/show"
	PathAccountHold        = "/v1/accounts/hold"
	PathAccountRelease     = "/v1/accounts/release"
	PathAccountResetFactor = "/v1/accounts/reset-factor"
	PathAccountUnregister  = "/v1/accounts/unregister"
	PathOrderShow          = "/v1/orders/show"
	PathRegistrationShow   = "/v1/registrations/show"
	PathRequestList        = "/v1/requests/list"
	PathRequestAnswer      = "/v1/requests/answer"
	PathMailList           = "/v1/mail/list"
	PathMailRetry          = "/v1/mail/retry"
	PathMailDrop           = "/v1/mail/drop"
)

// AccountListRequest asks for one page of accounts that all of its fields pick,
// in the order of their ids.
type AccountListRequest struct {
	Company string `json:"company,omitempty"` // a part of the company's or branch's name, in any case
	Login   string `json:"login,omitempty"`   // of a user, whole
	Mail    string `json:"mail,omitempty"`    // of a user, whole
	Held    *bool  `json:"held,omitempty"`    // nobody may log in
	After   string `json:"after,omitempty"`
	Limit   int    `json:"limit,omitempty"` // default DefaultPage, at most MaxPage
}

// AccountsResponse is one page of accounts. It may hold fewer than were asked for
// and not be the last.
type AccountsResponse struct {
	Accounts []Account `json:"accounts"`
	Next     string    `json:"next,omitempty"` // give it as After for the next page; empty at the end
}

// AccountRequest names an account.
type AccountRequest struct {
	Account string `json:"account"`
}

// AccountResponse carries an account as it is after the call.
type AccountResponse struct {
	Account Account `json:"account"`
}

// HoldRequest keeps an account's users out.
type HoldRequest struct {
	Account string `json:"account"`
	Reason  string `json:"reason,omitempty"`
}

// ResetFactorRequest takes the second factor off a user who has lost it.
type ResetFactorRequest struct {
	Login string `json:"login"`
}

// UnregisterRequest takes a line off an account.
type UnregisterRequest struct {
	Account string `json:"account"`
	No      int    `json:"no"`
	Reason  string `json:"reason,omitempty"`
}

// OrderRequest asks for one page of the registration keys of an order.
type OrderRequest struct {
	Order string     `json:"order"`
	After *codec.Key `json:"after,omitempty"`
	Limit int        `json:"limit,omitempty"`
}

// OrderResponse says what became of the keys of an order.
type OrderResponse struct {
	Order string       `json:"order"`
	Keys  []OrderedKey `json:"keys"`
	Next  *codec.Key   `json:"next,omitempty"`
}

// RegistrationRequest asks by a registration key or an activation code whose it is.
type RegistrationRequest struct {
	Key  *codec.Key  `json:"key,omitempty"`
	Code *codec.Code `json:"code,omitempty"`
}

// RegistrationResponse carries the line that a key or code is on.
type RegistrationResponse struct {
	Holder       Holder       `json:"holder"`
	Registration Registration `json:"registration"`
	Licence      Licence      `json:"licence"` // of the line, as it is now
}

// RequestListRequest asks for one page of the requests for offline codes that wait.
type RequestListRequest struct {
	After string `json:"after,omitempty"` // an account
	Limit int    `json:"limit,omitempty"`
}

// RequestsResponse is one page of requests, account by account. It may hold fewer
// than were asked for and not be the last.
type RequestsResponse struct {
	Requests []WaitingRequest `json:"requests"`
	Next     string           `json:"next,omitempty"`
}

// AnswerRequest answers a request with the code that was issued for it, which is
// mailed to who asked.
type AnswerRequest struct {
	Account string     `json:"account"`
	No      int        `json:"no"`
	Code    codec.Code `json:"code"`
}

// MailListRequest asks for one page of the mails that wait or were given up.
type MailListRequest struct {
	State string `json:"state,omitempty"` // waiting, dead
	After string `json:"after,omitempty"`
	Limit int    `json:"limit,omitempty"`
}

// MailsResponse is one page of mails, in the order of their ids.
type MailsResponse struct {
	Letters []Letter `json:"letters"`
	Next    string   `json:"next,omitempty"`
}

// MailRequest names a mail.
type MailRequest struct {
	ID string `json:"id"`
}

// MailResponse names the mail that was made due at once, or dropped.
type MailResponse struct {
	ID string `json:"id"`
}
