package config

import "time"

// Config is everything that the server can be told. A key is the names of the
// fields on the way, such as agents.rate.burst. The same value is given by the
// variable OLLU_AGENTS_RATE_BURST, and on the command line, where a command has
// such a flag, by --agents-rate-burst; agents.listen is --listen. Durations are
// written like 10s or 1m30s. Paths that are not absolute begin where the
// program was started.
type Config struct {
	// Folder of the database, the signing keys and the admin token. It is made
	// when it is not there.
	DataDir string `key:"data_dir" default:"./data" is:"path"`
	// The door for products and managers: /ollu/license_update.aspx.
	Agents Agents `key:"agents"`
	// The door for operators: admin API, metrics and health.
	Admin Admin `key:"admin"`
	// What the server says about itself, to standard error.
	Log Log `key:"log"`
	// Catalogue of products, a YAML file. Empty takes the one that is built in.
	Catalog string `key:"catalog" default:"" is:"text"`
	// How the database is kept.
	Store Store `key:"store"`
	// How long requests under way may take when the server is told to stop;
	// after that they are cut off.
	ShutdownTimeout time.Duration `key:"shutdown_timeout" default:"20s" is:"duration"`
}

// Agents is the door for products and managers.
type Agents struct {
	// Address and port. Without an address it listens on all there are; port 0
	// takes a free one.
	Listen string `key:"listen" default:":8080" is:"address" flag:"listen"`
	// Certificate chain in PEM. With it and tls_key the door speaks HTTPS;
	// both are read again on SIGHUP.
	TLSCert string `key:"tls_cert" default:"" is:"text"`
	// Private key of tls_cert in PEM.
	TLSKey string `key:"tls_key" default:"" is:"text"`
	// How long a request may take to arrive, from its first byte to its last.
	ReadTimeout time.Duration `key:"read_timeout" default:"10s" is:"duration"`
	// How long an answer may take to be taken by the client.
	WriteTimeout time.Duration `key:"write_timeout" default:"10s" is:"duration"`
	// How long a connection may stay open without a request.
	IdleTimeout time.Duration `key:"idle_timeout" default:"1m15s" is:"duration"`
	// Connections at once; 0 is no limit.
	MaxConnections int `key:"max_connections" default:"65536" is:"count"`
	// Connections at once from one address; 0 is no limit. Many products may
	// share the address of their proxy.
	MaxConnectionsPerAddress int `key:"max_connections_per_address" default:"1024" is:"count"`
	// Managers that may wait for a change at once; 0 lets none wait. Each is a
	// connection that counts for its address, but not against max_connections.
	MaxWaiters int `key:"max_waiters" default:"20000" is:"count"`
	// How much one address may ask.
	Rate Rate `key:"rate"`
	// Log one line for each question, with the code masked.
	AccessLog bool `key:"access_log" default:"false" is:"switch"`
	// Signed answers that are kept, to be given out again to whoever asks the
	// same without a nonce; each takes about 1 KiB. 0 keeps none.
	KeptAnswers int `key:"kept_answers" default:"131072" is:"count"`
}

// Rate limits the questions from one address. What is over is answered 429
// with Retry-After.
type Rate struct {
	// Questions a second in the long run; 0 is no limit.
	PerSecond float64 `key:"per_second" default:"500" is:"rate"`
	// Questions at once, after a quiet time.
	Burst int `key:"burst" default:"2000" is:"burst"`
	// Networks and addresses that are not limited, such as 10.0.0.0/8 and
	// 2001:db8::7. In an environment variable they are separated by commas.
	Exempt []string `key:"exempt" default:"" is:"networks"`
}

// Admin is the door for operators.
type Admin struct {
	// Address and port. Whoever reaches it can read the metrics; changing a
	// licence takes the admin token as well.
	Listen string `key:"listen" default:"127.0.0.1:8082" is:"address"`
	// Serve Go's profiles at /debug/pprof/.
	Pprof bool `key:"pprof" default:"false" is:"switch"`
}

// Log is what the server says about itself.
type Log struct {
	// The least that is worth a line: debug, info, warn or error.
	Level string `key:"level" default:"info" is:"level"`
	// json for programs that collect logs, console for people who read them.
	Format string `key:"format" default:"console" is:"format"`
}

// Store is how the database is kept.
type Store struct {
	// How often the times at which products were last seen are written. A
	// crash loses what was gathered since; nothing else waits for this.
	FlushEvery time.Duration `key:"flush_every" default:"2s" is:"duration"`
	// Address space set aside for the database file, such as 512MiB or 4GiB.
	// Whenever the file grows past it, writers wait a moment for readers. It
	// takes no memory.
	InitialMapSize int `key:"initial_map_size" default:"1GiB" is:"size"`
}
