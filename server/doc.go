// Package server is the issuer's node: the agents' door, the admin API and the
// operators' figures over one store, started and stopped as one.
//
// [New] puts the parts together, [Node.Start] opens the listeners, [Node.Stop]
// lets what is under way finish, [Node.Reload] takes over a changed catalogue,
// certificate and signing keys without closing a connection. The store is handed in and
// stays its owner's to close, after Stop.
//
// The node keeps three small files in the data directory: admin.token (the
// bearer token of the admin API, made at the first start, mode 0600), and
// admin.addr and agents.addr, which say where this node listens while it runs,
// so that the operator's commands find it. The folder signing/ beside them holds
// the signing keys; the node makes it at the first start, and never again.
package server
