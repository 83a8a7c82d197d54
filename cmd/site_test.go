package cmd

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/profile"
	"ollu/codec/term"
	"ollu/server/disktest"
	"ollu/server/manager/book"
	"ollu/server/manager/report"
	"ollu/server/manager/sitetest"
)

// How large the site is. Each code is used by several products.
const (
	simulated = 1000
	perKind   = 20 // codes of each of the two products
)

// drill is a site with its codes.
type drill struct {
	*site
	suites   []string // codes of a product that takes another code by profile
	gateways []string // codes of one that does not (row M4)
	agents   []*agent // three real ones: a suite and a gateway that listen, a gateway that only asks
	codes    []string // of the agents
	byHand   string   // fingerprint of the code that a person has to enter
	expires  map[string]string
	day      term.Day
}

// TestSite lets a manager look after a thousand products that cannot reach the
// issuer, and after three real ones, through all that befalls a site: renewals,
// replacements, revocations and suspensions, lines that are cut, a manager that
// is killed, a full disk, products that are off, and a manager that lies.
func TestSite(t *testing.T) {
	d := &drill{site: newSite(t), expires: map[string]string{}}
	d.day = term.Today(time.Now(), time.UTC) + 100
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"set up", d.setUp},
		{"products do not reach the issuer", d.apart},
		{"renewals", d.renewals},
		{"a replacement", d.replacement},
		{"a revocation, lifted again", d.revocation},
		{"a suspension, lifted again", d.suspension},
		{"the line to the issuer is cut", d.cutOutside},
		{"the line to the products is cut", d.cutInside},
		{"products are off", d.productsOff},
		{"the manager is killed while it delivers", d.managerKilled},
		{"the manager's disk is full", d.diskFull},
		{"somebody poses as the manager", d.posing},
	} {
		begun := time.Now()
		step.do()
		t.Logf("%-45s %.1f s", step.name, time.Since(begun).Seconds())
	}
}

// setUp brings the issuer, the manager and the products up, with a licence for
// each code.
func (d *drill) setUp() {
	d.startIssuer()
	d.suites, d.gateways = d.issue("business-suite", perKind+1), d.issue("mail-gateway-appliance", perKind+2)
	d.codes = []string{d.suites[perKind], d.gateways[perKind], d.gateways[perKind+1]}
	d.suites, d.gateways = d.suites[:perKind], d.gateways[:perKind]
	shared := append(append([]string{}, d.suites...), d.gateways...)
	for _, code := range shared {
		d.run(atIssuer, "ollu", "query", code, "--server", d.issuer, "--device", "first", "--action", "activate")
	}
	small := disktest.Mount(d.t, "size=48m")
	if err := os.Symlink(small, d.path("manager")); err != nil {
		d.t.Fatal(err)
	}
	d.write("codes", strings.Join(append(append([]string{}, shared...), d.codes...), "\n")+"\n")
	d.run(atManager, "ollu-manager", "add", "--file", d.path("codes"))
	d.startFloor(sitetest.Options{Count: simulated, Codes: shared, NewCode: true})
	var list strings.Builder
	list.WriteString("name,url,token,codes\n")
	for i, p := range d.states() {
		fmt.Fprintf(&list, "%s,%s,%s,%s\n", p.Name, p.URL, p.Token, shared[i%len(shared)])
	}
	d.startManager()
	d.agents = []*agent{d.newAgent("suite", 19001), d.newAgent("gateway", 19002), d.newAgent("asker", 0)}
	for i, a := range d.agents {
		d.run(atFloor, a.args("activate", d.codes[i])...)
		d.start(atFloor, a.args("run")...)
		if a.port > 0 {
			fmt.Fprintf(&list, "%s,%s,%s,%s\n", a.name, a.url(), a.token, d.codes[i])
		}
	}
	d.write("products.csv", list.String())
	d.run(atManager, "ollu-manager", "products", "add", "--file", d.path("products.csv"))
	d.allCurrent()
}

// issue gives codes of new licences.
func (d *drill) issue(product string, n int) (codes []string) {
	d.t.Helper()
	var licences []struct{ Code string }
	out := d.ollu("license", "issue", "--product", product, "--expires", d.day.String(), "--count", fmt.Sprint(n), "--device-limit", "0", "--json")
	if err := json.Unmarshal([]byte(out), &licences); err != nil {
		d.t.Fatal(err)
	}
	for _, l := range licences {
		codes = append(codes, l.Code)
		d.expires[l.Code] = d.day.String()
	}
	return codes
}

// holder gives how many simulated products hold a word about a code, and how many
// use it.
func (d *drill) holder(code string, is func(p *profile.Part) bool) (hold, use int) {
	d.t.Helper()
	id := fingerprint(d.t, code)
	for _, p := range d.states() {
		for i := range p.Holding.Parts {
			if part := &p.Holding.Parts[i]; part.Subject == id {
				use++
				if is(part) {
					hold++
				}
			}
		}
	}
	return hold, use
}

