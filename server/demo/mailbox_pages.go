package demo

import (
	"embed"
	"io/fs"
	"net/http"
	"regexp"
	"strings"

	"ollu/server/portal/look"
	"ollu/server/portal/visit"
)

// MailboxPath is where the mailbox is in the portal.
const MailboxPath = "/demo/mailbox"

const (
	listPage = "demo-mailbox"
	mailPage = "demo-mail"
)

//go:embed pages
var files embed.FS

// Pages gives the pages that Routes show.
func (m *Mailbox) Pages() []look.Page {
	own, err := fs.Sub(files, "pages")
	if err != nil {
		panic(err) // the program was built without them
	}
	return []look.Page{{Name: listPage, FS: own}, {Name: mailPage, FS: own}}
}

// Routes are the mailbox's addresses, for a portal to add to its own.
func (m *Mailbox) Routes() []visit.Route {
	return []visit.Route{
		{Method: http.MethodGet, Path: MailboxPath, Need: visit.Anyone, Handle: m.list},
		{Method: http.MethodGet, Path: MailboxPath + "/{no}", Need: visit.Anyone, Handle: m.show},
		{Method: http.MethodGet, Path: MailboxPath + "/{no}/page", Need: visit.Anyone, Handle: m.page},
	}
}

func (m *Mailbox) list(v *visit.Visit) error {
	return v.Show(http.StatusOK, listPage, map[string]any{"Mails": m.newest(), "Most": keptMails})
}

// shown is a mail as its page shows it.
type shown struct {
	kept
	Path  string // of the mail's own page; "" it has none
	Parts []part // of its text
}

// part is a piece of a mail's text, an address that can be followed where Link
// says so.
type part struct {
	Text string
	Link bool
}

func (m *Mailbox) show(v *visit.Visit) error {
	k, found := m.find(v.R.PathValue("no"))
	if !found {
		return visit.ErrNotFound
	}
	s := shown{kept: k, Parts: parts(k.Body)}
	if k.HTML != "" {
		s.Path = v.R.URL.Path + "/page"
	}
	h := v.W.Header()
	h.Set("Content-Security-Policy", h.Get("Content-Security-Policy")+"; frame-src 'self'")
	return v.Show(http.StatusOK, mailPage, s)
}

var address = regexp.MustCompile(`https?://[^\s<>"]+`)

// parts takes a text apart at its addresses.
func parts(text string) (all []part) {
	from := 0
	for _, at := range address.FindAllStringIndex(text, -1) {
		all = append(all, part{Text: text[from:at[0]]}, part{Text: text[at[0]:at[1]], Link: true})
		from = at[1]
	}
	return append(all, part{Text: text[from:]})
}

// mailPolicy lets the page of a mail have its inline style, and nothing else: no
// script, nothing loaded, no forms. It stands in a frame of the mailbox alone, and
// links in it lead out of that frame when somebody follows them.
const mailPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; " +
	"frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation"

// outOfFrame has links lead out of the frame.
const outOfFrame = `<base target="_top">`

func (m *Mailbox) page(v *visit.Visit) error {
	k, found := m.find(v.R.PathValue("no"))
	if !found || k.HTML == "" {
		return visit.ErrNotFound
	}
	h := v.W.Header()
	h.Set("Content-Security-Policy", mailPolicy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
	return v.Send("text/html; charset=utf-8", "", []byte(strings.Replace(k.HTML, "<head>", "<head>"+outOfFrame, 1)))
}
