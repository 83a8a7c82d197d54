package field

import "ollu/server/words"

// postcodeArea is how many digits stand before a postcode's hyphen.
const postcodeArea = 3

// Said gives a field's value as it is read, in the form's language: a choice and a
// prefecture by their names, a tick as yes or no. A password is not said.
func (f Form) Said(s Spec) string {
	value := f.Values[s.Name]
	switch s.Kind {
	case Check:
		if value != "" {
			return words.Say(f.Lang, words.FieldYes, nil)
		}
		return words.Say(f.Lang, words.FieldNo, nil)
	case Prefecture:
		for _, p := range Prefectures {
			if p.ID == value {
				return words.Say(f.Lang, p.Name, nil)
			}
		}
	case Postcode:
		if len(value) == postcodeDigits {
			return value[:postcodeArea] + "-" + value[postcodeArea:]
		}
	case Choice:
		for _, o := range s.Options {
			if o.Value == value {
				return words.Say(f.Lang, o.Label, nil)
			}
		}
	}
	return value
}
