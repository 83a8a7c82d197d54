package portal

import (
	"io"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"ollu/keystore"
	"ollu/server/access"
	"ollu/server/portal/account"
	"ollu/server/portal/entry"
	"ollu/server/portal/licences"
	"ollu/server/portal/look"
	"ollu/server/portal/register"
	"ollu/server/portal/visit"
	"ollu/server/signing"
	"ollu/server/terms"
	"ollu/server/words"
)

// Options is what a portal is made of. Store, Book, Now, Random, Secret and Terms
// are required.
type Options struct {
	Store         keystore.Store
	Book          func() *terms.Book
	Ring          func() *signing.Ring // nil or giving nil: nothing can be signed
	ReloadSigning func() error         // after signing found that another process changed the keys
	Now           func() time.Time
	Random        io.Reader
	Log           *zap.Logger           // nil: no log
	Registerer    prometheus.Registerer // takes the metrics; nil: none are kept
	Secret        []byte                // of this portal; cookies and robot checks go by it

	// PublicURL is where customers reach it: requests to other hosts are refused,
	// and with https cookies are for HTTPS alone. "" serves this machine alone.
	PublicURL      string
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	Idle, Life     time.Duration  // of sessions; 0 what server/access says
	Zone           *time.Location // of moments in pages; nil UTC
	Lang           words.Lang     // for browsers that ask for neither language

	Brand        string // "" a plain name
	Terms        func(words.Lang) string
	TermsVersion string
	OperatorMail string // who is asked for offline codes; "" nobody by mail
	SupportMail  string // what pages name for questions; each may be ""
	SupportPhone string
	SupportURL   string

	// Routes and Pages are what a demo adds.
	Routes []visit.Route
	Pages  []look.Page
}

// robotBits makes a robot check of about 130,000 tries: a quarter of a second on
// a desk, two on an old telephone.
const robotBits = 17

// New makes the portal. It fails where something required is missing.
func New(o Options) (http.Handler, error) {
	l, err := look.New(look.Options{Pages: append(Pages(), o.Pages...), Brand: o.Brand, Zone: o.Zone})
	if err != nil {
		return nil, err
	}
	url := strings.TrimSuffix(o.PublicURL, "/")
	secure := strings.HasPrefix(url, "https://")
	return visit.New(visit.Desk{
		Store: o.Store, Book: o.Book, Ring: o.Ring, ReloadSigning: o.ReloadSigning, Now: o.Now, Random: o.Random,
		Log: o.Log, Secret: o.Secret, Look: l, Registerer: o.Registerer,
		Sessions: access.NewSessions(access.SessionOptions{Idle: o.Idle, Life: o.Life, Secure: secure, Now: o.Now}),
		Hasher:   access.NewHasher(access.HasherOptions{Random: o.Random}),
		Limits:   access.NewLimits(o.Now), Robot: access.NewRobot(o.Secret, robotBits),
		PublicURL: url, TrustedProxies: o.TrustedProxies, Lang: o.Lang, Brand: o.Brand, Terms: o.Terms,
		TermsVersion: o.TermsVersion, OperatorMail: o.OperatorMail, SupportMail: o.SupportMail,
		SupportPhone: o.SupportPhone, SupportURL: o.SupportURL,
	}, append(Routes(), o.Routes...))
}

// Routes are all addresses of the portal. Take them once for a portal.
func Routes() []visit.Route {
	return slices.Concat(entry.Routes(), register.Routes(), licences.Routes(), account.Routes())
}

// Pages are all pages of the portal.
func Pages() []look.Page {
	return slices.Concat(entry.Pages(), register.Pages(), licences.Pages(), account.Pages())
}
