package field

import (
	"strconv"

	"ollu/keystore/customer"
)

// MaskMail gives an address to somebody who may know it, but must not learn it
// (row R8): chi*****@example.com. Of a short one less is left.
func MaskMail(address string) string { return customer.MaskMail(address) }

func numbers(at []int) []string {
	said := make([]string, len(at))
	for i, n := range at {
		said[i] = strconv.Itoa(n)
	}
	return said
}
