// Package demo makes a stock to look at: a few hundred licences of every
// product in the catalogue, in every phase and standing, with devices that
// asked lately and devices that are overdue.
//
// [Fill] puts it into an empty store and returns the codes that a newcomer is
// shown first. The dates are counted from the day it is made, the codes are as
// random as real ones, and it goes through the same doors as an operator's
// import: nothing else in the house knows that it is a demonstration.
package demo
