// Package report says how a site stands: it reads the manager's book and makes
// of it what people and machines are shown: the command line, the web page, the
// control API and the metrics all take it from here, so that they never differ.
//
// It is pure: what it says follows from the book and the time handed in.
//
// Called by server/manager, server/manager/door, server/manager/control,
// server/manager/page and cmd/ollu-manager.
package report
