package audit

import "fmt"

// Action is what was done: a closed list.
type Action uint8

// The actions. Their numbers are stored: never renumber them.
const (
	Issue Action = 1 + iota
	IssueKey
	Import
	Activate
	Renew
	Suspend
	Resume
	Revoke
	Replace
	RemoveDevice
	SignFile

	OpenAccount
	Register
	Unregister
	EditCompany
	EditSupport
	EditUser
	SetPassword
	SetFactor
	LogIn
	OpenTicket
	CloseTicket
	Join
	SetRole
	RemoveUser
	SetFeed
	HoldAccount
	ReleaseAccount
	RequestOffline
	AnswerOffline
	DropLetter
	lastAction = DropLetter
)

var actionNames = [lastAction + 1]string{
	"", "issue", "issue_key", "import", "activate", "renew",
	"suspend", "resume", "revoke", "replace", "remove_device", "sign_file",
	"open_account", "register", "unregister", "edit_company", "edit_support", "edit_user",
	"set_password", "set_factor", "log_in", "open_ticket", "close_ticket", "join", "set_role", "remove_user",
	"set_feed", "hold_account", "release_account", "request_offline", "answer_offline", "drop_letter",
}

func (a Action) known() bool { return a >= Issue && a <= lastAction }

// String is the name in exports: "issue", "remove_device", …
func (a Action) String() string {
	if !a.known() {
		return fmt.Sprintf("Action(%d)", uint8(a))
	}
	return actionNames[a]
}

// MarshalText gives the name; an action outside the list is an error.
func (a Action) MarshalText() ([]byte, error) {
	if !a.known() {
		return nil, fmt.Errorf("no such action: %d", uint8(a))
	}
	return []byte(actionNames[a]), nil
}

// UnmarshalText reads a name.
func (a *Action) UnmarshalText(text []byte) error {
	for i, name := range actionNames {
		if i > 0 && name == string(text) {
			*a = Action(i)
			return nil
		}
	}
	return fmt.Errorf("unknown action %.32q", text)
}
