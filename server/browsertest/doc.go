// Package browsertest is for tests: it starts the real browser that they look at
// pages with. A machine without one fails the test; .ci/install brings it.
//
// Called by the tests of server/manager/page, server/portal and cmd.
package browsertest
