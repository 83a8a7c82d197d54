package cmd

// room is one package's line in the table of walls: what its files may import
// beside the standard library. Test files may import more.
type room struct {
	ours   []string // packages of this module
	theirs []string // third-party modules
}

// rooms is the table: codec ← keystore ← server ← cmd, and config is seen by
// cmd alone. bench is a module of its own, so nobody here can import it.
var rooms = map[string]room{
	"codec":         {},
	"codec/answer":  {ours: []string{"codec/product", "codec/term"}},
	"codec/product": {ours: []string{"codec", "codec/term"}},
	"codec/profile": {},
	"codec/term":    {},

	"keystore":          {ours: []string{"codec", "codec/product", "codec/term", "keystore/audit", "keystore/customer"}},
	"keystore/audit":    {ours: []string{"codec/term"}},
	"keystore/customer": {ours: []string{"codec", "codec/product"}},
	"keystore/bolt": {
		ours:   []string{"codec", "keystore", "keystore/audit", "keystore/customer", "keystore/shelf"},
		theirs: []string{"go.etcd.io/bbolt"},
	},
	"keystore/mem": {ours: []string{"codec", "keystore", "keystore/audit", "keystore/customer"}},
	"keystore/shelf": {
		ours:   []string{"codec", "codec/product", "codec/term", "keystore"},
		theirs: []string{"github.com/dchest/siphash"},
	},
	"keystore/storetest": { // the suite that backends' tests run
		ours:   []string{"codec", "codec/product", "codec/term", "keystore", "keystore/audit", "keystore/customer"},
		theirs: []string{"pgregory.net/rapid"},
	},

	"config": {
		ours:   []string{"codec", "codec/product", "codec/term"},
		theirs: []string{"github.com/spf13/pflag", "github.com/spf13/viper", "go.yaml.in/yaml/v3"},
	},

	"server": {
		ours: []string{
			"codec/product", "keystore", "server/adminapi", "server/check", "server/feed", "server/mail", "server/ops",
			"server/outbox", "server/portal", "server/portal/look", "server/portal/visit", "server/serve", "server/signing",
			"server/terms", "server/wire", "server/words",
		},
		theirs: []string{"github.com/prometheus/client_golang", "go.uber.org/zap", "golang.org/x/net/netutil"},
	},
	"server/access": { // who somebody is, and what he may do
		ours: []string{"keystore/customer", "server/words"},
		theirs: []string{
			"github.com/alexedwards/scs/v2", "github.com/boombuler/barcode", "github.com/hashicorp/golang-lru/v2", "github.com/pquerna/otp",
			"golang.org/x/crypto", "golang.org/x/text",
		},
	},
	"server/adminapi": {
		ours:   []string{"codec", "codec/answer", "codec/product", "codec/term", "keystore", "keystore/audit", "keystore/customer", "server/issue", "server/signing", "server/terms", "server/wire"},
		theirs: []string{"go.uber.org/zap", "golang.org/x/time/rate"},
	},
	"server/agent": {
		ours: []string{
			"codec", "codec/answer", "codec/product", "codec/profile", "codec/term", "server/agent/clock", "server/agent/due",
			"server/agent/hook", "server/client", "server/mail", "server/notice", "server/words",
		},
		theirs: []string{"go.uber.org/zap"},
	},
	"server/agent/clock": {},
	"server/agent/due":   {ours: []string{"codec/term"}},
	"server/agent/hook":  {},
	"server/browsertest": {theirs: []string{"github.com/chromedp/chromedp"}}, // starts browsers in tests
	"server/certtest":    {},                                                 // makes certificates in tests
	"server/check": {
		ours: []string{"codec", "codec/answer", "codec/product", "keystore", "server/feed", "server/terms"},
		theirs: []string{
			"github.com/prometheus/client_golang", "github.com/valyala/fasthttp", "github.com/valyala/fastjson",
			"go.uber.org/zap",
		},
	},
	"server/client":           {ours: []string{"codec", "codec/answer", "server/wire"}},
	"server/client/proxytest": { // runs proxies in tests
	},
	"server/demo": { // a stock, a customer, keys and a mailbox to try things with
		ours: []string{
			"codec", "codec/product", "codec/term", "keystore", "keystore/customer", "server/access", "server/mail", "server/portal/look",
			"server/portal/visit",
		},
	},
	"server/disktest": {}, // mounts disks in tests
	"server/feed": {
		ours:   []string{"codec", "codec/answer", "keystore"},
		theirs: []string{"go.uber.org/zap"},
	},
	"server/issue": {ours: []string{"codec", "codec/answer", "codec/product", "codec/term", "keystore", "server/signing", "server/terms"}},
	"server/mail":  {theirs: []string{"github.com/wneessen/go-mail"}},
	"server/mail/mailtest": { // catches mail in tests
		ours:   []string{"server/certtest"},
		theirs: []string{"github.com/emersion/go-sasl", "github.com/emersion/go-smtp"},
	},
	"server/manager": {
		ours: []string{
			"codec", "codec/answer", "codec/product", "codec/term", "server/client", "server/manager/book",
			"server/manager/bundle", "server/manager/deploy", "server/manager/report",
		},
		theirs: []string{"go.uber.org/zap"},
	},
	"server/manager/book": {
		ours:   []string{"codec", "codec/answer"},
		theirs: []string{"go.etcd.io/bbolt"},
	},
	"server/manager/bundle": {ours: []string{"codec", "codec/answer", "codec/product", "server/manager/book"}},
	"server/manager/control": {
		ours: []string{
			"codec", "codec/answer", "server/client", "server/manager", "server/manager/book", "server/manager/bundle",
			"server/manager/deploy", "server/manager/report",
		},
		theirs: []string{"go.uber.org/zap"},
	},
	"server/manager/deploy": {
		ours:   []string{"codec", "codec/answer", "codec/product", "codec/profile", "server/manager/book"},
		theirs: []string{"go.uber.org/zap"},
	},
	"server/manager/door": { // what products ask
		ours:   []string{"codec", "codec/answer", "server/client", "server/manager/book", "server/manager/report"},
		theirs: []string{"github.com/prometheus/client_golang", "go.uber.org/zap"},
	},
	"server/manager/page": { // what people and their monitoring look at
		ours:   []string{"codec/term", "server/manager/book", "server/manager/deploy", "server/manager/report", "server/words"},
		theirs: []string{"github.com/prometheus/client_golang", "go.uber.org/zap", "golang.org/x/time/rate"},
	},
	"server/manager/report": {ours: []string{"codec", "codec/answer", "codec/term", "server/manager/book"}},
	"server/manager/sitetest": { // runs sites of products in tests
		ours: []string{"codec", "codec/answer", "codec/profile", "server/client"},
	},
	"server/nettest": { // lays networks in tests
		ours: []string{"server/disktest"},
	},
	"server/notice": {ours: []string{"codec/product", "codec/term", "server/words"}},
	"server/outbox": {
		ours:   []string{"codec/term", "keystore", "keystore/customer", "server/mail", "server/words"},
		theirs: []string{"github.com/prometheus/client_golang", "go.uber.org/zap"},
	},
	"server/ops": {
		ours:   []string{"codec/term", "keystore", "server/terms"},
		theirs: []string{"github.com/prometheus/client_golang"},
	},
	"server/portal": { // the customers' web site
		ours: []string{
			"keystore", "server/access", "server/portal/account", "server/portal/entry", "server/portal/licences", "server/portal/look",
			"server/portal/register", "server/portal/visit", "server/signing", "server/terms", "server/words",
		},
		theirs: []string{"github.com/prometheus/client_golang", "go.uber.org/zap"},
	},
	"server/portal/account": { // details, password, second factor, users
		ours: []string{
			"keystore", "keystore/customer", "server/access", "server/portal/field", "server/portal/look", "server/portal/visit", "server/words",
		},
	},
	"server/portal/entry": { // the way in and out
		ours: []string{
			"keystore", "keystore/customer", "server/access", "server/portal/field", "server/portal/look", "server/portal/visit",
			"server/words",
		},
	},
	"server/portal/field": { // what forms ask for, and how it is read
		ours:   []string{"codec", "keystore/customer", "server/words"},
		theirs: []string{"golang.org/x/text"},
	},
	"server/portal/licences": { // what an account owns, its calendar and its activity
		ours: []string{
			"codec", "codec/answer", "codec/product", "codec/term", "keystore", "keystore/audit", "keystore/customer", "server/access",
			"server/issue",
			"server/portal/field", "server/portal/look", "server/portal/visit", "server/terms", "server/words",
		},
		theirs: []string{"github.com/hashicorp/golang-lru/v2", "github.com/klauspost/compress", "go.uber.org/zap", "golang.org/x/text"},
	},
	"server/portal/look": { // how pages are made
		ours: []string{"codec/product", "codec/term", "keystore/customer", "server/portal/field", "server/words"},
	},
	"server/portal/register": { // from the key on the paper to a registered product
		ours: []string{
			"codec", "codec/answer", "codec/product", "codec/term", "keystore", "keystore/customer", "server/access", "server/issue",
			"server/portal/field", "server/portal/look", "server/portal/visit", "server/terms", "server/words",
		},
	},
	"server/portal/visit": { // one request of one person
		ours: []string{
			"keystore", "keystore/customer", "server/access", "server/portal/look", "server/signing", "server/terms", "server/words",
		},
		theirs: []string{"github.com/klauspost/compress", "github.com/prometheus/client_golang", "go.uber.org/zap", "golang.org/x/text"},
	},
	"server/portal/visit/visittest": { // runs portals in tests
		ours: []string{
			"codec", "codec/product", "codec/term", "keystore", "keystore/customer", "keystore/mem", "server/access", "server/portal/look",
			"server/portal/visit", "server/signing", "server/terms", "server/words",
		},
		theirs: []string{"github.com/prometheus/client_golang", "go.uber.org/zap", "golang.org/x/net"},
	},
	"server/serve": {},
	"server/signing": {
		ours:   []string{"codec", "codec/answer"},
		theirs: []string{"github.com/oasisprotocol/curve25519-voi"},
	},
	"server/terms": {ours: []string{"codec/answer", "codec/product", "codec/term", "keystore"}},
	"server/wire":  {ours: []string{"codec", "codec/product", "codec/term", "keystore", "keystore/audit", "keystore/customer", "server/terms"}},
	"server/words": {ours: []string{"codec/product", "codec/term"}},

	"cmd":       {},
	"cmd/build": {},
	"cmd/cli": { // what the programs are at the command line
		ours: []string{"cmd/build", "config", "server/words"},
		theirs: []string{
			"github.com/coreos/go-systemd/v22", "github.com/spf13/cobra", "github.com/spf13/pflag", "go.uber.org/zap",
			"golang.org/x/term",
		},
	},
	"cmd/clitest": {}, // runs the built programs in tests
	"cmd/ollu-agent": {
		ours: []string{
			"cmd/build", "cmd/cli", "codec", "codec/term", "config", "server/agent", "server/agent/hook", "server/client", "server/mail",
			"server/notice", "server/serve", "server/words",
		},
		theirs: []string{
			"github.com/coreos/go-systemd/v22", "github.com/spf13/cobra", "github.com/spf13/pflag", "go.uber.org/zap",
			"golang.org/x/net",
		},
	},
	"cmd/ollu": {
		ours: []string{
			"cmd/build", "codec", "codec/answer", "codec/product", "codec/term", "config", "keystore", "keystore/bolt", "server",
			"server/check", "server/client", "server/demo", "server/mail", "server/ops", "server/outbox", "server/signing", "server/wire", "server/words",
		},
		theirs: []string{
			"github.com/coreos/go-systemd/v22", "github.com/prometheus/client_golang", "github.com/schollz/progressbar/v3",
			"github.com/spf13/cobra", "github.com/spf13/pflag", "go.uber.org/zap", "golang.org/x/term",
		},
	},
	"cmd/ollu-manager": {
		ours: []string{
			"cmd/build", "cmd/cli", "codec", "codec/answer", "codec/term", "config", "server/client", "server/manager",
			"server/manager/book", "server/manager/bundle", "server/manager/control", "server/manager/deploy", "server/manager/door",
			"server/manager/page", "server/manager/report", "server/serve", "server/words",
		},
		theirs: []string{
			"github.com/coreos/go-systemd/v22", "github.com/prometheus/client_golang", "github.com/spf13/cobra",
			"github.com/spf13/pflag", "go.uber.org/zap",
		},
	},
}

