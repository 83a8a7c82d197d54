package keystore

import "ollu/keystore/customer"

// judgeCustomer judges the changes of accounts.
func (p *planner) judgeCustomer() error {
	switch c := p.act.Change.(type) {
	case Register:
		return p.registerAll(&c)
	case Unregister:
		return p.unregister(&c)
	case RequestOffline:
		return p.requestOffline(&c)
	case AnswerOffline:
		return p.answerOffline(&c)
	case EditCompany:
		return p.editCompany(&c)
	case EditSupport:
		return p.editSupport(&c)
	case SetFeed:
		return p.setFeed(&c)
	case HoldAccount:
		return p.holdAccount(&c)
	case ReleaseAccount:
		return p.releaseAccount(&c)
	}
	return p.judgeUser()
}

// judgeUser judges the changes of users and of what they are sent.
func (p *planner) judgeUser() error {
	switch c := p.act.Change.(type) {
	case EditUser:
		return p.editUser(&c)
	case SetPassword:
		return p.setPassword(&c)
	case SetFactor:
		return p.setFactor(&c)
	case LogIn:
		return p.logIn(&c)
	case OpenTicket:
		return p.openTicket(&c)
	case CloseTicket:
		return p.closeTicket(&c)
	case Join:
		return p.join(&c)
	case SetRole:
		return p.setRole(&c)
	case RemoveUser:
		return p.removeUser(&c)
	case LetterSent:
		return p.letterSent(&c)
	case LetterFailed:
		return p.letterFailed(&c)
	case RetryLetter:
		return p.retryLetter(&c)
	case DropLetter:
		return p.dropLetter(&c)
	}
	return &FieldError{Field: "change", Why: "is missing"}
}

// forCustomers tells whether a change may be made on behalf of an account.
func forCustomers(c Change) bool {
	switch c.(type) {
	case Register, EditCompany, EditSupport, EditUser, SetPassword, SetFactor, LogIn, OpenTicket, CloseTicket, Join,
		SetRole, RemoveUser, SetFeed, RequestOffline, RemoveDevice, SignFile:
		return true
	}
	return false
}

// concerned says which account, user and line a change names: what a repetition
// of it answers with.
func concerned(c Change) (account, user customer.ID, no int) {
	switch c := c.(type) {
	case Unregister:
		return c.Account, "", 0
	case RequestOffline:
		return c.Account, c.User, c.No
	case AnswerOffline:
		return c.Account, "", c.No
	case EditCompany:
		return c.Account, "", 0
	case EditSupport:
		return c.Account, "", 0
	case SetFeed:
		return c.Account, "", 0
	case HoldAccount:
		return c.Account, "", 0
	case ReleaseAccount:
		return c.Account, "", 0
	}
	return "", concernedUser(c), 0
}

func concernedUser(c Change) customer.ID {
	switch c := c.(type) {
	case EditUser:
		return c.User
	case SetPassword:
		return c.User
	case SetFactor:
		return c.User
	case LogIn:
		return c.User
	case Join:
		return c.User.ID
	case SetRole:
		return c.User
	case RemoveUser:
		return c.User
	}
	return ""
}
