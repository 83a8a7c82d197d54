// Package storetest is the suite that every licence store must pass: what
// package keystore promises, driven from outside through keystore.Store.
//
// A driver's test calls Run with a function that opens an empty store. After
// every test the suite verifies the store and walks its audit log.
package storetest
