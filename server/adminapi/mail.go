package adminapi

import (
	"slices"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/wire"
)

// listMail lists the mails that wait, or were given up.
func listMail(c *call, q *wire.MailListRequest) (wire.MailsResponse, error) {
	answer := wire.MailsResponse{Letters: []wire.Letter{}}
	limit, err := page(q.Limit)
	if err != nil {
		return answer, err
	}
	if !slices.Contains([]string{"", "waiting", "dead"}, q.State) {
		return answer, badField("state", "must be waiting or dead")
	}
	err = c.Store.Customers(c.ctx, func(b customer.Book) error {
		for after := q.After; ; after = answer.Next {
			page, next, err := b.Letters(after, limit-len(answer.Letters))
			if err != nil {
				return err
			}
			for i := range page {
				if q.State == "" || page[i].Dead == (q.State == "dead") {
					answer.Letters = append(answer.Letters, wire.FromLetter(&page[i]))
				}
			}
			if answer.Next = next; next == "" || len(answer.Letters) == limit {
				return nil
			}
		}
	})
	return answer, err
}

// retryMail makes a mail due at once; dropMail drops one that was given up.
func retryMail(c *call, q *wire.MailRequest) (wire.MailResponse, error) {
	return c.changeMail(q.ID, keystore.RetryLetter{ID: q.ID})
}

func dropMail(c *call, q *wire.MailRequest) (wire.MailResponse, error) {
	return c.changeMail(q.ID, keystore.DropLetter{ID: q.ID})
}

func (c *call) changeMail(id string, change keystore.Change) (wire.MailResponse, error) {
	if id == "" {
		return wire.MailResponse{}, badField("id", "is required")
	}
	_, err := c.apply(change)
	return wire.MailResponse{ID: id}, err
}
