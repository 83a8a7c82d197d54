package look

import (
	"errors"
	"fmt"
	"html/template"
	"strings"
	"time"

	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/server/words"
)

// tongue is what templates can do in one language.
type tongue struct {
	*Look
	lang words.Lang
}

func (l *Look) funcs(lang words.Lang) template.FuncMap {
	t := tongue{l, lang}
	return template.FuncMap{
		"say": t.say, "day": t.day, "moment": t.moment, "lang": lang.String, "name": t.name,
		"asset": l.assetOrFail, "icon": l.icon, "brand": t.brandName,
		"code": t.code, "badge": t.badge, "note": t.note, "tabs": t.tabs, "steps": t.steps, "under": under, "dict": dict,
		"field": t.field, "fields": t.fields, "summary": t.summary, "robot": t.robot,
	}
}

var errPairs = errors.New("arguments come in pairs: a name and its value")

// dict makes a map of names and values, to hand several things to a template.
func dict(pairs ...any) (map[string]any, error) {
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok || i+1 == len(pairs) {
			return nil, errPairs
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// say gives a text; a missing one fails the page, so that tests see it.
func (t tongue) say(id any, pairs ...any) (string, error) {
	key := words.ID(fmt.Sprint(id))
	if !words.Has(key) {
		return "", fmt.Errorf("there is no text %q", key)
	}
	if len(pairs) == 0 {
		return words.Say(t.lang, key, nil), nil
	}
	args, err := dict(pairs...)
	return words.Say(t.lang, key, args), err
}

// name says a catalogue's text.
func (t tongue) name(text product.Text) string { return t.lang.Of(text) }

func (t tongue) brandName() string {
	if t.brand != "" {
		return t.brand
	}
	return words.Say(t.lang, words.LookName, nil)
}

func (t tongue) value(v any) string {
	return words.Say(t.lang, words.LookValue, words.Args{"value": v})
}

// day writes a term.Day, or the day of a time.Time in the look's zone. Zero is a
// dash.
func (t tongue) day(v any) (template.HTML, error) {
	var d term.Day
	switch v := v.(type) {
	case term.Day:
		d = v
	case time.Time:
		if !v.IsZero() {
			d = term.Today(v, t.zone)
		}
	default:
		return "", fmt.Errorf("%T is no day", v)
	}
	if d == 0 {
		return "–", nil
	}
	return timeTag(d.String(), t.value(d)), nil
}

// moment writes a time to the minute: one in UTC in the look's zone, any other in
// its own. Zero is a dash.
func (t tongue) moment(at time.Time) template.HTML {
	if at.IsZero() {
		return "–"
	}
	if at.Location() == time.UTC {
		at = at.In(t.zone)
	}
	return timeTag(at.Format(time.RFC3339), t.value(at))
}

func timeTag(machine, shown string) template.HTML {
	return template.HTML(`<time datetime="` + machine + `">` + template.HTMLEscapeString(shown) + `</time>`)
}

func (l *Look) assetOrFail(name string) (string, error) {
	if at := l.Asset(name); at != "" {
		return at, nil
	}
	return "", fmt.Errorf("there is no asset %q", name)
}

// under tells whether a path is that of a section or below it.
func under(path, section string) bool {
	rest, ok := strings.CutPrefix(path, section)
	return ok && (rest == "" || rest[0] == '/')
}
