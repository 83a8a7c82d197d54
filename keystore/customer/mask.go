package customer

import "strings"

// maskKeeps is how much of a mail address is shown before the @.
const maskKeeps = 3

// MaskMail is a mail address as people recognise their own: chi*****@example.com.
// The mask does not tell how long the name is.
func MaskMail(mail string) string {
	at := strings.LastIndexByte(mail, '@')
	if at < 0 {
		return "*****"
	}
	name := []rune(mail[:at])
	return string(name[:min(maskKeeps, len(name)/2)]) + "*****" + mail[at:]
}
