package page

import (
	"cmp"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"ollu/server/words"
)

const pageSize = 50 // rows of a list on one screen

// pager leads through a long list.
type pager struct {
	from, to    int
	Shown       string
	Number, Of  int
	First, Prev string
	Next, Last  string
}

// page works out which part of a list is shown.
func (v *view) page(r *http.Request, total int) pager {
	q := r.URL.Query()
	n, _ := strconv.Atoi(q.Get("page")) // what is no number is the first
	last := max(1, (total+pageSize-1)/pageSize)
	n = min(max(n, 1), last)
	p := pager{from: (n - 1) * pageSize, to: min(n*pageSize, total), Number: n, Of: last}
	p.Shown = words.Say(v.Lang, words.PageShown, words.Args{"from": min(p.from+1, total), "to": p.to, "total": total})
	link := func(n int) string {
		q.Set("page", strconv.Itoa(n))
		q.Del("lang")
		return (&url.URL{Path: r.URL.Path, RawQuery: q.Encode()}).String()
	}
	if n > 1 {
		p.First, p.Prev = link(1), link(n-1)
	}
	if n < last {
		p.Next, p.Last = link(n+1), link(last)
	}
	return p
}

// common gives the zone of all dates shown, and takes it from the rows, so that
// it stands above them once; "" when they are of several.
func common(zones iter.Seq[*string]) string {
	one := ""
	for z := range zones {
		if one != "" && *z != "" && *z != one {
			return ""
		}
		one = cmp.Or(one, *z)
	}
	for z := range zones {
		*z = ""
	}
	return one
}
