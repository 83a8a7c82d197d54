package notice

import (
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/server/words"
)

// Item is one component and what has to be said of it on a day.
type Item struct {
	Component string       // its id
	Name      product.Text // its name; where empty the id stands for it
	Trial     bool         // what ends is a trial, not a contract
	Activated bool         // false: no code was ever entered for it, Notice is not looked at
	Notice    term.Notice
}

// Console gives the lines that a console shows, one for each item that has
// something to say, in the order of the items. A component that was never
// activated has its line until it is hidden, which is to leave it out (row A8);
// the lines of the others cannot be switched off (row A6).
func Console(l words.Lang, items []Item) []string {
	var lines []string
	for i := range items {
		if id, ok := items[i].consoleText(); ok {
			lines = append(lines, words.Say(l, id, items[i].args(l)))
		}
	}
	return lines
}

// consoleText gives the text for an item, false when there is nothing to say.
func (it *Item) consoleText() (words.ID, bool) {
	if !it.Activated {
		return words.NoticeNeverActivated, true
	}
	switch it.Notice.Kind {
	case term.Ending:
		return words.NoticeEnding, true
	case term.InGrace:
		return words.NoticeGrace, true
	case term.UpdatesEnded:
		if it.Notice.EndedOn == it.Notice.GraceEndedOn {
			return words.NoticeStoppedAtOnce, true
		}
		return words.NoticeStopped, true
	}
	return "", false
}

// args are the values that the texts of console and mail take.
func (it *Item) args(l words.Lang) words.Args {
	return words.Args{
		"name":    it.name(l),
		"what":    it.what(l),
		"advice":  words.Say(l, it.advice(), nil),
		"days":    it.Notice.DaysLeft,
		"since":   it.Notice.DaysSince,
		"grace":   it.Notice.GraceDaysLeft,
		"ended":   it.Notice.EndedOn,
		"stopped": it.Notice.GraceEndedOn,
	}
}

func (it *Item) name(l words.Lang) string {
	if name := l.Of(it.Name); name != "" {
		return name
	}
	return it.Component
}

// what names that which ends.
func (it *Item) what(l words.Lang) string {
	if it.Trial {
		return words.Say(l, words.Trial, nil)
	}
	return words.Say(l, words.Contract, nil)
}

func (it *Item) advice() words.ID {
	if it.Trial {
		return words.Buy
	}
	return words.Renew
}
