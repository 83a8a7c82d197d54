package notice

import (
	"cmp"
	"slices"
	"strings"

	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/server/words"
)

// Mail gives the mail of a day about the components of one product on one
// host: one line for each item that has something to say, and a subject that
// says the most pressing of them. Both are empty when there is nothing to
// send; a component that was never activated is not written about (row A8).
// The host may be empty. The body's lines end in a line feed; the subject has
// none.
func Mail(l words.Lang, name product.Text, host string, items []Item) (subject, body string) {
	told := tellable(items)
	if len(told) == 0 {
		return "", ""
	}
	where := place(l, name, host)
	first := slices.MinFunc(told, morePressing)
	args := first.args(l)
	args["where"] = where
	return words.Say(l, first.subjectText(), args), text(l, where, told)
}

// tellable gives the items that a mail is about.
func tellable(items []Item) []Item {
	var told []Item
	for _, it := range items {
		if it.Activated && it.Notice.Kind != term.NoNotice {
			told = append(told, it)
		}
	}
	return told
}

// place says which installation it is about.
func place(l words.Lang, name product.Text, host string) string {
	if host == "" {
		return l.Of(name)
	}
	return words.Say(l, words.MailWhere, words.Args{"product": l.Of(name), "host": host})
}

// morePressing orders items by how far things have gone, then by what is left.
func morePressing(a, b Item) int {
	return cmp.Or(
		cmp.Compare(b.stage(), a.stage()),
		cmp.Compare(a.Notice.GraceDaysLeft, b.Notice.GraceDaysLeft),
		cmp.Compare(a.Notice.DaysLeft, b.Notice.DaysLeft),
	)
}

// stage is the kind of the notice, where a grace period without a day left has
// ended.
func (it *Item) stage() term.NoticeKind {
	if it.Notice.Kind == term.InGrace && it.Notice.GraceDaysLeft == 0 {
		return term.UpdatesEnded
	}
	return it.Notice.Kind
}

func (it *Item) subjectText() words.ID {
	switch it.stage() {
	case term.Ending:
		return words.MailSubjectEnding
	case term.InGrace:
		return words.MailSubjectGrace
	}
	return words.MailSubjectStopped
}

// text gives the body: what it is about, what is so, what to do, what follows.
func text(l words.Lang, where string, told []Item) string {
	var lines, advice []string
	working := false
	for i := range told {
		it := &told[i]
		lines = append(lines, "- "+words.Say(l, it.mailText(), it.args(l)))
		if say := words.Say(l, it.advice(), nil); !slices.Contains(advice, say) {
			advice = append(advice, say)
		}
		working = working || it.stage() != term.UpdatesEnded
	}
	follows := words.UpdatesStopped
	if working {
		follows = words.MailWhatFollows
	}
	paragraphs := []string{
		words.Say(l, words.MailOpening, words.Args{"where": where}),
		strings.Join(lines, "\n"),
		strings.Join(append(advice, words.Say(l, words.MailRenewed, nil)), "\n"),
		words.Say(l, follows, nil),
		words.Say(l, words.MailClosing, nil),
	}
	return strings.Join(paragraphs, "\n\n") + "\n"
}

// mailText gives the line's text. On the last day of mails the grace period
// has no day left (row A7).
func (it *Item) mailText() words.ID {
	n := &it.Notice
	switch {
	case n.Kind == term.Ending:
		return words.MailEnding
	case n.Kind == term.UpdatesEnded:
		return words.MailStopped
	case n.DaysSince == 0 && n.GraceDaysLeft == 0:
		return words.MailNoGrace
	case n.GraceDaysLeft == 0:
		return words.MailGraceOver
	case n.DaysSince == 0:
		return words.MailEndedToday
	}
	return words.MailGrace
}
