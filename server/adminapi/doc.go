// Package adminapi is the operators' door: the JSON API under /v1/ through
// which licences and registration keys are issued and changed while the server
// runs.
//
// It promises that a call is done completely or not at all, that a write may
// be repeated with the same Idempotency-Key without being done twice, and that
// an answer comes only once the store says that it is durable. Who acts, when
// and on what goes into the audit log with the change itself. A code is never
// in a URL and never in a log; bodies are not logged at all.
//
// Customers' accounts, what they registered and the mails to them are shown too,
// and what an operator may do to them is done here; their passwords, second
// factors and tokens, and what a mail says, are in no answer.
//
// Each call is one short function that states the act (licences.go, issue.go,
// keys.go, accounts.go, orders.go, requests.go, mail.go, store.go). What every request must suffer, the token, the method,
// the size, the strict reading, the error table, stands once in api.go and
// call.go; the calls are listed once, in routes.go. openapi.yaml describes
// them and is served too; a test holds the two together.
//
// Called by the server's listener for operators, usually on loopback.
package adminapi
