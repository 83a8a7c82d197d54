package visit

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/look"
	"ollu/server/words"
)

// Visit is one request of one person.
type Visit struct {
	W       http.ResponseWriter
	R       *http.Request
	Desk    *Desk
	Now     time.Time
	Lang    words.Lang
	Address netip.Addr        // of who asks; the zero Addr when unknown
	User    *customer.User    // nil, like Account: nobody is logged in
	Account *customer.Account // as they were when the request came

	other string // address of the page in the other language
}

// byPortal is who did something for which nobody is logged in.
const byPortal = "portal"

// Say gives a text in the visitor's language.
func (v *Visit) Say(id words.ID, args words.Args) string { return words.Say(v.Lang, id, args) }

// Show answers with a page. Notes that wait are shown, and are gone.
func (v *Visit) Show(status int, page string, data any) error {
	body, err := v.Desk.Look.Render(page, look.View{
		Lang: v.Lang, Path: v.R.URL.Path, Other: v.other, Status: status, User: v.User, Account: v.Account,
		Notes: v.takeNotes(), Data: data,
		Support: look.Support{Mail: v.Desk.SupportMail, Phone: v.Desk.SupportPhone, URL: v.Desk.SupportURL},
	})
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Language", v.Lang.String())
	v.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.W.WriteHeader(status)
	_, _ = v.W.Write(body) // the reader may be gone
	return nil
}

// Send answers with a file to be saved under a name of plain ASCII; with an empty
// name it is shown.
func (v *Visit) Send(contentType, name string, body []byte) error {
	v.W.Header().Set("Content-Type", contentType)
	if name != "" {
		v.W.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	}
	_, _ = v.W.Write(body) // the reader may be gone
	return nil
}

// Go sends the browser to a path of the portal, with GET.
func (v *Visit) Go(path string) error {
	http.Redirect(v.W, v.R, path, http.StatusSeeOther)
	return nil
}

// MaxForm is how many bytes a form may have.
const MaxForm = 64 << 10

// Form reads what was posted. The error becomes a page by itself.
func (v *Visit) Form() (url.Values, error) {
	err := v.R.ParseForm()
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, fmt.Errorf("%w: %w", ErrTooLarge, tooLarge)
	}
	if err != nil {
		return nil, ErrBadForm // the cause may hold what was typed
	}
	return v.R.PostForm, nil
}

// Apply makes a change for the account of who is logged in, and queues letters
// with it.
func (v *Visit) Apply(change keystore.Change, letters ...customer.Letter) (keystore.Receipt, error) {
	return v.Do(keystore.Act{Change: change, Letters: letters})
}

// Do makes the change of an act. By, At and For are filled in where they are
// empty: by the login id, now, for the account by who is logged in. keystore.ErrEnded,
// when he is not any more, becomes a log-in by itself.
func (v *Visit) Do(act keystore.Act) (keystore.Receipt, error) {
	if act.At.IsZero() {
		act.At = v.Now
	}
	if act.By == "" {
		act.By = byPortal
		if v.User != nil {
			act.By = v.User.Login
		}
	}
	if act.For == "" && v.Account != nil {
		act.For, act.User, act.Epoch = v.Account.ID, v.User.ID, v.User.Epoch
	}
	return v.Desk.Store.Apply(v.R.Context(), act)
}

// Read reads what is known of customers, in one consistent view.
func (v *Visit) Read(fn func(customer.Book) error) error {
	return v.Desk.Store.Customers(v.R.Context(), fn)
}

// letterID is the randomness of a letter's id.
const letterID = 16

// Letter makes a letter, to be queued by Apply. It is for the account of who is
// logged in; set Account where it is another. Data is the template's.
func (v *Visit) Letter(kind, to, lang string, data any) (customer.Letter, error) {
	text, err := json.Marshal(data)
	if err != nil {
		return customer.Letter{}, fmt.Errorf("write the data of a letter %q: %w", kind, err)
	}
	var id [letterID]byte
	if _, err := io.ReadFull(v.Desk.Random, id[:]); err != nil {
		return customer.Letter{}, fmt.Errorf("draw the id of a letter: %w", err)
	}
	l := customer.Letter{ID: hex.EncodeToString(id[:]), To: to, Lang: lang, Kind: kind, Data: text, At: v.Now, Due: v.Now}
	if v.Account != nil {
		l.Account = v.Account.ID
	}
	return l, nil
}

// Limit takes one from an allowance, or gives ErrLimited.
func (v *Visit) Limit(rule access.Rule, key string) error {
	if wait := v.Desk.Limits.Take(rule, key); wait > 0 {
		return ErrLimited{wait}
	}
	return nil
}

// URL is where customers reach the portal, without a slash at the end, for mails.
func (v *Visit) URL() string {
	if v.Desk.PublicURL != "" {
		return v.Desk.PublicURL
	}
	scheme := "http://"
	if v.R.TLS != nil {
		scheme = "https://"
	}
	return scheme + v.R.Host
}

func (v *Visit) ctx() context.Context { return v.R.Context() }
