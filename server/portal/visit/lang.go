package visit

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/language"

	"ollu/server/words"
)

const (
	langName = "lang" // of the query's parameter, and of the cookie
	langLife = 365 * 24 * time.Hour
)

var matcher = language.NewMatcher([]language.Tag{language.Und, language.Japanese, language.English})

// speak sets the language, and where the page is in the other one. It can be
// called again once it is known who asks.
func (v *Visit) speak(hasPage bool) {
	v.Lang = v.language()
	v.other = v.inOther(hasPage)
}

// language finds in which language to speak: that of the cookie, else the
// user's own, else what the browser prefers.
func (v *Visit) language() words.Lang {
	if c, err := v.R.Cookie(langName); err == nil {
		if l, err := words.ParseLang(c.Value); err == nil {
			return l
		}
	}
	if v.User != nil {
		if l, err := words.ParseLang(v.User.Lang); err == nil {
			return l
		}
	}
	_, i := language.MatchStrings(matcher, v.R.Header.Get("Accept-Language"))
	return [...]words.Lang{v.Desk.Lang, words.JA, words.EN}[i]
}

// switchLang keeps the language that ?lang= asks for, and sends the browser to
// the same address without it. It tells whether it did.
func (v *Visit) switchLang() bool {
	query := v.R.URL.Query()
	if v.R.Method != http.MethodGet || !query.Has(langName) {
		return false
	}
	if l, err := words.ParseLang(query.Get(langName)); err == nil {
		http.SetCookie(v.W, &http.Cookie{
			Name: langName, Value: l.String(), Path: "/", MaxAge: int(langLife / time.Second),
			HttpOnly: true, Secure: v.Desk.secure(), SameSite: http.SameSiteLaxMode,
		})
	}
	query.Del(langName)
	here := url.URL{Path: v.R.URL.Path, RawQuery: query.Encode()}
	http.Redirect(v.W, v.R, local(here.String()), http.StatusSeeOther)
	return true
}

// inOther gives the address of a page in the other language. What was posted has
// no address of its own: the page of the same path, if there is one, else the
// start.
func (v *Visit) inOther(hasPage bool) string {
	here := url.URL{Path: v.R.URL.Path}
	query := url.Values{}
	switch {
	case v.R.Method == http.MethodGet:
		query = v.R.URL.Query()
	case !hasPage:
		here.Path = "/"
	}
	query.Set(langName, (words.EN + words.JA - v.Lang).String())
	here.RawQuery = query.Encode()
	return local(here.String())
}

// local keeps an address from naming another host: //example.com does.
func local(path string) string { return "/" + strings.TrimLeft(path, "/\\") }

func (d *Desk) secure() bool { return strings.HasPrefix(d.PublicURL, "https://") }
