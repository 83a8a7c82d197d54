package look

import (
	"ollu/keystore/customer"
	"ollu/server/words"
)

// View is what a page is shown with. Templates get it as their dot.
type View struct {
	Lang    words.Lang
	Path    string // of the request: it tells the frame which entry of the navigation is the current one
	Other   string // address of the same page in the other language
	Status  int    // of the answer
	User    *customer.User
	Account *customer.Account // nil, like User: nobody is logged in
	Notes   []Note
	Support Support
	Data    any // the page's own
}

// Note is one line that the page begins with.
type Note struct {
	Tone string // "ok", "info", "warn" or "bad"
	Text string
}

// Support is whom the portal names for questions. Each may be empty.
type Support struct{ Mail, Phone, URL string }

// Puzzle is a robot check as a form shows it: what the script needs, and the
// question for who has none.
type Puzzle struct {
	Token    string
	Bits     int
	Question string
	Error    string // what was wrong with the last answer; "" none
}
