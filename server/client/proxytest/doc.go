// Package proxytest runs the forward proxies that sites use, squid and
// tinyproxy, for tests of what goes through them (row L1).
//
// A proxy listens on loopback alone, asks no name server but one of loopback,
// has its files in a folder of its own, and is ended with the test, or after two
// minutes, should the test be killed. A program that is missing fails the test.
//
// Called by tests only.
package proxytest
