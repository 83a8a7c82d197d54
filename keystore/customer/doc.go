// Package customer is what the licence store knows of customers: accounts with
// their users, what they registered, the tickets that mails carry, the mails that
// wait to be sent, and what was done in an account.
//
// It holds types, their stored form, [Book], which reads them, and [Verify],
// which compares them; it holds no file. The rules of what may follow what are in
// keystore.Plan, which judges every change; drivers keep the records in tables
// (see [Table]) without knowing what they mean. A Book lives inside one
// consistent view of the store:
//
//	store.Customers(ctx, func(b customer.Book) error { … })
//
// Fields of people are kept as they were given, already normalised by whoever
// took them (server/portal/field). Secrets are kept as hashes, except the key of
// a second factor and what a waiting mail carries, which cannot be. What is
// printed of a record names it, and shows nothing of a secret or a person.
//
// Tables of records come first; the others are indexes, which say nothing that is
// not in a record and always agree with them. A code belongs to one line of one
// account at most, and stays with it through upgrade and replacement.
//
// Called by keystore and its drivers, by server/portal, server/outbox and
// server/adminapi.
package customer