func fingerprint(t *testing.T, text string) string {
	t.Helper()
	code, err := codec.ParseCode(text)
	if err != nil {
		t.Fatal(err)
	}
	return code.Fingerprint()
}

// everyone waits until all simulated products that use a code hold a word about it.
func (d *drill) everyone(what, code string, is func(p *profile.Part) bool) {
	d.t.Helper()
	d.eventually(what, func() bool {
		hold, use := d.holder(code, is)
		return use >= simulated/(2*perKind) && hold == use
	})
}

// allCurrent waits until every product holds what it should, by the products
// themselves and by what the manager says.
func (d *drill) allCurrent() {
	d.t.Helper()
	d.eventually("every product is current", func() bool {
		want := map[string]string{}
		for code, day := range d.expires {
			want[fingerprint(d.t, code)] = day
		}
		for _, p := range d.states() {
			for i := range p.Holding.Parts {
				if part := &p.Holding.Parts[i]; part.Expires != want[part.Subject] {
					return false
				}
			}
		}
		for i, a := range d.agents {
			if a.port > 0 && a.holds().Expires != d.expires[d.codes[i]] {
				return false
			}
		}
		st := d.status()
		for i := range st.Products {
			if p := &st.Products[i]; p.URL != "" && p.State != book.Current && !d.waitsForAHand(p) {
				return false
			}
		}
		return st.Sync.Healthy && len(st.Products) >= simulated+2
	})
}

// waitsForAHand tells whether a code that a person has to enter is all that a
// product lacks.
func (d *drill) waitsForAHand(p *report.Product) bool {
	for i := range p.Deliveries {
		if v := &p.Deliveries[i]; v.State != book.Current && v.ID != d.byHand {
			return false
		}
	}
	return p.State == book.HeldBack
}

// renew moves the expiry of codes on, each to a day of its own.
func (d *drill) renew(codes ...string) {
	d.t.Helper()
	for _, code := range codes {
		d.day++
		d.ollu("license", "renew", code, "--expires", d.day.String())
		d.expires[code] = d.day.String()
	}
}

func (d *drill) apart() {
	if _, _, code := d.try(atFloor, "ollu", "query", d.codes[0], "--server", d.issuer); code != 2 {
		d.t.Fatalf("a product reaches the issuer: exit code %d", code)
	}
}

// renewals reach everybody by the long poll; the product that only asks has it
// when it asks next.
func (d *drill) renewals() {
	d.renew(append(append(append([]string{}, d.suites...), d.gateways...), d.codes...)...)
	d.allCurrent()
	asker := d.agents[2]
	d.run(atFloor, asker.args("check")...)
	if h := asker.holds(); h.Expires != d.expires[d.codes[2]] || h.Result != "valid" {
		d.t.Fatalf("the product that asks holds %+v", h)
	}
}

// replacement: a product that takes another code gets it, and is registered for it,
// one that does not is held back with the reason (row M4).
func (d *drill) replacement() {
	for _, c := range []struct {
		old, prefix string
		takes       bool
	}{{d.suites[0], "BS", true}, {d.gateways[0], "IM", false}} {
		d.day++
		var made struct{ Code string }
		out := d.ollu("license", "replace", c.old, "--expires", d.day.String(), "--json")
		if err := json.Unmarshal([]byte(out), &made); err != nil || !strings.HasPrefix(made.Code, c.prefix) {
			d.t.Fatalf("%v in %s", err, out)
		}
		d.run(atManager, "ollu-manager", "add", made.Code, "--replaces", c.old)
		if c.takes {
			d.everyone("the new code is in use", made.Code, func(p *profile.Part) bool { return p.Expires == d.day.String() && p.Result == "valid" })
			d.suites[0], d.expires[made.Code] = made.Code, d.day.String()
			continue
		}
		d.eventually("the new code is held back", func() bool { return d.heldBack(made.Code) == simulated/(2*perKind) })
		if _, use := d.holder(made.Code, func(*profile.Part) bool { return true }); use != 0 {
			d.t.Fatalf("%d products that take no other code have one", use)
		}
		d.byHand = fingerprint(d.t, made.Code)
	}
}

// heldBack counts the deliveries of a code that are held back for row M4.
func (d *drill) heldBack(code string) (n int) {
	id := fingerprint(d.t, code)
	d.deliveries(func(_ *report.Product, v *report.Delivery) {
		if v.ID == id && v.State == book.HeldBack && v.Why == book.WhyNewCodeByHand {
			n++
		}
	})
	return n
}

func (d *drill) deliveries(fn func(p *report.Product, v *report.Delivery)) {
	d.t.Helper()
	st := d.status()
	for i := range st.Products {
		for k := range st.Products[i].Deliveries {
			fn(&st.Products[i], &st.Products[i].Deliveries[k])
		}
	}
}

func result(want string) func(*profile.Part) bool {
	return func(p *profile.Part) bool { return p.Result == want }
}

