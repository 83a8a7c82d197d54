package main

// What the examples in --help speak of: a product of the catalogue that ships,
// and a code, a suspended code and a key that are well formed, so that they can
// be tried with code check, and drawn at random like any other. The signing key
// is the id of one that the tests make, and so are the accounts, which hold two
// codes, the order of one of them, and the mail.
const (
	exampleProduct   = "mail-gateway-appliance"
	exampleCode      = "IM-2CPJ-7SATU-ALE5G-FUKB6-8TM5N-D55BQ"
	exampleSuspended = "IM-2CA9-RRQ3Q-F7X5V-ZVEX6-E7MZG-AFD9C"
	exampleKey       = "IM-A65C-S9QY-R4QP-GUMT"
	exampleDevice    = "gw-tokyo-01"
	exampleFile      = "licences.csv"
	exampleCatalogue = "catalog.yaml"
	exampleBackup    = "ollu.backup"

	exampleAccount     = "k3mq7xwt5zna2hvc"
	exampleHeldAccount = "c6zn4tq2wyh5kx7b"
	exampleLogin       = "chiyoda-admin"
	exampleOrder       = "PO-2026-0112"
	exampleHeld        = "IM-2QRN-2DYF9-ZAGGT-AJ75B-CVDHD-6LGGX"
	exampleHeldKey     = "IM-7965-73UW-MMJV-B4ZQ"
	exampleOffline     = "IM-35C8-4W4Q2-2567V-68JMA-5W8C8-L37C6"
	exampleMail        = "3f9d0c6a51e84b7797c2a0de4b18f563"
	exampleTemplates   = "mail-templates"

	exampleSigningKey  = "mTDR5JH_TUMZWkYD"
	exampleSigningFile = "signing.keys"
)
