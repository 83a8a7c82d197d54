// Package server is the issuer's node: the agents' door, the customer portal with
// its outbox, the admin API and the operators' figures over one store, started and
// stopped as one.
//
// [New] puts the parts together, [Node.Start] opens the listeners, [Node.Stop]
// lets what is under way finish, [Node.Reload] takes over a changed catalogue,
// certificate and signing keys without closing a connection. The store is handed in and
// stays its owner's to close, after Stop.
//
// The node keeps small files in the data directory: admin.token (the bearer token
// of the admin API) and portal.secret (what the portal makes keyed hashes with),
// both made at the first start, mode 0600; and admin.addr, agents.addr and
// portal.addr, which say where this node listens while it runs, so that the
// operator's commands find it. The folder signing/ beside them holds
// the signing keys; the node makes it at the first start, and never again.
package server
