package account

import (
	"testing"

	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

func TestEveryPageIsShown(t *testing.T) {
	in(t, func(t *testing.T, s *visittest.Site, l words.Lang) {
		b := enter(s, visittest.Owner, l)
		for _, path := range []string{companyPath, supportPath, sellerPath, mePath, passwordPath, factorPath, setUpPath, usersPath, joinPath,
			"/account/users/" + string(s.Users[visittest.Viewer].ID) + "/remove"} {
			p := b.Get(path).Want(200)
			t.Log(p)
		}
	})
}
