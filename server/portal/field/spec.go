package field

import "ollu/server/words"

// Kind says how a field is read.
type Kind uint8

// The kinds.
const (
	Text       Kind = iota // one line; half-width katakana made full-width
	Kana                   // full-width katakana; half-width katakana and hiragana are turned into it
	Postcode               // seven digits; full-width ones, hyphens and the postal mark are taken
	Prefecture             // JP-01 to JP-47
	Phone                  // 9 to 15 digits; hyphens, brackets, spaces and full-width ones are taken
	Mail                   // one address of at most 254 characters
	Login                  // 6 to 25 letters, digits, full stops, underscores, hyphens
	Password               // a new one: 8 to 25 characters with a digit, a capital and a small letter
	Secret                 // a password as it stands: not judged, and as little put back into a page
	ProductKey             // a registration key or an activation code
	Choice                 // one of Options
	Check                  // "1" when ticked, else ""
	Lines                  // text of several lines
)

// Spec is a field of a form.
type Spec struct {
	Name         string   // of the input, and in Form.Values
	Label        words.ID // also the label argument of messages
	Hint         words.ID // "" none
	Kind         Kind
	Required     bool     // Check: it must be ticked
	Max          int      // characters; 0: what the kind allows
	Autocomplete string   // of HTML; "" none
	Again        string   // name of the field before it that it must repeat; "" none
	Unless       string   // name of a Check before it: ticked, this field is empty and not required; "" none
	Options      []Option // of a Choice
}

// Option is one choice.
type Option struct {
	Value string
	Label words.ID
}

// Characters that a field may have where its Spec says nothing.
const (
	maxText  = 100
	maxLines = 2000
	maxMail  = 254
	maxHeld  = 1024 // of a Secret
)

// max is how many characters the field may have.
func (s *Spec) max() int {
	switch {
	case s.Max > 0:
		return s.Max
	case s.Kind == Lines:
		return maxLines
	case s.Kind == Mail:
		return maxMail
	case s.Kind == Secret:
		return maxHeld
	}
	return maxText
}

// secret tells whether the field's value must not come back into a page.
func (s *Spec) secret() bool { return s.Kind == Password || s.Kind == Secret }

// missing is what is said of a required field that is empty.
func (s *Spec) missing() words.ID {
	switch s.Kind {
	case Choice, Prefecture:
		return words.FieldNotChosen
	case Check:
		return words.FieldNotTicked
	}
	return words.FieldMissing
}
