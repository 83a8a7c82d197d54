package term

// NoticeKind is what a notice has to say.
type NoticeKind uint8

const (
	NoNotice     NoticeKind = iota
	Ending                  // the contract ends in DaysLeft days
	InGrace                 // it has ended, GraceDaysLeft days of grace are left
	UpdatesEnded            // contract and grace have ended, and updates with them
)

// Notice is what an administrator is told on one day. Fields that do not
// belong to its kind are zero.
type Notice struct {
	Kind NoticeKind
	// Ending: whole days up to the expiry.
	DaysLeft int
	// InGrace by mail: whole days since the expiry.
	DaysSince int
	// InGrace: whole days up to the end of grace.
	GraceDaysLeft int
	// InGrace on the console, UpdatesEnded: the expiry.
	EndedOn Day
	// UpdatesEnded: the first day without grace.
	GraceEndedOn Day
}

// ConsoleNotice gives what the console shows on d, where window is the number
// of days before the expiry from which it warns (row A6): the contract is
// ending, then in grace, and from E+G on for ever that updates have ended.
// Without a grace period the second is left out. A perpetual licence has none.
func (t *Term) ConsoleNotice(d Day, window int) Notice {
	switch {
	case t.Perpetual:
		return Notice{}
	case d < t.Expires:
		return t.ending(d, window)
	case d < t.GraceEnds():
		return Notice{Kind: InGrace, EndedOn: t.Expires, GraceDaysLeft: int(t.GraceEnds()) - int(d)}
	}
	return Notice{Kind: UpdatesEnded, EndedOn: t.Expires, GraceEndedOn: t.GraceEnds()}
}

// MailNotice gives what is mailed on d, where window is the number of days
// before the expiry from which it warns (row A7): the contract is ending, then
// in grace, for the last time on E+G itself with no days left; so without a
// grace period there is one such mail, on the expiry. A perpetual licence has
// none.
func (t *Term) MailNotice(d Day, window int) Notice {
	switch {
	case t.Perpetual || d > t.GraceEnds():
		return Notice{}
	case d < t.Expires:
		return t.ending(d, window)
	}
	return Notice{
		Kind:          InGrace,
		DaysSince:     int(d) - int(t.Expires),
		GraceDaysLeft: int(t.GraceEnds()) - int(d),
	}
}

// ending is the notice of a day before the expiry.
func (t *Term) ending(d Day, window int) Notice {
	left := int(t.Expires) - int(d)
	if left > window {
		return Notice{}
	}
	return Notice{Kind: Ending, DaysLeft: left}
}