// tower says for each part of the house which parts its rooms may see at all.
// The table above may not say otherwise.
var tower = map[string][]string{
	"codec":    {"codec"},
	"keystore": {"codec", "keystore"},
	"config":   {"codec"},
	"server":   {"codec", "keystore", "server"},
	"cmd":      {"codec", "keystore", "server", "config", "cmd"},
}

// only says which rooms alone may let a third-party module in.
var only = map[string][]string{
	"go.etcd.io/bbolt":                        {"keystore/bolt", "server/manager/book"},
	"github.com/spf13/viper":                  {"config"},
	"go.yaml.in/yaml/v3":                      {"config"},
	"github.com/spf13/cobra":                  {"cmd/cli", "cmd/ollu", "cmd/ollu-agent", "cmd/ollu-manager"},
	"github.com/valyala/fasthttp":             {"server/check"},
	"github.com/oasisprotocol/curve25519-voi": {"server/signing"},
	"github.com/wneessen/go-mail":             {"server/mail"},
	"github.com/emersion/go-smtp":             {"server/mail/mailtest"},
	"github.com/prometheus/client_golang":     {"server", "server/check", "server/ops", "server/outbox", "server/manager/door", "server/manager/page", "server/portal", "server/portal/visit", "server/portal/visit/visittest", "cmd/ollu", "cmd/ollu-manager"},
}

