package main

// The code and key of the examples in --help: well formed, so that they can be
// tried with code check, and drawn at random like any other.
const (
	exampleCode = "IM-2CPJ-7SATU-ALE5G-FUKB6-8TM5N-D55BQ"
	exampleKey  = "IM-A65C-S9QY-R4QP-GUMT"
)
