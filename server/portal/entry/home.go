package entry

import (
	"net/http"

	"ollu/server/portal/visit"
	"ollu/server/words"
)

func showHome(v *visit.Visit) error { return v.Show(http.StatusOK, homePage, nil) }

// usual are the questions of the help page, each with its answer.
var usual = []question{
	{words.EntryHelpKey, words.EntryHelpKeyText},
	{words.EntryHelpCode, words.EntryHelpCodeText},
	{words.EntryHelpTaken, words.EntryHelpTakenText},
	{words.EntryHelpTrial, words.EntryHelpTrialText},
	{words.EntryHelpEnds, words.EntryHelpEndsText},
	{words.EntryHelpMoved, words.EntryHelpMovedText},
	{words.EntryHelpLogIn, words.EntryHelpLogInText},
	{words.EntryHelpMail, words.EntryHelpMailText},
	{words.EntryHelpPhone, words.EntryHelpPhoneText},
}

type question struct{ Asked, Answer words.ID }

func showHelp(v *visit.Visit) error { return v.Show(http.StatusOK, helpPage, usual) }

// terms is what the page of the terms shows.
type terms struct{ Text, Version string }

func showTerms(v *visit.Visit) error {
	t := terms{Version: v.Desk.TermsVersion}
	if v.Desk.Terms != nil {
		t.Text = v.Desk.Terms(v.Lang)
	}
	return v.Show(http.StatusOK, termsPage, t)
}

// logOut ends the session (row P8).
func logOut(v *visit.Visit) error {
	if err := v.Desk.Sessions.LogOut(v.R.Context()); err != nil {
		return err
	}
	v.Note("ok", words.EntryLoggedOut, nil)
	return v.Go(logInPath)
}
