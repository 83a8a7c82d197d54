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
	// The customer portal.
	Portal Portal `key:"portal"`
	// The mail server that the portal's mails go to. Without a host they wait in
	// the database, and nobody gets any.
	Mail Mail `key:"mail"`
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

// Portal is the customers' web site.
type Portal struct {
	// Address and port. Without an address it listens on all there are; port 0
	// takes a free one. Empty: there is no portal.
	Listen string `key:"listen" default:":8081" is:"door" flag:"portal-listen"`
	// Certificate chain in PEM. With it and tls_key the portal speaks HTTPS;
	// both are read again on SIGHUP.
	TLSCert string `key:"tls_cert" default:"" is:"text"`
	// Private key of tls_cert in PEM.
	TLSKey string `key:"tls_key" default:"" is:"text"`
	// Address by which customers reach it, such as https://licence.example.com:
	// it stands in mails. With https the cookies are sent over HTTPS alone. Empty
	// takes the address that it listens on, which is of use on this machine alone.
	URL string `key:"url" default:"" is:"url"`
	// How long a customer who logged in may do nothing until he must log in
	// again.
	IdleTimeout time.Duration `key:"idle_timeout" default:"20m" is:"duration"`
	// After how long he must log in again in any case.
	SessionLife time.Duration `key:"session_life" default:"12h" is:"duration"`
	// Time zone in which times of day stand in pages and mails, such as Asia/Tokyo;
	// a licence's own are in its own. Empty takes the system's.
	Zone string `key:"zone" default:"" is:"zone"`
	// Name that stands at the top of pages and in mails: the vendor's.
	Brand string `key:"brand" default:"ollu" is:"text"`
	// Terms of use in Japanese, a text file. Empty takes the one that is built
	// in, which is a placeholder: have your own.
	TermsJA string `key:"terms_ja" default:"" is:"text"`
	// Terms of use in English, a text file.
	TermsEN string `key:"terms_en" default:"" is:"text"`
	// Mail address that the help page names.
	SupportMail string `key:"support_mail" default:"" is:"mailbox"`
	// Phone number that the help page names.
	SupportPhone string `key:"support_phone" default:"" is:"text"`
	// Web page that the help page names.
	SupportURL string `key:"support_url" default:"" is:"url"`
	// Mail address of the operators: customers' requests for offline codes go
	// there. Empty sends none; ollu account requests lists them all the same.
	OperatorMail string `key:"operator_mail" default:"" is:"mailbox"`
	// Reverse proxies before the portal, such as 10.0.0.0/8: who asks is taken
	// from their X-Forwarded-For. In an environment variable they are separated
	// by commas.
	TrustedProxies []string `key:"trusted_proxies" default:"" is:"networks"`
	// Folder of mail templates that take the place of those built in. ollu mail
	// templates writes out what there is.
	MailTemplates string `key:"mail_templates" default:"" is:"text"`
}

// Mail is the server that mails go to.
type Mail struct {
	// Name of the SMTP server.
	Host string `key:"host" default:"" is:"text"`
	// Its port; 0 is the usual one: 587 with starttls, 465 with tls, 25 with
	// none.
	Port int `key:"port" default:"0" is:"port"`
	// starttls, tls, or none. A password is never sent without one of the
	// first two.
	TLS string `key:"tls" default:"starttls" is:"tls"`
	// User that the server asks for.
	User string `key:"user" default:"" is:"text"`
	// File that holds the user's password, and that not everybody may read.
	PasswordFile string `key:"password_file" default:"" is:"text"`
	// Sender, such as Example Software <licence@example.com>.
	From string `key:"from" default:"" is:"mailbox"`
	// Certificates in PEM to trust beside those of the system.
	CAFile string `key:"ca_file" default:"" is:"text"`
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
