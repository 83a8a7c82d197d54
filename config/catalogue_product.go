package config

import (
	"errors"
	"time"
	_ "time/tzdata" // a bare machine may have no zone database

	"go.yaml.in/yaml/v3"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
)

func (r *catalogueReader) readSchedules(n *yaml.Node, path string) {
	r.each(n, path, func(key, value *yaml.Node, at string) {
		s := &term.Schedule{}
		r.object(value, at,
			optional("every", valueOf(r, &s.Every, asNumber)),
			optional("anchor", valueOf(r, &s.Anchor, asNamed[term.Anchor])),
			optional("active_only", valueOf(r, &s.ActiveOnly, asSwitch)),
			optional("day_before", valueOf(r, &s.DayBefore, asSwitch)),
			optional("days", values(r.decoder, &s.Days, asNumber)),
			optional("daily", valueOf(r, &s.Daily, asNamed[term.Daily])))
		if err := s.Validate(); err != nil {
			r.fail(key.Line, at, "%s: %v", show(at), err)
		}
		r.schedules[key.Value] = s
	})
}

func (r *catalogueReader) readProduct(key, n *yaml.Node, path string) {
	p := &product.Product{ID: key.Value}
	r.object(n, path,
		member{key: "name", read: r.text(&p.Name)},
		member{key: "prefixes", read: values(r.decoder, &p.Prefixes, codec.ParsePrefix)},
		member{key: "schedule", read: r.schedule(p)},
		member{key: "grace", read: valueOf(r, &p.Grace, asNumber)},
		member{key: "zone", read: valueOf(r, &p.Zone, asZone)},
		member{key: "notices", read: func(n *yaml.Node, path string) {
			r.object(n, path,
				member{key: "console", read: r.windows(&p.ConsoleWindow)},
				member{key: "mail", read: r.windows(&p.MailWindow)})
		}},
		optional("trial", func(n *yaml.Node, path string) {
			r.object(n, path,
				optional("days", valueOf(r, &p.TrialDays, asNumber)),
				optional("grace", valueOf(r, &p.TrialGrace, asNumber)))
		}),
		optional("device_limit", valueOf(r, &p.DeviceLimit, asNumber)),
		optional("manager", r.manager(&p.Manager)),
		optional("console", valueOf(r, &p.ConsoleURL, asText)),
		optional("licence_page", valueOf(r, &p.LicencePage, asText)),
		member{key: "components", read: func(n *yaml.Node, path string) {
			r.each(n, path, func(key, value *yaml.Node, at string) {
				p.Components = append(p.Components, r.component(key, value, at))
			})
		}})
	r.products = append(r.products, p)
	r.doubtful[p.ID] = r.doubts(p, path)
}

func (r *catalogueReader) doubts(p *product.Product, path string) bool {
	if r.touched(path+".prefixes") || r.broken[path+".components"] {
		return true
	}
	for _, c := range p.Components {
		at := path + ".components." + c.ID
		if r.broken[at] || r.touched(at+".prefixes") || r.touched(at+".links") || r.touched(at+".sold") {
			return true
		}
	}
	return false
}

func (r *catalogueReader) component(key, n *yaml.Node, path string) product.Component {
	c := product.Component{ID: key.Value, Sold: true}
	r.object(n, path,
		member{key: "name", read: r.text(&c.Name)},
		optional("prefixes", values(r.decoder, &c.Prefixes, codec.ParsePrefix)),
		optional("optional", valueOf(r, &c.Optional, asSwitch)),
		optional("sold", valueOf(r, &c.Sold, asSwitch)),
		optional("links", values(r.decoder, &c.Links, asText)))
	return c
}

func (r *catalogueReader) text(t *product.Text) reader {
	return func(n *yaml.Node, path string) {
		r.object(n, path,
			member{key: "ja", read: valueOf(r, &t.JA, asText)},
			member{key: "en", read: valueOf(r, &t.EN, asText)})
	}
}

func (r *catalogueReader) windows(w *product.Windows) reader {
	return func(n *yaml.Node, path string) {
		r.object(n, path,
			member{key: "full", read: valueOf(r, &w.Full, asNumber)},
			member{key: "trial", read: valueOf(r, &w.Trial, asNumber)})
	}
}

func (r *catalogueReader) manager(m *product.Manager) reader {
	return func(n *yaml.Node, path string) {
		r.object(n, path,
			optional("renewal", valueOf(r, &m.Renewal, asSwitch)),
			optional("new_code", valueOf(r, &m.NewCode, asSwitch)),
			optional("min_build", valueOf(r, &m.MinBuild, asNumber)))
	}
}

// schedule reads the name of a schedule that the file holds.
func (r *catalogueReader) schedule(p *product.Product) reader {
	return func(n *yaml.Node, path string) {
		name, ok := r.scalar(n, path)
		if !ok {
			return
		}
		p.ScheduleName, p.Schedule = name, r.schedules[name]
		switch {
		case p.Schedule != nil:
		case r.broken[".schedules"]:
			r.spoil(path) // which there are is not known
		default:
			r.fail(n.Line, path, "%s names %.64q, which is not among the schedules", show(path), name)
		}
	}
}

func optional(key string, read reader) member {
	return member{key: key, read: read, optional: true}
}

func valueOf[T any](r *catalogueReader, to *T, parse func(string) (T, error)) reader {
	return value(r.decoder, to, parse)
}

// asNamed reads a value that knows its own names.
func asNamed[T any, P interface {
	*T
	UnmarshalText([]byte) error
}](s string) (v T, err error) {
	err = P(&v).UnmarshalText([]byte(s))
	return v, err
}

// asZone takes the names of the zone database; "Local" is none of them.
func asZone(s string) (string, error) {
	if _, err := time.LoadLocation(s); err != nil || s == "Local" {
		return "", errors.New("expected a time zone of the IANA database, such as Asia/Tokyo")
	}
	return s, nil
}
