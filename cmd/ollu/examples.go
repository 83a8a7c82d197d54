package main

// What the examples in --help speak of: a product of the catalogue that ships,
// and a code, a suspended code and a key that are well formed, so that they can
// be tried with code check, and drawn at random like any other. The signing key
// is the id of one that the tests make.
const (
	exampleProduct   = "mail-gateway-appliance"
	exampleCode      = "IM-2CPJ-7SATU-ALE5G-FUKB6-8TM5N-D55BQ"
	exampleSuspended = "IM-2CA9-RRQ3Q-F7X5V-ZVEX6-E7MZG-AFD9C"
	exampleKey       = "IM-A65C-S9QY-R4QP-GUMT"
	exampleDevice    = "gw-tokyo-01"
	exampleFile      = "licences.csv"
	exampleCatalogue = "catalog.yaml"
	exampleBackup    = "ollu.backup"

	exampleSigningKey  = "mTDR5JH_TUMZWkYD"
	exampleSigningFile = "signing.keys"
)
