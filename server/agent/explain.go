package agent

import (
	"context"
	"time"

	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/server/agent/clock"
	"ollu/server/words"
)

// Explanation says how the licence stands and what to do (row A11).
type Explanation struct {
	// Text is all of it in one paragraph, in the agent's language.
	Text string `json:"text"`
	// Component is the one that it is about: the one that needs attention most.
	Component string `json:"component,omitempty"`
	Steps     []Step `json:"steps"` // in the order in which they were walked
}

// Step is one question of the walk, with its answer as a word for programs and as
// text for people; the text is empty where there is nothing to tell.
type Step struct {
	Question string `json:"question"` // licence, code, renewal, environment, delivery, connectivity, next_check, clock
	Answer   string `json:"answer"`
	Text     string `json:"text,omitempty"`
}

const (
	// oldShelf is how old a statement of a manager may be that is asked: it asks
	// every day itself (row M1).
	oldShelf = 3 * 24 * time.Hour
	// oldPush is how old one may be of a manager that comes by itself: it comes when
	// there is something new, and brings a statement again before that runs out.
	oldPush = 25 * 24 * time.Hour
)

// Explain walks through what a support engineer asks (row A11): has the code
// changed, does the server show a renewal yet, where does the licence come from,
// is the manager's word delivered, can the server be reached, when is it asked
// next. The server is asked once, and nothing is taken over from its answer.
func (a *Agent) Explain(ctx context.Context) Explanation {
	w := a.walk(ctx)
	if w == nil {
		said := words.Say(a.o.Lang, words.UsageNothingActivated, nil)
		return Explanation{Text: said, Steps: []Step{{"licence", answer.NotActivated.String(), said}}}
	}
	steps := []Step{w.licence(), w.code(), w.renewal(), w.environment(), w.delivery(), w.connectivity(), w.nextCheck(), w.clock()}
	e := Explanation{Component: w.component}
	var texts []string
	for _, step := range steps {
		if step.Answer == "" {
			continue
		}
		e.Steps = append(e.Steps, step)
		texts = append(texts, step.Text)
	}
	e.Text = words.Join(a.o.Lang, texts...)
	return e
}

// walk is what Explain goes by.
type walk struct {
	a         *Agent
	s         *State
	mark      clock.Mark // of the clock: what is held, or what the server says now
	now       time.Time
	component string
	part      *Part
	lease     *Lease // nil: nothing is verified
	asked     bool   // the server was
	reply     reply
	fresh     *Lease // what the server says; nil: nothing that could be verified
	args      words.Args
}

// walk finds the component to explain and asks the server about it; nil when no
// component has a code.
func (a *Agent) walk(ctx context.Context) *walk {
	s := a.store.View()
	w := &walk{a: a, s: s, mark: s.Clock, now: a.at(s)}
	if !w.choose() {
		return nil
	}
	if s.askable(w.part.Code) {
		w.ask(ctx)
	}
	w.args = words.Args{"name": w.name(), "server": s.Server}
	if w.lease != nil {
		days := w.lease.State.DaysLeft
		w.args["expires"], w.args["grace_ends"], w.args["days"] = w.lease.Term.Expires, w.lease.State.GraceEnds, days
	}
	return w
}

// choose takes the component that needs attention most, in the product's order
// among equals.
func (w *walk) choose() bool {
	most := -1
	for _, id := range w.s.known() {
		part := w.s.Parts[id]
		if part == nil || part.Subject == "" {
			continue
		}
		l, ok := w.s.lease(id, w.now)
		if trouble := trouble(&l, ok); trouble > most {
			most, w.component, w.part, w.lease = trouble, id, part, nil
			if ok {
				w.lease = &l
			}
		}
	}
	return most >= 0
}

// trouble orders leases by how much they need attention.
func trouble(l *Lease, verified bool) int {
	switch {
	case !verified:
		return 4
	case l.Refused:
		return 5
	case !l.Allowed:
		return 3
	case l.State.Phase == term.Grace:
		return 2
	case !l.Term.Perpetual:
		return 1
	}
	return 0
}

// ask asks about the code. An answer that proves to be fresh also says what time it
// is.
func (w *walk) ask(ctx context.Context) {
	t := w.a.trusts(w.s)
	w.asked = true
	w.reply = reply{code: w.part.Code, err: t.ready(ctx)}
	if w.reply.err == nil {
		w.reply = w.a.ask(ctx, w.s, t, w.part.Code, "", false)
	}
	if w.reply.proved {
		w.mark = w.mark.Heard(w.reply.at, w.reply.signed.IssuedAt)
		w.now = w.mark.Read(w.a.o.Now()).Now
		if l, ok := w.s.lease(w.component, w.now); ok {
			w.lease = &l
		}
	}
	if w.reply.err == nil && w.reply.signed.Issued {
		facts, _ := w.s.by.facts(w.s)
		l := w.s.leaseOf(w.component, &w.reply.signed, facts, w.now)
		l.Subject = w.part.Subject // the answer was verified to be about it
		w.s.withdraw(&l)
		w.fresh = &l
	}
}

func (w *walk) name() string {
	if facts, ok := w.s.by.facts(w.s); ok {
		if c, ok := facts.Component(w.component); ok && c.Name != (product.Text{}) {
			return w.a.o.Lang.Of(c.Name)
		}
	}
	return w.component
}

func (w *walk) say(id words.ID) string { return words.Say(w.a.o.Lang, id, w.args) }

// step makes a step that says texts of the catalogue.
func (w *walk) step(question, answer string, ids ...words.ID) Step {
	var texts []string
	for _, id := range ids {
		texts = append(texts, w.say(id))
	}
	return Step{question, answer, words.Join(w.a.o.Lang, texts...)}
}
