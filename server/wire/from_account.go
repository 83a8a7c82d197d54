package wire

import "ollu/keystore/customer"

// FromAccount gives the shape of an account and its users.
func FromAccount(a *customer.Account, users []customer.User) Account {
	w := Account{
		ID: string(a.ID), Company: FromCompany(&a.Company), EmergencyMail: a.EmergencyMail, Seller: FromSeller(&a.Seller),
		Terms: a.Terms, TermsAt: moment(a.TermsAt), CreatedAt: moment(a.CreatedAt), ChangedAt: moment(a.ChangedAt),
		Calendar: !a.Feed.IsZero(), Users: make([]User, len(users)),
	}
	if !a.Support.Same {
		w.Support = &Contact{FromCompany(&a.Support.Company), FromPerson(&a.Support.Person)}
	}
	if h := a.Hold; h != nil {
		w.Hold = &Hold{At: moment(h.At), By: h.By, Reason: h.Reason}
	}
	for i := range users {
		w.Users[i] = FromUser(&users[i])
	}
	return w
}

// FromCompany gives the shape of a company.
func FromCompany(c *customer.Company) Company {
	return Company{
		Name: c.Name, NameKana: c.NameKana, Branch: c.Branch, BranchKana: c.BranchKana,
		Postcode: c.Postcode, Prefecture: c.Prefecture, Address1: c.Address1, Address2: c.Address2,
	}
}

// FromPerson gives the shape of a person.
func FromPerson(p *customer.Person) Person {
	return Person{Name: p.Name, NameKana: p.NameKana, Mail: p.Mail, Department: p.Department, Phone: p.Phone, Fax: p.Fax}
}

// FromSeller gives the shape of a seller.
func FromSeller(s *customer.Seller) Seller {
	return Seller{
		Company: s.Company, Branch: s.Branch, Postcode: s.Postcode, Prefecture: s.Prefecture,
		Address1: s.Address1, Address2: s.Address2, Person: FromPerson(&s.Person),
	}
}

// FromUser gives the shape of a user.
func FromUser(u *customer.User) User {
	return User{
		ID: string(u.ID), Login: u.Login, Role: u.Role.String(), Person: FromPerson(&u.Person), Lang: u.Lang,
		SecondFactor: len(u.Factor) > 0, RecoveryLeft: len(u.Recovery),
		CreatedAt: moment(u.CreatedAt), ChangedAt: moment(u.ChangedAt), PasswordAt: moment(u.PasswordAt), LastLogIn: moment(u.LastLogIn),
	}
}

// FromInvitation gives the shape of a ticket of kind Invite.
func FromInvitation(t *customer.Ticket) Invitation {
	return Invitation{Mail: t.Mail, Role: t.Role.String(), By: string(t.By), At: moment(t.At), Expires: moment(t.Expires)}
}

// FromRegistration gives the shape of a line.
func FromRegistration(r *customer.Registration) Registration {
	w := Registration{
		No: r.No, Key: key(r.Key), Code: r.Code, Product: r.Product, Type: r.Type, Order: r.Order,
		At: moment(r.At), By: string(r.By),
	}
	for _, f := range r.Former {
		w.Former = append(w.Former, Former{Key: key(f.Key), Code: f.Code, Type: f.Type, At: moment(f.At)})
	}
	if q := r.Request; q != nil {
		w.Request = &OfflineRequest{At: moment(q.At), By: string(q.By), Note: q.Note, Answer: code(q.Answer), AnsweredAt: moment(q.AnswerAt)}
	}
	return w
}

// FromLetter gives the shape of a letter, without what it says.
func FromLetter(l *customer.Letter) Letter {
	w := Letter{
		ID: l.ID, Account: string(l.Account), To: customer.MaskMail(l.To), Lang: l.Lang, Kind: l.Kind,
		At: moment(l.At), Tries: l.Tries, Problem: l.Problem, Dead: l.Dead,
	}
	if !l.Dead {
		w.Due = moment(l.Due)
	}
	return w
}
