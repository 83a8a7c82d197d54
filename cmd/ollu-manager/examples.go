package main

// What the examples in --help speak of: a code that is well formed and drawn at
// random like any other and the one that takes its place, files, a product, and
// the issuer's server.
const (
	exampleCode     = "IM-2CPJ-7SATU-ALE5G-FUKB6-8TM5N-D55BQ"
	exampleServer   = "http://licence.example.com"
	exampleCodes    = "codes.txt"
	exampleProduct  = "gw1"
	exampleURL      = "http://gw1.example.com:8085"
	exampleProducts = "products.csv"
	exampleBundle   = "site.bundle"
	exampleCarried  = "from-osaka.bundle"
	exampleAnswered = "answers.bundle"
)
