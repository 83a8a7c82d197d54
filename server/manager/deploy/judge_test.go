package deploy

import (
	"testing"
	"time"

	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/server/manager/book"
)

func TestJudge(t *testing.T) {
	day, err := term.ParseDay("2027-03-31")
	if err != nil {
		t.Fatal(err)
	}
	both := product.Manager{Renewal: true, NewCode: true}
	renewals := product.Manager{Renewal: true}
	byBuild := product.Manager{Renewal: true, NewCode: true, MinBuild: 1244}
	held := book.Delivery{HeldTag: "old", HeldAt: start, State: book.Current, Expires: "2026-03-31"}
	off := book.Delivery{State: book.Failed, Why: book.WhyUnreachable, TriedAt: start, Failures: 1, NextTry: start.Add(time.Minute)}
	for name, c := range map[string]struct {
		may      product.Manager
		build    string
		change   func(*book.Code)
		d        *book.Delivery
		nameless bool // no facts
		state    book.State
		why      string
	}{
		"nothing delivered yet":              {may: both, state: book.Stale},
		"an older word is held":              {may: both, d: &held, state: book.Stale},
		"the present word is held":           {may: product.Manager{}, d: &book.Delivery{HeldTag: "tag"}, state: book.Current},
		"held by a build that is too old":    {may: byBuild, build: "1", d: &book.Delivery{HeldTag: "tag"}, state: book.Current},
		"no statement yet":                   {may: both, change: func(c *book.Code) { c.Token, c.Tag = "", "" }, state: book.Stale, why: book.WhyNoStatement},
		"no description yet":                 {nameless: true, state: book.Stale, why: book.WhyNoStatement},
		"the last try failed":                {may: both, d: &off, state: book.Failed, why: book.WhyUnreachable},
		"another product":                    {may: both, change: func(c *book.Code) { c.Signed.Product = "other" }, state: book.HeldBack, why: book.WhyOtherProduct},
		"a new code where none is taken":     {may: renewals, change: replacing, state: book.HeldBack, why: book.WhyNewCodeByHand},
		"a new code that was entered there":  {may: renewals, change: replacing, d: &held, state: book.Stale},
		"a new code where it is taken":       {may: both, change: replacing, state: book.Stale},
		"a code it was found not to have":    {may: renewals, d: &book.Delivery{State: book.HeldBack, Why: book.WhyNewCodeByHand}, state: book.HeldBack, why: book.WhyNewCodeByHand},
		"a code of too many devices":         {may: both, d: &book.Delivery{State: book.HeldBack, Why: book.WhyDeviceLimit}, state: book.HeldBack, why: book.WhyDeviceLimit},
		"a renewal where none is taken":      {may: product.Manager{NewCode: true}, d: &held, state: book.HeldBack, why: book.WhyRenewalByHand},
		"no renewal: the date is held":       {may: product.Manager{}, d: &book.Delivery{HeldAt: start, Expires: "2027-03-31"}, state: book.Stale},
		"perpetual where nothing moves":      {may: product.Manager{}, d: &book.Delivery{HeldAt: start}, change: func(c *book.Code) { c.Signed.Perpetual = true }, state: book.Stale},
		"a build below the least":            {may: byBuild, build: "1243", state: book.HeldBack, why: book.WhyBuildTooOld},
		"the least build":                    {may: byBuild, build: "b1244", state: book.Stale},
		"no build":                           {may: byBuild, state: book.HeldBack, why: book.WhyBuildUnknown},
		"a build in other words":             {may: byBuild, build: "9.1", state: book.HeldBack, why: book.WhyBuildUnknown},
		"no build of a product that is off":  {may: byBuild, d: &off, state: book.Failed, why: book.WhyUnreachable},
		"too old when it was last seen, off": {may: byBuild, build: "12", d: &off, state: book.HeldBack, why: book.WhyBuildTooOld},
	} {
		t.Run(name, func(t *testing.T) {
			code := book.Code{Code: newCode(t), Tag: "tag", Token: "token"}
			code.Signed.Issued, code.Signed.Product, code.Signed.Statement.Expires = true, "gateway", day
			if c.change != nil {
				c.change(&code)
			}
			facts := gateway("gateway", c.may)
			if c.nameless {
				facts = nil
			}
			state, why := Judge(&book.Product{Name: "p", Product: "gateway", Build: c.build}, &code, facts, c.d)
			if state != c.state || why != c.why {
				t.Fatalf("it is %s (%s), want %s (%s)", state, why, c.state, c.why)
			}
		})
	}
}

func replacing(c *book.Code) { c.Replaces = c.Code }

func TestBuildOf(t *testing.T) {
	for text, want := range map[string]int{"1244": 1244, "b1244": 1244, "B1": 1, " 7 ": 7, "0": 0} {
		if got, ok := buildOf(text); !ok || got != want {
			t.Errorf("build %q is %d, %v; want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "b", "bb1", "12.4", "-1", "+1", "1e3", "99999999999", "build"} {
		if got, ok := buildOf(text); ok {
			t.Errorf("build %q is taken for %d", text, got)
		}
	}
}
