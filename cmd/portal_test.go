package cmd

import (
	"testing"

	"ollu/server/words"
)

// Products of the catalogue that is built in.
const (
	appliance = "mail-gateway-appliance"
	suite     = "business-suite"
	inspector = "mail-inspector"
	hosted    = "hosted-mail"
)

// walker is a customer's first user, on the way through the portal.
type walker struct {
	*tab
	vendor  *vendor
	other   *tab // where others sit
	company string
	login   string
	mail    string
	order   string

	password string
	codes    []string // of the first order
}

// walks are the flows, each where the one before left off.
var walks = []struct {
	name string
	walk func(*walker)
}{
	{"first registration", firstRegistration},
}

// TestPortal walks every flow of the portal, in both languages, through the built
// programs: the server with a configuration file, the operators' commands, the
// agent, a mail server, and a browser.
func TestPortal(t *testing.T) {
	v, browser, script, shots := opensPortal(t, buildPrograms(t)), chromium(t), axe(t), pictures(t)
	for _, as := range []struct {
		lang    words.Lang
		company string
		windows []window
	}{
		{words.JA, "株式会社見本電機", []window{{360, "light"}, {1440, "dark"}}},
		{words.EN, "Sample Electric K.K.", []window{{360, "dark"}, {1440, "light"}}},
	} {
		t.Run(as.lang.String(), func(t *testing.T) {
			t.Parallel()
			b := opensTab(t, browser, v.site, as.lang, as.windows...)
			b.axe, b.shots = script, shots
			lang := as.lang.String()
			c := &walker{
				tab: b, vendor: v, company: as.company, login: "walker-" + lang, mail: "walker@" + lang + ".example.com",
				order: "PO-" + lang, password: "Walk-2026-" + lang + "1",
			}
			for _, w := range walks {
				if !t.Run(w.name, func(t *testing.T) { b.t = t; w.walk(c) }) {
					return
				}
			}
		})
	}
}

func (c *walker) named(id string) string { return c.lang.Of(c.vendor.name(c.t, id)) }
