package words

// Words that the portal's mails have in common with no other text. Arguments:
// value (a day or a moment).
const (
	LetterValue  ID = "letter.value"
	LetterFull   ID = "letter.full"
	LetterTrial  ID = "letter.trial"
	LetterOwner  ID = "letter.owner"
	LetterEditor ID = "letter.editor"
	LetterViewer ID = "letter.viewer"
)

// Letter gives the id of such a word by its name: full, trial, owner, editor,
// viewer.
func Letter(name string) ID { return ID("letter." + name) }

var letterTexts = table{
	LetterValue:  {"{value}", "{value}"},
	LetterFull:   {"full licence", "製品版"},
	LetterTrial:  {"trial", "体験版"},
	LetterOwner:  {"owner", "管理責任者"},
	LetterEditor: {"editor", "編集者"},
	LetterViewer: {"viewer", "閲覧者"},
}
