package main

// What the examples in --help speak of: a code that is well formed and drawn at
// random like any other, a server, and a product as the catalogue that ships has
// it, with two components, of which the code covers the first.
const (
	exampleCode      = "IM-2CPJ-7SATU-ALE5G-FUKB6-8TM5N-D55BQ"
	exampleServer    = "http://licence.example.com"
	exampleProduct   = "mail-gateway-appliance"
	exampleComponent = "spam-prevention"
	exampleUnused    = "data-loss-prevention"
	exampleFile      = "renewal.lic"
	exampleCodeFile  = "code.txt"
)
