package visit

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/klauspost/compress/gzhttp"
	"go.uber.org/zap"

	"ollu/server/words"
)

// door is the portal's handler.
type door struct {
	desk    *Desk
	mux     *http.ServeMux
	pages   map[string]bool // paths that GET has a route for
	origin  *http.CrossOriginProtection
	host    string // of the PublicURL; "" this machine's names for itself
	figures *figures
	inside  http.Handler // sessions and routes
}

// New makes the handler that serves routes. It fails for routes that clash, and
// where something required is missing.
func New(desk Desk, routes []Route) (h http.Handler, err error) {
	if desk.Log == nil {
		desk.Log = zap.NewNop()
	}
	d := &door{desk: &desk, mux: http.NewServeMux(), pages: map[string]bool{}, origin: http.NewCrossOriginProtection()}
	if err := d.complete(); err != nil {
		return nil, err
	}
	desk.proofs = newProofs()
	if d.figures, err = newFigures(desk.Registerer, desk.Sessions, desk.proofs); err != nil {
		return nil, fmt.Errorf("portal: metrics: %w", err)
	}
	if err := d.add(routes); err != nil {
		return nil, err
	}
	squeeze, err := gzhttp.NewWrapper(gzhttp.RandomJitter(jitter, 0, false), gzhttp.EnableZstd(false))
	if err != nil {
		return nil, fmt.Errorf("portal: compression: %w", err)
	}
	d.inside = squeeze(desk.Sessions.Wrap(http.HandlerFunc(d.answer)))
	return d, nil
}

// jitter is how many bytes of padding a compressed page gets at most.
const jitter = 64

// complete checks what the desk has.
func (d *door) complete() error {
	k := d.desk
	for _, part := range []struct {
		name    string
		missing bool
	}{
		{"Store", k.Store == nil}, {"Book", k.Book == nil}, {"Now", k.Now == nil}, {"Random", k.Random == nil},
		{"Sessions", k.Sessions == nil}, {"Hasher", k.Hasher == nil}, {"Limits", k.Limits == nil},
		{"Robot", k.Robot == nil}, {"Look", k.Look == nil},
	} {
		if part.missing {
			return fmt.Errorf("portal: the desk needs %s", part.name)
		}
	}
	if k.PublicURL == "" {
		return nil
	}
	u, err := url.Parse(k.PublicURL)
	if err != nil || u.Host == "" || u.Path != "" || u.RawQuery != "" {
		return fmt.Errorf("portal: the address %q must be like https://portal.example.com, without a path", k.PublicURL)
	}
	d.host = u.Host
	return d.origin.AddTrustedOrigin(u.Scheme + "://" + u.Host)
}

// add gives the mux its routes; it panics for patterns that clash, which becomes
// an error here.
func (d *door) add(routes []Route) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("portal: %v", p)
		}
	}()
	for _, rt := range routes {
		if rt.Method != http.MethodGet && rt.Method != http.MethodPost || rt.Handle == nil {
			return fmt.Errorf("portal: the route %s %s is neither GET nor POST, or is empty", rt.Method, rt.Path)
		}
		if rt.Method == http.MethodGet {
			d.pages[rt.Path] = true
		}
	}
	for _, rt := range routes {
		path := rt.Path
		if path == "/" {
			path = "/{$}"
		}
		d.mux.Handle(rt.Method+" "+path, &stop{d, rt})
	}
	return nil
}

// ServeHTTP implements http.Handler.
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	watched := &answer{ResponseWriter: w}
	defer d.figures.time(d.label(r), watched)()
	d.headers(w.Header())
	switch {
	case r.URL.Path == "/robots.txt":
		plain(watched, http.StatusOK, "User-agent: *\nDisallow: /\n")
	case r.URL.Path == "/favicon.svg" || strings.HasPrefix(r.URL.Path, "/assets/"):
		d.desk.Look.Assets().ServeHTTP(watched, r)
	case !d.serves(r.Host):
		l := (&Visit{R: r, Desk: d.desk}).language()
		plain(watched, http.StatusMisdirectedRequest, words.Say(l, d.elsewhere(), words.Args{"address": d.desk.PublicURL})+"\n")
	default:
		awaitForm(w, r)
		d.inside.ServeHTTP(watched, r)
	}
}

// serves tells whether the portal is reached under this host. Whoever asks can
// write any, and mails name it: so without a PublicURL there is only this machine.
func (d *door) serves(host string) bool {
	if d.host != "" {
		return strings.EqualFold(host, d.host)
	}
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	address, err := netip.ParseAddr(name)
	return strings.EqualFold(name, "localhost") || err == nil && address.IsLoopback()
}

// elsewhere says where the portal is, or what must be set for it to be there.
func (d *door) elsewhere() words.ID {
	if d.host == "" {
		return words.LookUnset
	}
	return words.LookElsewhereDo
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // the reader may be gone
}

// answer finds the route of a request and has it answered, inside its session.
func (d *door) answer(w http.ResponseWriter, r *http.Request) {
	v := d.visit(w, r)
	defer d.rescue(v)
	h, pattern := d.mux.Handler(r)
	s, found := h.(*stop)
	hasPage := found && d.pages[s.route.Path]
	v.speak(hasPage)
	if err := v.identify(); err != nil {
		d.tell(v, err)
		return
	}
	v.speak(hasPage)
	switch {
	case d.origin.Check(r) != nil:
		d.explain(v, foreign, "")
	case r.ContentLength > MaxForm:
		d.tell(v, ErrTooLarge)
	case found:
		d.mux.ServeHTTP(w, r.WithContext(withVisit(r.Context(), v)))
	case pattern != "": // it only puts the path right
		h.ServeHTTP(w, r)
	default:
		d.nowhere(v, h)
	}
}

// nowhere answers where there is no route: 405 where the path has another
// method, else 404. The mux knows which.
func (d *door) nowhere(v *Visit, h http.Handler) {
	said := &aside{header: http.Header{}}
	h.ServeHTTP(said, v.R)
	if said.status == http.StatusMethodNotAllowed {
		v.W.Header().Set("Allow", said.header.Get("Allow"))
		d.explain(v, notLikeSo, "")
		return
	}
	d.explain(v, notThere, "")
}

// headers are what every answer says to the browser.
func (d *door) headers(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex")
	if d.desk.secure() {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// policy lets a page load its own style, script and pictures, send its own
// forms, and nothing else. data: is for the QR code of a second factor.
const policy = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
