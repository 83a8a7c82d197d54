package keystore

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"ollu/keystore/customer"
)

// The longest values that an act on customers may bring, in bytes: generous, for
// what a form takes is narrower.
const (
	maxLine     = 600 // of a name or an address: 200 Japanese characters
	maxPhone    = 32
	maxMail     = 254
	minLogin    = 6 // row R3
	maxLogin    = 25
	maxHash     = 512 // of a password in PHC form
	minFactor   = 10
	maxFactor   = 64
	maxRecovery = 32
	maxTerms    = 64
	maxLetterID = 64
	maxKind     = 32
	maxData     = 64 << 10 // of a letter
	maxBought   = 1000     // products of one registration
)

func checkAddress(block, postcode, prefecture, address1, address2 string) error {
	if postcode != "" && checkLetters("", postcode, digits, 7, 7) != nil {
		return &FieldError{Field: block + ".postcode", Why: "must have seven digits"}
	}
	if prefecture != "" && !isPrefecture(prefecture) {
		return &FieldError{Field: block + ".prefecture", Why: "must be JP-01 to JP-47"}
	}
	return checkLines(block, []line{{"address1", address1, optional}, {"address2", address2, optional}})
}

func isPrefecture(s string) bool {
	n, ok := strings.CutPrefix(s, "JP-")
	return ok && checkLetters("", n, digits, 2, 2) == nil && n >= "01" && n <= "47"
}

func checkCompany(block string, c *customer.Company) error {
	err := checkLines(block, []line{
		{"name", c.Name, required}, {"name_kana", c.NameKana, optional},
		{"branch", c.Branch, optional}, {"branch_kana", c.BranchKana, optional},
	})
	if err != nil {
		return err
	}
	return checkAddress(block, c.Postcode, c.Prefecture, c.Address1, c.Address2)
}

// checkPerson: where somebody is needed, so are a name and a mail address.
func checkPerson(block string, p *customer.Person, needed bool) error {
	err := checkLines(block, []line{{"name", p.Name, needed}, {"name_kana", p.NameKana, optional}, {"department", p.Department, optional}})
	if err != nil {
		return err
	}
	if err := checkMail(block+".mail", p.Mail, needed); err != nil {
		return err
	}
	if err := checkPhone(block+".phone", p.Phone); err != nil {
		return err
	}
	return checkPhone(block+".fax", p.Fax)
}

func checkContact(c *customer.Contact) error {
	if c.Same {
		if *c != (customer.Contact{Same: true}) {
			return &FieldError{Field: "support", Why: "must be empty where it is the same as the company"}
		}
		return nil
	}
	if err := checkCompany("support.company", &c.Company); err != nil {
		return err
	}
	return checkPerson("support.person", &c.Person, required)
}

func checkSeller(s *customer.Seller) error {
	if err := checkLines("seller", []line{{"company", s.Company, optional}, {"branch", s.Branch, optional}}); err != nil {
		return err
	}
	if err := checkAddress("seller", s.Postcode, s.Prefecture, s.Address1, s.Address2); err != nil {
		return err
	}
	return checkPerson("seller.person", &s.Person, optional)
}

func checkAccount(a *customer.Account) error {
	if err := checkID("account", a.ID); err != nil {
		return err
	}
	if err := checkCompany("company", &a.Company); err != nil {
		return err
	}
	if err := checkMail("emergency_mail", a.EmergencyMail, optional); err != nil {
		return err
	}
	if err := checkContact(&a.Support); err != nil {
		return err
	}
	if err := checkSeller(&a.Seller); err != nil {
		return err
	}
	if err := checkInstants("terms_at", a.TermsAt); err != nil {
		return err
	}
	return checkLine("terms", a.Terms, maxTerms, optional)
}

func checkUser(u *customer.User) error {
	if err := checkID("user", u.ID); err != nil {
		return err
	}
	if checkLetters("", u.Login, letters+digits+"._-", minLogin, maxLogin) != nil {
		return &FieldError{Field: "login", Why: fmt.Sprintf("must have %d to %d letters, digits, dots, hyphens or underscores", minLogin, maxLogin)}
	}
	if err := checkPassword(u.Password); err != nil {
		return err
	}
	if err := checkPerson("person", &u.Person, required); err != nil {
		return err
	}
	if err := checkRole(u.Role); err != nil {
		return err
	}
	return checkLang(u.Lang)
}

// checkPassword: a hash in PHC form, so that no password is ever stored.
func checkPassword(hash string) error {
	odd := func(r rune) bool { return r <= ' ' || r > '~' }
	if !strings.HasPrefix(hash, "$") || len(hash) > maxHash || strings.ContainsFunc(hash, odd) {
		return &FieldError{Field: "password", Why: "must be a hash in PHC form"}
	}
	return nil
}

func checkFactor(c *SetFactor) error {
	if len(c.Factor) == 0 {
		return nil
	}
	if len(c.Factor) < minFactor || len(c.Factor) > maxFactor {
		return &FieldError{Field: "factor", Why: fmt.Sprintf("must have %d to %d bytes", minFactor, maxFactor)}
	}
	if c.Step < 0 {
		return &FieldError{Field: "step", Why: "must not be negative"}
	}
	if len(c.Recovery) > maxRecovery {
		return &FieldError{Field: "recovery", Why: fmt.Sprintf("must be at most %d codes", maxRecovery)}
	}
	return nil
}

func checkLetter(l *customer.Letter) error {
	if l.Account != "" {
		if err := checkID("letters.account", l.Account); err != nil {
			return err
		}
	}
	if err := checkLetters("letters.id", l.ID, letters+digits+"-", 1, maxLetterID); err != nil {
		return err
	}
	if err := checkMail("letters.to", l.To, required); err != nil {
		return err
	}
	if err := checkLang(l.Lang); err != nil {
		return err
	}
	if err := checkLetters("letters.kind", l.Kind, lower+"_", 1, maxKind); err != nil {
		return err
	}
	if len(l.Data) > maxData || !utf8.Valid(l.Data) || !json.Valid(l.Data) || l.Data[0] != '{' {
		return &FieldError{Field: "letters.data", Why: fmt.Sprintf("must be a JSON object of at most %d bytes", maxData)}
	}
	return nil
}
