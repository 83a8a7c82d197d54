package look

import (
	"bytes"
	"fmt"
	"html/template"
	"maps"
	"slices"
)

// icons are drawn in a square of 20, as lines.
var icons = map[string]string{
	"check":    `<path d="M4 10.5l4 4 8-9"/>`,
	"ok":       `<circle cx="10" cy="10" r="7.5"/><path d="M6.8 10.2l2.3 2.3 4.2-4.8"/>`,
	"clock":    `<circle cx="10" cy="10" r="7.5"/><path d="M10 5.8V10l2.8 1.8"/>`,
	"warn":     `<path d="M10 3l7.5 13.5h-15z"/><path d="M10 8.2v3.6M10 14.1v.1"/>`,
	"bad":      `<circle cx="10" cy="10" r="7.5"/><path d="M7.4 7.4l5.2 5.2M12.6 7.4l-5.2 5.2"/>`,
	"off":      `<circle cx="10" cy="10" r="7.5"/><path d="M6.5 10h7"/>`,
	"pause":    `<circle cx="10" cy="10" r="7.5"/><path d="M8.2 7.2v5.6M11.8 7.2v5.6"/>`,
	"info":     `<circle cx="10" cy="10" r="7.5"/><path d="M10 9.2v4M10 6.6v.1"/>`,
	"star":     `<path d="M10 3l2.1 4.6 5 .5-3.8 3.3 1.1 4.9L10 13.7l-4.4 2.6 1.1-4.9-3.8-3.3 5-.5z"/>`,
	"copy":     `<rect x="7" y="7" width="9.5" height="9.5" rx="2"/><path d="M13 4.5A1.5 1.5 0 0 0 11.5 3h-7A1.5 1.5 0 0 0 3 4.5v7A1.5 1.5 0 0 0 4.5 13"/>`,
	"key":      `<circle cx="7" cy="13" r="3.7"/><path d="M9.7 10.3L16.5 3.5M13.5 6.5L16 9"/>`,
	"box":      `<path d="M10 2.8l6.8 3.6v7.2L10 17.2l-6.8-3.6V6.4zM3.2 6.4L10 10l6.8-3.6M10 10v7.2"/>`,
	"calendar": `<rect x="3" y="4.2" width="14" height="12.8" rx="2"/><path d="M3 8.4h14M6.8 2.6v3M13.2 2.6v3"/>`,
	"user":     `<circle cx="10" cy="6.8" r="3.3"/><path d="M3.6 17a6.5 6.5 0 0 1 12.8 0"/>`,
	"users":    `<circle cx="7.5" cy="7" r="3"/><path d="M2 16.5a5.6 5.6 0 0 1 11 0M12.8 4.3a3 3 0 0 1 0 5.4M14.8 12a5.6 5.6 0 0 1 3.2 4.5"/>`,
	"mail":     `<rect x="2.5" y="4.5" width="15" height="11" rx="2"/><path d="M3 6l7 5 7-5"/>`,
	"help":     `<circle cx="10" cy="10" r="7.5"/><path d="M7.8 8a2.2 2.2 0 1 1 3 2.1c-.6.3-.8.7-.8 1.3M10 13.7v.1"/>`,
	"lock":     `<rect x="4" y="8.8" width="12" height="8" rx="2"/><path d="M6.6 8.8V6.4a3.4 3.4 0 0 1 6.8 0v2.4"/>`,
	"download": `<path d="M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13"/>`,
	"print":    `<path d="M6 7V3h8v4M6 14H3.5V8.5A1.5 1.5 0 0 1 5 7h10a1.5 1.5 0 0 1 1.5 1.5V14H14"/><rect x="6" y="11.5" width="8" height="5.5"/>`,
	"device":   `<rect x="2.5" y="3.5" width="15" height="10" rx="1.5"/><path d="M7 16.8h6M10 13.5v3.3"/>`,
	"list":     `<path d="M7 5.5h10M7 10h10M7 14.5h10M3.2 5.5h.1M3.2 10h.1M3.2 14.5h.1"/>`,
	"plus":     `<path d="M10 4v12M4 10h12"/>`,
	"out":      `<path d="M8 3.5H4.5A1.5 1.5 0 0 0 3 5v10a1.5 1.5 0 0 0 1.5 1.5H8M12.5 13.5L16 10l-3.5-3.5M16 10H7.5"/>`,
	"arrow":    `<path d="M4 10h12M11.5 5.5L16 10l-4.5 4.5"/>`,
	"back":     `<path d="M16 10H4M8.5 5.5L4 10l4.5 4.5"/>`,
	"external": `<path d="M11 3.5h5.5V9M16.5 3.5L9 11M14 11.5V15a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 15V7.5A1.5 1.5 0 0 1 5 6h3.5"/>`,
	"search":   `<circle cx="8.8" cy="8.8" r="5.3"/><path d="M12.8 12.8L17 17"/>`,
	"bin":      `<path d="M3.5 5.5h13M8 5V3.2h4V5M5.3 5.5l.7 11h8l.7-11M8.3 8.5v5M11.7 8.5v5"/>`,
	"edit":     `<path d="M12.8 4l3.2 3.2-9 9H3.8V13z"/>`,
	"globe":    `<circle cx="10" cy="10" r="7.5"/><path d="M2.5 10h15M10 2.5c4.2 4.4 4.2 10.6 0 15M10 2.5c-4.2 4.4-4.2 10.6 0 15"/>`,
	"phone":    `<path d="M5 3h2.6l1.2 3.6-1.7 1.5a10 10 0 0 0 4.8 4.8l1.5-1.7L17 12.4V15a2 2 0 0 1-2.2 2A13.6 13.6 0 0 1 3 5.2 2 2 0 0 1 5 3z"/>`,
}

// sprite is the file that holds every icon as a symbol.
func sprite() []byte {
	var b bytes.Buffer
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	for _, name := range slices.Sorted(maps.Keys(icons)) {
		b.WriteString(`<symbol id="` + name + `" viewBox="0 0 20 20">` + icons[name] + `</symbol>`)
	}
	b.WriteString(`</svg>`)
	return b.Bytes()
}

// icon draws one, hidden from who listens: the word beside it says the same.
func (l *Look) icon(name string) (template.HTML, error) {
	if _, ok := icons[name]; !ok {
		return "", fmt.Errorf("there is no icon %q", name)
	}
	return template.HTML(`<svg class="icon" aria-hidden="true"><use href="` + l.assets.paths["icons.svg"] + `#` + name + `"/></svg>`), nil
}
