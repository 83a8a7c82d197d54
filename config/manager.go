package config

import (
	"errors"
	"fmt"
	"net"
	"time"
)

// ManagerConfig is everything that the manager can be told. A key is the names
// of the fields on the way, such as push.client_cert. The same value is given by
// the variable OLLU_MANAGER_PUSH_CLIENT_CERT, and on the command line, where a
// command has such a flag, by --push-client-cert. Durations are written like 10s
// or 1m30s. Paths that are not absolute begin where the program was started.
type ManagerConfig struct {
	// Address of the issuer's licence server, such as
	// http://licence.example.com. Its name is looked up anew for every question.
	// Empty for a site with no line out: nobody is asked, and files are carried.
	Server string `key:"server" default:"" is:"url"`
	// Folder of the manager's state: the codes and what the issuer said of them,
	// the products and their tokens. It is made when it is not there.
	StateDir string `key:"state_dir" default:"./manager" is:"path"`
	// Name of this site, in the files that it exports. Empty takes the name of
	// the machine.
	Site string `key:"site" default:"" is:"text"`
	// The issuer's public keys as the vendor ships them, a JWK set such as
	// /ollu/keys.json of its server. Empty trusts the keys that are met first,
	// and ollu-manager status says so.
	IssuerKeys string `key:"issuer_keys" default:"" is:"text"`
	// Time zone whose midnight begins the daily sync, such as Asia/Tokyo. Empty
	// takes the system's.
	Zone string `key:"zone" default:"" is:"zone"`
	// Over how long after midnight the daily sync is scattered, so that not all
	// managers ask at once.
	Spread time.Duration `key:"spread" default:"30m" is:"wait"`
	// How long one question after news waits at the issuer, which answers it
	// when one of the codes changes: so a renewal is here in seconds. 0s asks
	// once a day alone.
	LongPoll time.Duration `key:"long_poll" default:"5m" is:"poll"`
	// How long after a failure it is tried again at first; it doubles from
	// there.
	Retry time.Duration `key:"retry" default:"1m" is:"duration"`
	// Address and port of the products' door, where products ask as they would
	// ask the issuer. Empty opens none: products are pushed to alone.
	Listen string `key:"listen" default:":8083" is:"door"`
	// Certificate chain of the products' door in PEM. With it and tls_key the
	// door speaks HTTPS; both are read again on SIGHUP.
	TLSCert string `key:"tls_cert" default:"" is:"text"`
	// Private key of tls_cert in PEM.
	TLSKey string `key:"tls_key" default:"" is:"text"`
	// Certificates in PEM of who signs those of products. With it the products'
	// door lets in only who shows such a certificate; read again on SIGHUP.
	ClientCA string `key:"client_ca" default:"" is:"text"`
	// Address and port of the web page, the commands, /metrics, /healthz and
	// /readyz. Whoever reaches it can read the metrics; all else takes the token
	// of manager.token in the state's folder.
	AdminListen string `key:"admin_listen" default:"127.0.0.1:8084" is:"address"`
	// HTTP proxy on the way to the issuer. Products are reached without it.
	Proxy AgentProxy `key:"proxy"`
	// Certificates in PEM to trust beside those of the system: of the issuer's
	// server, and of a proxy that is reached by HTTPS.
	CAFile string `key:"ca_file" default:"" is:"text"`
	// How products are reached that profiles are pushed to.
	Push ManagerPush `key:"push"`
	// Language of what people are told, ja or en. Empty goes by LC_ALL,
	// LC_MESSAGES and LANG. The web page goes by the browser.
	Lang string `key:"lang" default:"" is:"lang"`
	// What the manager says about itself, to standard error.
	Log Log `key:"log"`
}

// ManagerPush is how products are reached that profiles are pushed to.
type ManagerPush struct {
	// Certificate chain in PEM that the manager shows to products that ask for
	// one.
	ClientCert string `key:"client_cert" default:"" is:"text"`
	// Private key of client_cert in PEM.
	ClientKey string `key:"client_key" default:"" is:"text"`
	// Certificates in PEM to trust beside those of the system, of products that
	// are reached by HTTPS.
	CAFile string `key:"ca_file" default:"" is:"text"`
}

// DefaultManagerFile is read, if it is there, when no other file is named.
const DefaultManagerFile = "ollu-manager.yaml"

// LoadedManager is a manager's configuration that has been checked.
type LoadedManager = LoadedOf[ManagerConfig]

// DefaultManager is the manager's configuration when nothing is said.
func DefaultManager() ManagerConfig { return defaults[ManagerConfig](managerSchema) }

// LoadManager reads and checks the manager's configuration, as Load does.
func LoadManager(o LoadOptions) (*LoadedManager, error) {
	return load(managerSchema, o, managerTogether)
}

// managerTogether is together for the manager.
func managerTogether(c *ManagerConfig) (errs []error) {
	wrong := func(is bool, reason string) {
		if is {
			errs = append(errs, errors.New(reason))
		}
	}
	p := &c.Proxy
	wrong((p.User == "") != (p.PasswordFile == ""), "proxy.user and proxy.password_file: expected both or neither")
	wrong(p.URL == "" && p.User != "", "proxy.user is given and proxy.url is not: expected the proxy's address")
	wrong((c.TLSCert == "") != (c.TLSKey == ""), "tls_cert and tls_key: expected both or neither")
	wrong(c.ClientCA != "" && c.TLSCert == "", "client_ca is given and tls_cert is not: only a door with a certificate of its own asks for one")
	wrong((c.Push.ClientCert == "") != (c.Push.ClientKey == ""), "push.client_cert and push.client_key: expected both or neither")
	if sameDoor(c.Listen, c.AdminListen) {
		errs = append(errs, fmt.Errorf("listen and admin_listen are both %.80q: expected an address for each", c.Listen))
	}
	return errs
}

// sameDoor tells whether two listeners would be in each other's way.
func sameDoor(one, other string) bool {
	_, port, err := net.SplitHostPort(one)
	return err == nil && port != "0" && one == other
}

// readDoor takes an address to listen on, or none.
func readDoor(s string) (any, error) {
	if s == "" {
		return s, nil
	}
	return readAddress(s)
}

// readZone takes a time zone, or none for the system's.
func readZone(s string) (any, error) {
	if s == "" {
		return s, nil
	}
	return asZone(s)
}

// longestPoll is how long an issuer lets a question after news wait at most.
const longestPoll = time.Hour

func readPoll(s string) (any, error) {
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 || d > longestPoll || d > 0 && d < time.Second {
		return nil, errors.New("expected a duration from 1s to 1h, such as 5m, or 0s for none")
	}
	return d, nil
}
