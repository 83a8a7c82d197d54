package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"ollu/server/wire"
)

// printAccounts writes one line for each account, and above the first of them
// what stands in it. Names stand at the end of lines, in all tables: Japanese is
// wider than the columns think.
func printAccounts(w io.Writer, all []wire.Account, first bool) error {
	t := newTable(w)
	if first {
		t.row("ACCOUNT", "SINCE", "LICENCES", "HELD", "USERS", "COMPANY")
	}
	for i := range all {
		a := &all[i]
		t.row(a.ID, a.CreatedAt.Format("2006-01-02"), strconv.Itoa(a.RegistrationCount), yesNo(a.Hold != nil), logins(a.Users), companyLine(&a.Company))
	}
	return t.flush()
}

// logins names the users of an account, a few of many.
func logins(users []wire.User) string {
	const most = 3
	var names []string
	for i := range users[:min(most, len(users))] {
		names = append(names, users[i].Login)
	}
	text := orDash(strings.Join(names, ", "))
	if more := len(users) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// printAccount writes all that is known of an account.
func printAccount(w io.Writer, a *wire.Account) error {
	t := newTable(w)
	t.fact("account", a.ID)
	if a.Hold != nil {
		t.fact("held", fmt.Sprintf("%s by %s: %s", moment(a.Hold.At), a.Hold.By, orDash(a.Hold.Reason)))
	}
	t.fact("company", companyLine(&a.Company))
	t.fact("address", address(a.Company.Postcode, a.Company.Prefecture, a.Company.Address1, a.Company.Address2))
	t.fact("emergency", a.EmergencyMail)
	if s := a.Support; s != nil {
		t.fact("support", companyLine(&s.Company)+", "+personLine(&s.Person))
	}
	t.fact("seller", withCommas(a.Seller.Company, a.Seller.Branch, personLine(&a.Seller.Person)))
	t.fact("since", moment(a.CreatedAt))
	t.fact("changed", moment(a.ChangedAt))
	t.fact("terms", a.Terms+", accepted "+moment(a.TermsAt))
	t.fact("calendar", yesNo(a.Calendar))
	for _, i := range a.Invitations {
		t.fact("invited", fmt.Sprintf("%s as %s, until %s", i.Mail, i.Role, moment(i.Expires)))
	}
	if err := t.flush(); err != nil {
		return err
	}
	if err := printUsers(w, a.Users); err != nil {
		return err
	}
	return printRegistrations(w, a.Registrations)
}

func companyLine(c *wire.Company) string { return withCommas(c.Name, c.Branch) }

func personLine(p *wire.Person) string { return withCommas(p.Name, p.Mail, p.Phone) }

// address writes an address on one line.
func address(postcode, prefecture, first, second string) string {
	return withCommas(postcode, prefecture, first, second)
}

// withCommas writes what there is, with commas between.
func withCommas(parts ...string) string {
	var there []string
	for _, p := range parts {
		if p != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, ", ")
}

func printUsers(w io.Writer, users []wire.User) error {
	fmt.Fprintln(w)
	t := newTable(w, "LOGIN", "ROLE", "MAIL", "SECOND FACTOR", "LAST LOG-IN", "NAME")
	for i := range users {
		u := &users[i]
		factor := "off"
		if u.SecondFactor {
			factor = fmt.Sprintf("on, %s left", count(u.RecoveryLeft, "recovery code"))
		}
		t.row(u.Login, u.Role, u.Person.Mail, factor, orDash(moment(u.LastLogIn)), u.Person.Name)
	}
	return t.flush()
}

func printRegistrations(w io.Writer, lines []wire.Registration) error {
	if len(lines) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	t := newTable(w, "NO", "PRODUCT", "TYPE", "CODE", "KEY", "ORDER", "REGISTERED", "REQUEST")
	for i := range lines {
		r := &lines[i]
		t.row(strconv.Itoa(r.No), r.Product, r.Type.String(), r.Code.Reveal(), orDash(revealed(r.Key)), orDash(r.Order), moment(r.At), requested(r.Request))
	}
	return t.flush()
}

// requested tells how a request for an offline code stands.
func requested(q *wire.OfflineRequest) string {
	switch {
	case q == nil:
		return "-"
	case q.Answer == nil:
		return "waits since " + moment(q.At)
	}
	return "answered " + moment(q.AnsweredAt)
}

// printHolder writes whose a code or key is.
func printHolder(w io.Writer, r *wire.RegistrationResponse) error {
	t := newTable(w)
	t.fact("account", r.Holder.Account)
	t.fact("company", r.Holder.Company)
	t.fact("line", strconv.Itoa(r.Holder.No))
	t.fact("registered", moment(r.Registration.At))
	if k := r.Registration.Key; k != nil {
		t.fact("key", k.Reveal())
	}
	for _, f := range r.Registration.Former {
		t.fact("before", f.Code.Reveal()+", "+f.Type.String())
	}
	t.fact("request", requested(r.Registration.Request))
	if err := t.flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	return printLicence(w, &r.Licence)
}

func printRequests(w io.Writer, all []wire.WaitingRequest, first bool) error {
	t := newTable(w)
	if first {
		t.row("ACCOUNT", "NO", "PRODUCT", "TYPE", "CODE", "ASKED", "BY", "COMPANY", "NOTE")
	}
	for i := range all {
		q := &all[i]
		t.row(q.Account, strconv.Itoa(q.No), q.Product, q.Type.String(), q.Code.Reveal(), moment(q.At), orDash(q.Login), q.Company, q.Note)
	}
	return t.flush()
}
