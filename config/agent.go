package config

import "time"

// AgentConfig is everything that the agent can be told. A key is the names of
// the fields on the way, such as mail.host. The same value is given by the
// variable OLLU_AGENT_MAIL_HOST, and on the command line, where a command has
// such a flag, by --mail-host; the lists hooks and services are given in the
// file alone. Durations are written like 10s or 1m30s. Paths that are not
// absolute begin where the program was started.
type AgentConfig struct {
	// Address of the licence server, or of a manager, such as
	// http://licence.example.com. Its name is looked up anew for every question.
	// Empty takes the one that was given at the first activation.
	Server string `key:"server" default:"" is:"url"`
	// Folder of the agent's state. It is made when it is not there.
	StateDir string `key:"state_dir" default:"./agent" is:"path"`
	// Product that this agent works for, as the server's catalogue calls it.
	// Empty takes that of the first code.
	Product string `key:"product" default:"" is:"text"`
	// The issuer's public keys as the vendor ships them, a JWK set such as
	// /ollu/keys.json of its server. Empty trusts the keys that are met first,
	// and ollu-agent status says so.
	IssuerKeys string `key:"issuer_keys" default:"" is:"text"`
	// The product's signed description as the vendor ships it, such as
	// /ollu/products/PRODUCT.jwt of its server: for a product that never
	// reaches a server.
	Facts string `key:"facts" default:"" is:"text"`
	// Key that checks offline codes of this product: a file that holds what
	// ollu signing offline-key prints, and that not everybody may read. Empty
	// refuses offline codes.
	OfflineKey string `key:"offline_key" default:"" is:"text"`
	// Take only answers that echo what was sent with the question, so that no
	// old answer can be played again. Set it to false behind a manager that
	// hands out statements from its shelf.
	RequireFresh bool `key:"require_fresh" default:"true" is:"switch"`
	// Stable id of this installation, at most 64 printable ASCII characters.
	// Empty makes one up and keeps it.
	Device string `key:"device" default:"" is:"device"`
	// Name of this machine in mails. Empty takes the system's.
	Host string `key:"host" default:"" is:"text"`
	// Language of what people are told, ja or en. Empty goes by LC_ALL,
	// LC_MESSAGES and LANG.
	Lang string `key:"lang" default:"" is:"lang"`
	// Version of the product, told to the server.
	Version string `key:"version" default:"" is:"text"`
	// Build of the product, told to the server.
	Build string `key:"build" default:"" is:"text"`
	// Over how long after midnight automatic checks are scattered, so that not
	// all agents ask at once.
	Spread time.Duration `key:"spread" default:"30m" is:"wait"`
	// HTTP proxy on the way to the server.
	Proxy AgentProxy `key:"proxy"`
	// Certificates in PEM to trust beside those of the system: of the licence
	// server, of the mail server, and of a proxy that is reached by HTTPS.
	CAFile string `key:"ca_file" default:"" is:"text"`
	// Who gets the daily mail before and after the expiry. Without a host
	// there is none.
	Mail AgentMail `key:"mail"`
	// Where a manager pushes licence profiles to. Without an address nothing
	// listens.
	Profile AgentProfile `key:"profile"`
	// Programs that are run when something happens to a component. Each is run
	// without a shell, at least once, also after a crash.
	Hooks []AgentHook `key:"hooks"`
	// Programs that restart what depends on a component: after a manual check
	// that brought a new expiry, and after another code. An automatic update
	// restarts nothing.
	Services []AgentService `key:"services"`
	// What the agent says about itself, to standard error.
	Log Log `key:"log"`
}

// AgentProxy is the HTTP proxy on the way to the server.
type AgentProxy struct {
	// Its address, such as http://proxy.example.com:3128. Empty goes by
	// HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
	URL string `key:"url" default:"" is:"url"`
	// User that it asks for.
	User string `key:"user" default:"" is:"text"`
	// File that holds the user's password, and that not everybody may read.
	PasswordFile string `key:"password_file" default:"" is:"text"`
	// Hosts, .suffixes, networks and host:port that are reached without it.
	NoProxy []string `key:"no_proxy" default:"" is:"list"`
}

// AgentMail is the server that mails go to, and who gets them.
type AgentMail struct {
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
	// Sender, such as licence@gw.example.com.
	From string `key:"from" default:"" is:"mailbox"`
	// Recipients.
	To []string `key:"to" default:"" is:"mailboxes"`
}

// AgentProfile is the listener that a manager pushes licence profiles to. What
// it pushes is believed by the issuer's signature alone; the token or the
// certificate says who may push and see what is held.
type AgentProfile struct {
	// Address and port, such as :8085 or 10.0.0.5:8085. Empty listens nowhere.
	// An address that others can reach needs token_file or client_ca.
	Listen string `key:"listen" default:"" is:"door"`
	// File that holds the token which the manager shows, and that not everybody
	// may read. ollu-manager products add prints one.
	TokenFile string `key:"token_file" default:"" is:"text"`
	// Certificate chain in PEM. With it and tls_key the listener speaks HTTPS.
	TLSCert string `key:"tls_cert" default:"" is:"text"`
	// Private key of tls_cert in PEM.
	TLSKey string `key:"tls_key" default:"" is:"text"`
	// Certificates in PEM, one of which must have signed the manager's own.
	// It needs tls_cert.
	ClientCA string `key:"client_ca" default:"" is:"text"`
}

// AgentHook is a program that is run when something happens to a component.
type AgentHook struct {
	// What it is called in logs; each hook has a name of its own.
	Name string `key:"name" is:"name"`
	// When it is run: updated (the terms changed), activated (a code was taken
	// in), grace (the contract ended), expired (updates ended), restored
	// (updates go on again).
	On []string `key:"on" is:"events"`
	// Components it is for. Empty is for all.
	Components []string `key:"components" default:"" is:"list"`
	// The program and its arguments. What happened is in its environment.
	Run []string `key:"run" is:"command"`
	// How long it may take; after that it is ended, with all that it started.
	Timeout time.Duration `key:"timeout" default:"1m" is:"duration"`
}

// AgentService is a program that restarts what depends on a component.
type AgentService struct {
	// What it is called in logs; each service has a name of its own.
	Name string `key:"name" is:"name"`
	// Components that it depends on. Empty is any.
	Components []string `key:"components" default:"" is:"list"`
	// Why it is restarted: manual_update, code_changed. Empty is for both.
	On []string `key:"on" default:"" is:"reasons"`
	// The program and its arguments, such as [systemctl, restart, scand]. It is
	// run once for an action at most.
	Run []string `key:"run" is:"command"`
	// How long it may take; after that it is ended, with all that it started.
	Timeout time.Duration `key:"timeout" default:"1m" is:"duration"`
}