// small lists the rooms that must stay small, with what must not come into
// them by any way: what a product links must not bring the issuer's house.
var small = map[string][]string{
	"cmd/ollu-agent": {
		"keystore/bolt", "server/adminapi", "server/check", "server/ops", "server/access", "server/outbox", "server/portal", "server/signing",
		"github.com/valyala/fasthttp", "github.com/prometheus/client_golang", "go.etcd.io/bbolt",
	},
	"cmd/ollu-manager": {
		"keystore/bolt", "server/adminapi", "server/check", "server/feed", "server/ops", "server/access", "server/outbox", "server/portal", "server/signing",
		"github.com/valyala/fasthttp",
	},
	"server/agent":  {"keystore/bolt", "server/access", "server/portal", "server/adminapi", "server/check", "server/outbox", "server/ops", "server/signing", "config"},
	"server/client": {"keystore/bolt", "server/access", "server/portal", "server/adminapi", "server/check", "server/outbox", "server/ops", "config"},
	"server/check":  {"keystore/bolt", "server/access", "server/adminapi", "server/outbox", "server/portal", "server/wire", "config"},
	"server/manager": {
		"keystore/bolt", "server/adminapi", "server/check", "server/feed", "server/ops", "server/portal", "server/signing", "config",
		"github.com/valyala/fasthttp",
	},
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
		rooms:   []string{"server/words", "server/notice", "server/manager/report"},
		imports: []string{"os", "net", "log", "syscall", "math/rand", "crypto/rand"},
		calls:   []string{"time.Now", "time.Since", "time.Until"},
		because: "what is said follows from what is handed in alone",
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
		rooms:   []string{"codec", "keystore", "server/agent/clock", "server/agent/due", "server/check"},
		exempt:  []string{"keystore/storetest"},
		calls:   []string{"time.Now", "time.Since", "time.Until"},
		because: "now is an argument, read once at the door",
	},
}
