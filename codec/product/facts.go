package product

import (
	"encoding/json"
	"errors"
	"fmt"

	"ollu/codec"
	"ollu/codec/term"
)

// maxFacts is far above what the largest catalogue allows one product.
const maxFacts = 1 << 20

// facts is what a product's side is told of it, in the words of a catalogue file.
type facts struct {
	ID          string           `json:"id"`
	Name        textFacts        `json:"name"`
	Prefixes    []codec.Prefix   `json:"prefixes"`
	Components  []componentFacts `json:"components"`
	Schedule    *scheduleFacts   `json:"schedule"`
	Grace       int              `json:"grace"`
	Trial       trialFacts       `json:"trial"`
	Notices     noticesFacts     `json:"notices"`
	Zone        string           `json:"zone"`
	DeviceLimit int              `json:"device_limit"`
	Manager     managerFacts     `json:"manager"`
	LicencePage string           `json:"licence_page,omitempty"`
}

type managerFacts struct {
	Renewal  bool `json:"renewal"`
	NewCode  bool `json:"new_code"`
	MinBuild int  `json:"min_build"`
}

type textFacts struct {
	JA string `json:"ja"`
	EN string `json:"en"`
}

type componentFacts struct {
	ID       string         `json:"id"`
	Name     textFacts      `json:"name"`
	Prefixes []codec.Prefix `json:"prefixes,omitempty"`
	Optional bool           `json:"optional"`
	Sold     bool           `json:"sold"`
	Links    []string       `json:"links,omitempty"`
}

type scheduleFacts struct {
	Every      int         `json:"every"`
	Anchor     term.Anchor `json:"anchor"`
	ActiveOnly bool        `json:"active_only"`
	DayBefore  bool        `json:"day_before"`
	Days       []int       `json:"days,omitempty"`
	Daily      term.Daily  `json:"daily"`
}

type trialFacts struct {
	Days  int `json:"days"`
	Grace int `json:"grace"`
}

type noticesFacts struct {
	Console windowFacts `json:"console"`
	Mail    windowFacts `json:"mail"`
}

type windowFacts struct {
	Full  int `json:"full"`
	Trial int `json:"trial"`
}

// AppendFacts appends one JSON object with what the product's own side, and a
// manager, must know of it, in the words of a catalogue file: id, name, prefixes,
// components, schedule, grace, trial, notices, zone, device_limit, manager, and
// licence_page where there is one. The same product always gives the same bytes. p is one of a Catalogue.
func (p *Product) AppendFacts(dst []byte) []byte {
	f := facts{
		ID: p.ID, Name: textFacts(p.Name), Prefixes: p.Prefixes,
		Schedule: (*scheduleFacts)(p.Schedule), Grace: p.Grace,
		Trial:   trialFacts{Days: p.TrialDays, Grace: p.TrialGrace},
		Notices: noticesFacts{windowFacts(p.ConsoleWindow), windowFacts(p.MailWindow)},
		Zone:    p.Zone, DeviceLimit: p.DeviceLimit, Manager: managerFacts(p.Manager),
		LicencePage: p.LicencePage,
	}
	for _, c := range p.Components {
		f.Components = append(f.Components, componentFacts{c.ID, textFacts(c.Name), c.Prefixes, c.Optional, c.Sold, c.Links})
	}
	b, err := json.Marshal(&f)
	if err != nil {
		panic(err) // only for a schedule that no Catalogue takes
	}
	return append(dst, b...)
}

// ParseFacts reads what AppendFacts wrote, or a later program with more to say:
// members it does not know are passed over. What it gives obeys every rule of a
// catalogue; ScheduleName is not among the facts. Facts that say nothing of a
// manager, as older programs wrote them, let it bring a renewal and nothing else.
// The error joins one *Fault for each rule that is broken, or says that b is no
// such object.
func ParseFacts(b []byte) (*Product, error) {
	if len(b) > maxFacts {
		return nil, fmt.Errorf("product facts of %d bytes, take %d at most", len(b), maxFacts)
	}
	f := &facts{Manager: managerFacts{Renewal: true}}
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, fmt.Errorf("product facts cannot be read: %w", err)
	}
	if f == nil {
		return nil, errors.New("product facts cannot be read: there are none")
	}
	p := f.product()
	if _, err := NewCatalogue([]*Product{p}); err != nil {
		return nil, err
	}
	return p, nil
}

func (f *facts) product() *Product {
	p := &Product{
		ID: f.ID, Name: Text(f.Name), Prefixes: f.Prefixes,
		Schedule: (*term.Schedule)(f.Schedule), Grace: f.Grace,
		TrialDays: f.Trial.Days, TrialGrace: f.Trial.Grace,
		ConsoleWindow: Windows(f.Notices.Console), MailWindow: Windows(f.Notices.Mail),
		Zone: f.Zone, DeviceLimit: f.DeviceLimit, Manager: Manager(f.Manager),
		LicencePage: f.LicencePage,
	}
	for _, c := range f.Components {
		p.Components = append(p.Components, Component{c.ID, Text(c.Name), c.Prefixes, c.Optional, c.Sold, c.Links})
	}
	return p
}
