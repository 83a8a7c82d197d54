package keystore

import "fmt"

func (Register) verb() string       { return "register" }
func (Unregister) verb() string     { return "unregister" }
func (EditCompany) verb() string    { return "edit the company" }
func (EditSupport) verb() string    { return "edit the support contact" }
func (EditUser) verb() string       { return "edit the user" }
func (SetPassword) verb() string    { return "set the password" }
func (SetFactor) verb() string      { return "set the second factor" }
func (LogIn) verb() string          { return "log in" }
func (OpenTicket) verb() string     { return "open a ticket" }
func (CloseTicket) verb() string    { return "close a ticket" }
func (Join) verb() string           { return "join" }
func (SetRole) verb() string        { return "change the role" }
func (RemoveUser) verb() string     { return "remove the user" }
func (SetFeed) verb() string        { return "set the calendar" }
func (HoldAccount) verb() string    { return "hold the account" }
func (ReleaseAccount) verb() string { return "release the account" }
func (RequestOffline) verb() string { return "request an offline code for" }
func (AnswerOffline) verb() string  { return "answer a request" }
func (LetterSent) verb() string     { return "drop the letter as sent" }
func (LetterFailed) verb() string   { return "put the letter off" }
func (RetryLetter) verb() string    { return "retry the letter" }
func (DropLetter) verb() string     { return "drop the letter" }

func (c Register) String() string {
	return fmt.Sprintf("register %d keys, %d codes", len(c.Keys), len(c.Codes))
}
func (c Unregister) String() string  { return fmt.Sprintf("unregister %s/%d", c.Account, c.No) }
func (c EditCompany) String() string { return fmt.Sprintf("edit the company of account %s", c.Account) }
func (c EditSupport) String() string {
	return fmt.Sprintf("edit the support contact of account %s", c.Account)
}
func (c EditUser) String() string    { return fmt.Sprintf("edit user %s", c.User) }
func (c SetPassword) String() string { return fmt.Sprintf("set the password of user %s", c.User) }
func (c SetFactor) String() string {
	if c.Factor == nil {
		return fmt.Sprintf("remove the second factor of user %s", c.User)
	}
	return fmt.Sprintf("set the second factor of user %s", c.User)
}
func (c LogIn) String() string { return fmt.Sprintf("log user %s in", c.User) }
func (c OpenTicket) String() string {
	return fmt.Sprintf("open a ticket to %s", c.Ticket.Kind)
}
func (c CloseTicket) String() string    { return "close a ticket" }
func (c Join) String() string           { return fmt.Sprintf("join as user %s", c.User.ID) }
func (c SetRole) String() string        { return fmt.Sprintf("make user %s %s", c.User, c.Role) }
func (c RemoveUser) String() string     { return fmt.Sprintf("remove user %s", c.User) }
func (c SetFeed) String() string        { return fmt.Sprintf("set the calendar of account %s", c.Account) }
func (c HoldAccount) String() string    { return fmt.Sprintf("hold account %s", c.Account) }
func (c ReleaseAccount) String() string { return fmt.Sprintf("release account %s", c.Account) }
func (c RequestOffline) String() string {
	return fmt.Sprintf("request an offline code for %s/%d", c.Account, c.No)
}
func (c AnswerOffline) String() string {
	return fmt.Sprintf("answer %s/%d with %s", c.Account, c.No, c.Code)
}
func (c LetterSent) String() string   { return fmt.Sprintf("letter %s was sent", c.ID) }
func (c LetterFailed) String() string { return fmt.Sprintf("letter %s was not sent", c.ID) }
func (c RetryLetter) String() string  { return fmt.Sprintf("retry letter %s", c.ID) }
func (c DropLetter) String() string   { return fmt.Sprintf("drop letter %s", c.ID) }
