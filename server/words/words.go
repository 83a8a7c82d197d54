package words

import "strings"

// ID names a text of the catalogue.
type ID string

// Args are the values for a text's placeholders, by name. Names that the text
// does not use are ignored, so that one set can serve several texts.
type Args map[string]any

// Has tells whether the catalogue holds the text.
func Has(id ID) bool {
	_, ok := find(id)
	return ok
}

// Say gives a text in a language, filled in. What cannot be said stays
// visible: an unknown id comes back in square brackets, a placeholder without
// an argument stands as it is, in braces.
func Say(l Lang, id ID, args Args) string {
	t, ok := find(id)
	if !ok {
		return "[" + string(id) + "]"
	}
	return fill(l.sure(), t.in(l.sure()), args)
}

// fill puts the arguments into a wording.
func fill(l Lang, wording string, args Args) string {
	var b strings.Builder
	for {
		plain, rest, found := strings.Cut(wording, "{")
		b.WriteString(plain)
		if !found {
			return b.String()
		}
		var hole string
		hole, wording, _ = strings.Cut(rest, "}")
		b.WriteString(put(l, hole, args))
	}
}

// put gives what stands in place of {hole}.
func put(l Lang, hole string, args Args) string {
	name, forms, plural := strings.Cut(hole, "|")
	value, ok := args[name]
	if !ok {
		return "{" + hole + "}"
	}
	if !plural {
		return written(l, value)
	}
	one, many, _ := strings.Cut(forms, "|")
	if n, ok := whole(value); ok && n == 1 {
		return one
	}
	return many
}