// revocation travels with its reason, and so does that it was lifted (row B5).
func (d *drill) revocation() {
	const reason = "paid back on request"
	d.ollu("license", "revoke", d.gateways[1], "--reason", reason)
	d.ollu("license", "revoke", d.codes[1], "--reason", reason)
	d.everyone("all know of the revocation", d.gateways[1], result("revoked"))
	gateway := d.agents[1]
	d.eventually("the gateway knows of it", func() bool { return gateway.holds().Result == "revoked" })
	d.eventually("the gateway tells the reason", func() bool {
		out, _, _ := d.try(atFloor, gateway.args("explain", "--lang", "en")...)
		return strings.Contains(out, reason)
	})
	d.ollu("license", "resume", d.gateways[1])
	d.ollu("license", "resume", d.codes[1])
	d.everyone("all know that it was lifted", d.gateways[1], result("valid"))
	d.eventually("the gateway knows that too", func() bool { return gateway.holds().Result == "valid" })
}

func (d *drill) suspension() {
	d.ollu("license", "suspend", d.suites[1], "--reason", "unpaid")
	d.ollu("license", "suspend", d.codes[0], "--reason", "unpaid")
	d.everyone("all know of the suspension", d.suites[1], result("suspended"))
	d.eventually("the suite knows of it", func() bool { return d.agents[0].holds().Result == "suspended" })
	d.ollu("license", "resume", d.suites[1])
	d.ollu("license", "resume", d.codes[0])
	d.everyone("all know that it was lifted", d.suites[1], result("valid"))
	d.eventually("the suite knows that too", func() bool { return d.agents[0].holds().Result == "valid" })
}

// cutOutside: nothing is taken from anybody while the issuer is away, and what
// happened meanwhile comes by itself.
func (d *drill) cutOutside() {
	before := d.agents[0].holds()
	d.net.Cut(outside)
	d.renew(d.suites[2], d.codes[0])
	if _, _, code := d.try(atManager, "ollu-manager", "sync"); code != 2 {
		d.t.Errorf("a sync without a line has exit code %d", code)
	}
	if st := d.status(); st.Sync.Failures == 0 || st.Sync.Cause == "" {
		d.t.Errorf("a failed sync is not told: %+v", st.Sync)
	}
	d.run(atFloor, d.agents[2].args("check")...)
	if now := d.agents[0].holds(); now != before {
		d.t.Errorf("without a line %+v became %+v", before, now)
	}
	d.net.Join(outside)
	d.allCurrent()
}

// cutInside: what cannot be delivered shows, and comes by itself.
func (d *drill) cutInside() {
	d.net.Cut(inside)
	d.renew(d.suites[3])
	d.eventually("it shows", func() bool { return d.behind(d.suites[3]) > 0 })
	d.net.Join(inside)
	d.allCurrent()
}

// behind counts the products that do not hold the present word about a code, as
// the manager says.
func (d *drill) behind(code string) (n int) {
	id := fingerprint(d.t, code)
	d.deliveries(func(_ *report.Product, v *report.Delivery) {
		if v.ID == id && (v.State == book.Failed || v.State == book.Stale) {
			n++
		}
	})
	return n
}

func (d *drill) productsOff() {
	off, on := true, false
	var names []string
	for i, p := range d.states() {
		if i%10 == 0 && i%(2*perKind) != perKind { // the others wait for a hand
			names = append(names, p.Name)
		}
	}
	d.change(sitetest.Change{Products: names, Off: &off})
	d.renew(d.suites...)
	d.renew(d.gateways[1:]...)
	d.eventually("only those that are off are behind", func() bool {
		failed := map[string]bool{}
		d.deliveries(func(p *report.Product, v *report.Delivery) {
			if v.State != book.Current && v.State != book.HeldBack {
				failed[p.Name] = v.State == book.Failed
			}
		})
		for _, name := range names {
			if !failed[name] {
				return false
			}
		}
		return len(failed) == len(names)
	})
	d.change(sitetest.Change{Products: names, Off: &on})
	d.allCurrent()
}

// managerKilled: what was under way is done by the next one.
func (d *drill) managerKilled() {
	slow, quick := 50, 0
	d.change(sitetest.Change{SlowMS: &slow})
	for range 3 {
		d.renew(d.suites[4:8]...)
		d.killManager()
		d.renew(d.gateways[4])
		d.startManager()
	}
	d.change(sitetest.Change{SlowMS: &quick})
	d.allCurrent()
}

// diskFull: what does not fit is refused as a whole and told of, what is held
// stands, and with room again all goes on.
func (d *drill) diskFull() {
	d.write("more", strings.Join(d.issue("client-server-suite", 3000), "\n")+"\n")
	fill := d.path("manager/fill")
	disktest.Fill(d.t, fill)
	if _, errs, code := d.try(atManager, "ollu-manager", "add", "--file", d.path("more")); code != 2 || errs == "" {
		d.t.Errorf("a full disk is told of with exit code %d: %s", code, errs)
	}
	d.renew(d.suites...)
	d.renew(d.codes[0])
	if err := os.Remove(fill); err != nil {
		d.t.Fatal(err)
	}
	d.run(atManager, "ollu-manager", "add", "--file", d.path("more"))
	d.allCurrent()
}
