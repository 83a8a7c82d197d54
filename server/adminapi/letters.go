package adminapi

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"ollu/keystore/customer"
)

// letterID is how much randomness the id of a mail has.
const letterID = 16

// What mails hold, by their kinds; server/outbox has the templates.
type (
	// factorLetter: factor_off.
	factorLetter struct {
		Person string `json:"person"`
		Login  string `json:"login"`
		At     string `json:"at"`
		URL    string `json:"url"`
	}
	// answerLetter: offline_answered.
	answerLetter struct {
		Person  string `json:"person"`
		Product string `json:"product"`
		Code    string `json:"code"`
		Expires string `json:"expires"` // "" never
		URL     string `json:"url"`
	}
)

// letter makes a mail to a user, to be queued with the act that it tells of.
func (c *call) letter(kind string, to *customer.User, data any) (customer.Letter, error) {
	text, err := json.Marshal(data)
	if err != nil {
		return customer.Letter{}, fmt.Errorf("writing the data of a mail: %w", err)
	}
	var id [letterID]byte
	if _, err := io.ReadFull(c.Random, id[:]); err != nil {
		return customer.Letter{}, fmt.Errorf("drawing the id of a mail: %w", err)
	}
	return customer.Letter{
		ID: hex.EncodeToString(id[:]), Account: to.Account, To: to.Person.Mail, Lang: to.Lang, Kind: kind, Data: text, At: c.now, Due: c.now,
	}, nil
}
