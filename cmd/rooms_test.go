package cmd

// room is one package's line in the table of walls: what its files may import
// beside the standard library. Test files may import more.
type room struct {
	ours   []string // packages of this module
	theirs []string // third-party modules
}

// rooms is the table: codec ← keystore ← server ← cmd; config is seen by cmd
// alone, bench looks at everything but cmd, and nobody imports bench or cmd.
var rooms = map[string]room{
	"codec":         {},
	"codec/term":    {},
	"codec/product": {ours: []string{"codec", "codec/term"}},
	"codec/answer":  {ours: []string{"codec/product", "codec/term"}},

	"server/terms": {ours: []string{"codec/product", "codec/term", "keystore"}},
	"server/check": {ours: []string{"codec", "codec/answer", "codec/product", "codec/term", "keystore", "server/terms"}},

	"cmd": {},
}

// purity holds the rooms to their promise that clock, randomness, disk and
// network are handed in.
var purity = []pureRule{
	{
		rooms:   []string{"codec"},
		imports: []string{"os", "net", "log", "syscall", "math/rand", "crypto/rand"},
		because: "the words of the wire have no disk, network, logger or randomness of their own",
	},
	{
		rooms:   []string{"keystore"},
		exempt:  []string{"keystore/bolt", "keystore/storetest"},
		imports: []string{"os", "net", "log", "syscall", "math/rand", "crypto/rand"},
		because: "the store's rules are the same for every backend; only a backend touches the disk",
	},
	{
		rooms:   []string{"keystore/bolt", "server/check"},
		imports: []string{"log", "math/rand"},
		because: "what is worth telling goes to the logger that was handed in",
	},
	{
		rooms:   []string{"server/check"},
		imports: []string{"os"},
		because: "the hot path knows no files",
	},
	{
		rooms:   []string{"codec", "keystore", "server/check"},
		exempt:  []string{"keystore/storetest"},
		members: []string{"time.Now", "time.Since", "time.Until"},
		because: "now is an argument, read once at the door",
	},
}
