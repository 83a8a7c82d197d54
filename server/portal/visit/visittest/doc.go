// Package visittest runs a portal in tests: over a store in memory, with a
// catalogue of three products, one account with a user of each role, a server
// and browsers that keep cookies.
//
//	s := visittest.New(t, Routes(), Pages())
//	b := s.LogIn(visittest.Owner)
//	page := b.Get("/account")
//	page = b.Submit("/account", url.Values{"company": {"…"}})  // follows the redirect
//	letters := s.Letters()
//
// What is served is what the real portal serves, with the same middleware, but of
// the routes given. Only other packages' tests use it.
package visittest
