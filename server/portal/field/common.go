package field

import (
	"slices"
	"strings"
)

// triedFirst are words that are tried first where passwords are guessed: with a
// capital, digits or signs around them, and signs for letters, they keep row R3
// all the same.
var triedFirst = strings.Fields(`
	a aa aaa abc abcd abcde abcdef abcdefg abcdefgh admin administrator arigato asd asdf asdfg asdfgh asdfghjkl baseball batman
	changeme company default doraemon dragon fgh football guest hello iloveyou japan konnichiwa letmein licence license login
	manager master monkey nihon ollu osaka pass passpass passwd password passwort pikachu pokemon princess q qaz qaz2wsx qazwsx qwe
	qwer qwert qwerty qwertyui qwertyuiop root sakura secret shadow sunshine superman support system takahashi tanaka temp test
	tester testing testtest tokyo toyota trustno user welcome yamada zaq zxc zxcv zxcvbn zxcvbnm`)

// plainLetters are the letters that signs stand for in a word.
var plainLetters = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// common tells whether a password is one of those tried first.
func common(password string) bool {
	word := strings.ToLower(strings.TrimFunc(password, func(r rune) bool { return !letter(r) }))
	return slices.Contains(triedFirst, word) || slices.Contains(triedFirst, plainLetters.Replace(word))
}
