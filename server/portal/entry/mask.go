package entry

import (
	"crypto/hmac"
	"crypto/sha256"
	"strings"

	"ollu/server/portal/field"
)

// beginnings are what the names of mail addresses begin with: of people, and of
// offices.
var beginnings = strings.Fields(`
	abe adm aki ando aoki ara asa chi dai end eri fuj fuk got hal har has hay hid hir hos ike ima ina inf ino ish ito iwa jun kaj
	kan kat kaw kaz kei ken kim kis kit kob koi koj kon kub kud kum kur lic mae mai mak mar mas mat mei mik min miu miy mor mot mur
	nag nak nao nar nis nog oga ogu oka oku ono ota oza rei ryo sai sak sal sas sat sek shi sho som sug suk sup suz sys tac tad tai
	tak tam tan tat ten tok tom tos tsu uch ued uen uno wad wat yam yas yos yuk yum yut`)

// shownMail is a masked address without its domain, which would tell a stranger
// where somebody works.
func shownMail(address string) string {
	name, _, _ := strings.Cut(field.MaskMail(address), "@")
	return name + "@…"
}

// madeUpMail is what is shown for a login id that does not exist: like a masked
// address, and always the same.
func madeUpMail(secret []byte, login string) string {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte("made-up address\x00" + strings.ToLower(login)))
	sum := h.Sum(nil)
	name := beginnings[(int(sum[0])<<8|int(sum[1]))%len(beginnings)]
	long := 3
	if sum[2]%4 == 0 { // as a short name shows
		long = 2
	}
	return shownMail(name[:long] + strings.Repeat("x", long) + "@example.com")
}
