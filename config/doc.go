// Package config reads what the programs are told: the configuration of the
// issuer's server, of the agent and of the manager, and the catalogue of
// products.
//
// A configuration is one struct, Config, AgentConfig or ManagerConfig, whose
// comments are its manual. Its values come from defaults, a file, environment
// variables and flags; later ones win, and Sources says for each where it came
// from. What nobody asked for is an error that names the nearest thing that can
// be asked for, so that a typing error never silently leaves a default in force.
//
// The catalogue holds products as data (row L4): DefaultCatalogue is the one
// that ships, catalog.yaml, which is the example to start from as well. Every
// error about a catalogue names the line and the reason, and all of them are
// given at once. The rules themselves are codec/product's; what is checked here
// is the file, and that the zones it names are known.
//
// Called by cmd alone: the rooms of the server have Options of their own. viper
// is used here and nowhere else. Secrets are never values, only paths of files.
package config
