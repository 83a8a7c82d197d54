package licences

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"ollu/codec"
	"ollu/server/words"
)

// perPage is how many lines a page has.
const perPage = 50

// maxSearch is how many characters of a search count.
const maxSearch = 100

// Query is what of the list is asked for. It is comparable; whatever an address
// says otherwise than by its four parameters makes the same Query.
type Query struct {
	Search string
	Status string // of a Status, "" all
	Sort   string // one of sorts; "" by number
	Page   int    // from 1
}

// The orders of the list, in addresses.
const (
	byNumber  = ""
	byLast    = "-no"
	byProduct = "product"
	byExpiry  = "expiry"
	byLatest  = "-expiry"
)

var sorts = []string{byNumber, byLast, byProduct, byExpiry, byLatest}

// queryOf reads an address; what makes no sense counts as not said.
func queryOf(v url.Values) Query {
	q := Query{Search: typed(v.Get("q")), Page: 1}
	if s := v.Get("status"); s != "" {
		if _, ok := statusNamed(s); ok {
			q.Status = s
		}
	}
	if s := v.Get("sort"); slices.Contains(sorts, s) {
		q.Sort = s
	}
	if n, err := strconv.Atoi(v.Get("page")); err == nil && n > 1 {
		q.Page = n
	}
	return q
}

// typed is a search as it is shown again.
func typed(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if r := []rune(s); len(r) > maxSearch {
		s = strings.TrimSpace(string(r[:maxSearch]))
	}
	return s
}

// folded is a text as it is compared: full-width and half-width letters, and
// upper and lower case, are the same.
func folded(s string) string { return strings.ToLower(norm.NFKC.String(s)) }

// Link is the address of the list asked for like this.
func (q Query) Link() string {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("q", q.Search)
	set("status", q.Status)
	set("sort", q.Sort)
	if q.Page > 1 {
		v.Set("page", strconv.Itoa(q.Page))
	}
	if len(v) == 0 {
		return "/products"
	}
	return "/products?" + v.Encode()
}

// At is another page of the same list.
func (q Query) At(page int) Query { q.Page = page; return q }

// Sorted is the same list from its first page in another order.
func (q Query) Sorted(by string) Query { q.Sort, q.Page = by, 1; return q }

// With is the same list from its first page with another status.
func (q Query) With(status string) Query { q.Status, q.Page = status, 1; return q }

func (q Query) narrow() bool { return q.Search != "" || q.Status != "" }

func (q Query) hasStatus(l *Line) bool {
	return q.Status == "" || q.Status == l.Status.String() || l.Waiting && q.Status == Waiting.String()
}

// finds tells whether a line has every word, folded: in the product's name or id,
// in the order or the note, in what a masked key or code shows, or as its number.
// A key or code that is given whole is found too.
func finds(l *Line, words []string) bool {
	if len(words) == 0 {
		return true
	}
	text := folded(strings.Join([]string{l.Product.JA, l.Product.EN, l.ID, l.Order, l.Note, l.Code.String(), masked(l.Key)}, "\n"))
	for _, word := range words {
		if !strings.Contains(text, word) && !isWhole(word, l) && word != strconv.Itoa(l.No) {
			return false
		}
	}
	return true
}

// masked is a key as it prints; "" none.
func masked(k codec.Key) string {
	if k.IsZero() {
		return ""
	}
	return k.String()
}

// isWhole tells whether a word is the line's key or code, with its hyphens or
// without.
func isWhole(word string, l *Line) bool {
	plain := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, "-", "")) }
	word = plain(word)
	return len(word) > 2 && (word == plain(l.Code.Reveal()) || word == plain(l.Key.Reveal()))
}

// pick gives the lines that are asked for, in order: a slice of its own.
func (q Query) pick(lines []Line, lang words.Lang) []Line {
	var picked []Line
	sought := strings.Fields(folded(q.Search))
	for i := range lines {
		if q.hasStatus(&lines[i]) && finds(&lines[i], sought) {
			picked = append(picked, lines[i])
		}
	}
	slices.SortStableFunc(picked, func(a, b Line) int { return q.compare(&a, &b, lang) })
	return picked
}

// compare orders two lines; what is equal goes by number. Lines without an expiry
// stand behind those with one, whichever way the others go.
func (q Query) compare(a, b *Line, lang words.Lang) int {
	switch q.Sort {
	case byLast:
		return cmp.Compare(b.No, a.No)
	case byProduct:
		return cmp.Compare(lang.Of(a.Product), lang.Of(b.Product))
	case byExpiry, byLatest:
		if a.Dated() != b.Dated() {
			return cmp.Compare(undated(a), undated(b))
		}
		if q.Sort == byLatest {
			a, b = b, a
		}
		return cmp.Compare(a.Expires, b.Expires)
	}
	return 0
}

func undated(l *Line) int {
	if l.Dated() {
		return 0
	}
	return 1
}

// inLang is the address that shows the same list in another language.
func (q Query) inLang(l words.Lang) string {
	link := q.Link()
	if strings.Contains(link, "?") {
		return link + "&lang=" + l.String()
	}
	return link + "?lang=" + l.String()
}
