package field

import (
	"strconv"
	"strings"
)

// shownOfMail is how many letters of an address MaskMail leaves.
const shownOfMail = 3

// hiddenPart stands for the rest, however long it is.
const hiddenPart = "*****"

// MaskMail gives an address to somebody who may know it, but must not learn it
// (row R8): chi*****@example.com. Of a short one less is left.
func MaskMail(address string) string {
	local, domain, ok := strings.Cut(address, "@")
	if !ok {
		return hiddenPart
	}
	shown := min(shownOfMail, len(local)/2)
	return local[:shown] + hiddenPart + "@" + domain
}

func numbers(at []int) []string {
	said := make([]string, len(at))
	for i, n := range at {
		said[i] = strconv.Itoa(n)
	}
	return said
}
