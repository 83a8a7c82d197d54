// Package figures holds the arithmetic of the benchmarks: medians of rounds,
// ratios pair by pair, and numbers written for people. It is pure.
package figures
