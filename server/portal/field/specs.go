package field

import (
	"ollu/keystore/customer"
	"ollu/server/words"
)

// CompanySpecs are the fields of a company and where it is. Names begin with
// prefix: prefix+"company", …
func CompanySpecs(prefix string) []Spec {
	return []Spec{
		{Name: prefix + "company", Label: words.FieldCompany, Required: true, Autocomplete: "organization"},
		{Name: prefix + "company_kana", Label: words.FieldCompanyKana, Hint: words.FieldHintKana, Kind: Kana},
		{Name: prefix + "branch", Label: words.FieldBranch},
		{Name: prefix + "branch_kana", Label: words.FieldBranchKana, Hint: words.FieldHintKana, Kind: Kana},
		{Name: prefix + "postcode", Label: words.FieldPostcode, Hint: words.FieldHintPostcode, Kind: Postcode, Required: true, Autocomplete: "postal-code"},
		{Name: prefix + "prefecture", Label: words.FieldPrefecture, Kind: Prefecture, Required: true, Autocomplete: "address-level1"},
		{Name: prefix + "address1", Label: words.FieldAddress1, Hint: words.FieldHintAddress1, Required: true, Autocomplete: "address-line1"},
		{Name: prefix + "address2", Label: words.FieldAddress2, Hint: words.FieldHintAddress2, Autocomplete: "address-line2"},
	}
}

// PersonSpecs are the fields of somebody to write to; the mail address is typed
// twice.
func PersonSpecs(prefix string) []Spec {
	return []Spec{
		{Name: prefix + "person", Label: words.FieldPerson, Required: true, Autocomplete: "name"},
		{Name: prefix + "person_kana", Label: words.FieldPersonKana, Hint: words.FieldHintKana, Kind: Kana},
		{Name: prefix + "mail", Label: words.FieldMail, Hint: words.FieldHintMail, Kind: Mail, Required: true, Autocomplete: "email"},
		{Name: prefix + "mail_again", Label: words.FieldMailAgain, Kind: Mail, Required: true, Again: prefix + "mail", Autocomplete: "email"},
		{Name: prefix + "department", Label: words.FieldDepartment},
		{Name: prefix + "phone", Label: words.FieldPhone, Hint: words.FieldHintPhone, Kind: Phone, Required: true, Autocomplete: "tel"},
		{Name: prefix + "fax", Label: words.FieldFax, Kind: Phone},
	}
}

// EmergencySpecs is the field of an account's mail address for emergencies.
func EmergencySpecs(prefix string) []Spec {
	return []Spec{{Name: prefix + "emergency_mail", Label: words.FieldEmergencyMail, Hint: words.FieldHintEmergencyMail, Kind: Mail}}
}

// SellerSpecs are the fields of who sold it: only the company is required.
func SellerSpecs(prefix string) []Spec {
	specs := []Spec{{Name: prefix + "company", Label: words.FieldSeller, Required: true}}
	for _, s := range append(CompanySpecs(prefix), PersonSpecs(prefix)...) {
		switch s.Name {
		case prefix + "company", prefix + "company_kana", prefix + "branch_kana":
			continue
		}
		s.Required, s.Autocomplete = false, ""
		specs = append(specs, s)
	}
	return specs
}

// ContactSpecs are the fields of a support contact: a box that says it is the
// same as the account's own, and unless that is ticked a company and a person.
func ContactSpecs(prefix string) []Spec {
	same := prefix + "same"
	specs := []Spec{{Name: same, Label: words.FieldSame, Kind: Check}}
	for _, s := range append(CompanySpecs(prefix), PersonSpecs(prefix)...) {
		s.Unless, s.Autocomplete = same, ""
		specs = append(specs, s)
	}
	return specs
}

// UserSpecs are the fields of a new user's login id and password.
func UserSpecs(prefix string) []Spec {
	login := Spec{Name: prefix + "login", Label: words.FieldLogin, Hint: words.FieldHintLogin, Kind: Login, Required: true, Autocomplete: "username"}
	return append([]Spec{login}, PasswordSpecs(prefix)...)
}

// PasswordSpecs are the fields of a new password, typed twice.
func PasswordSpecs(prefix string) []Spec {
	return []Spec{
		{Name: prefix + "password", Label: words.FieldPassword, Hint: words.FieldHintPassword, Kind: Password, Required: true, Autocomplete: "new-password"},
		{Name: prefix + "password_again", Label: words.FieldPasswordAgain, Kind: Secret, Required: true, Again: prefix + "password", Autocomplete: "new-password"},
	}
}

// CompanyOf takes a company out of a form with CompanySpecs.
func CompanyOf(f Form, prefix string) customer.Company {
	return customer.Company{
		Name: f.Get(prefix + "company"), NameKana: f.Get(prefix + "company_kana"),
		Branch: f.Get(prefix + "branch"), BranchKana: f.Get(prefix + "branch_kana"),
		Postcode: f.Get(prefix + "postcode"), Prefecture: f.Get(prefix + "prefecture"),
		Address1: f.Get(prefix + "address1"), Address2: f.Get(prefix + "address2"),
	}
}

// FillCompany puts a company into the fields of CompanySpecs.
func FillCompany(f *Form, prefix string, c customer.Company) {
	f.Set(prefix+"company", c.Name)
	f.Set(prefix+"company_kana", c.NameKana)
	f.Set(prefix+"branch", c.Branch)
	f.Set(prefix+"branch_kana", c.BranchKana)
	f.Set(prefix+"postcode", c.Postcode)
	f.Set(prefix+"prefecture", c.Prefecture)
	f.Set(prefix+"address1", c.Address1)
	f.Set(prefix+"address2", c.Address2)
}

// PersonOf takes a person out of a form with PersonSpecs.
func PersonOf(f Form, prefix string) customer.Person {
	return customer.Person{
		Name: f.Get(prefix + "person"), NameKana: f.Get(prefix + "person_kana"),
		Mail: f.Get(prefix + "mail"), Department: f.Get(prefix + "department"),
		Phone: f.Get(prefix + "phone"), Fax: f.Get(prefix + "fax"),
	}
}

// FillPerson puts a person into the fields of PersonSpecs, the mail address into
// both of its fields.
func FillPerson(f *Form, prefix string, p customer.Person) {
	f.Set(prefix+"person", p.Name)
	f.Set(prefix+"person_kana", p.NameKana)
	f.Set(prefix+"mail", p.Mail)
	f.Set(prefix+"mail_again", p.Mail)
	f.Set(prefix+"department", p.Department)
	f.Set(prefix+"phone", p.Phone)
	f.Set(prefix+"fax", p.Fax)
}

// SellerOf takes a seller out of a form with SellerSpecs.
func SellerOf(f Form, prefix string) customer.Seller {
	c := CompanyOf(f, prefix)
	return customer.Seller{
		Company: c.Name, Branch: c.Branch, Postcode: c.Postcode, Prefecture: c.Prefecture,
		Address1: c.Address1, Address2: c.Address2, Person: PersonOf(f, prefix),
	}
}

// FillSeller puts a seller into the fields of SellerSpecs.
func FillSeller(f *Form, prefix string, s customer.Seller) {
	FillCompany(f, prefix, customer.Company{
		Name: s.Company, Branch: s.Branch, Postcode: s.Postcode, Prefecture: s.Prefecture,
		Address1: s.Address1, Address2: s.Address2,
	})
	FillPerson(f, prefix, s.Person)
}

// ContactOf takes a support contact out of a form with ContactSpecs.
func ContactOf(f Form, prefix string) customer.Contact {
	if f.Get(prefix+"same") != "" {
		return customer.Contact{Same: true}
	}
	return customer.Contact{Company: CompanyOf(f, prefix), Person: PersonOf(f, prefix)}
}

// FillContact puts a support contact into the fields of ContactSpecs.
func FillContact(f *Form, prefix string, c customer.Contact) {
	if c.Same {
		f.Set(prefix+"same", "1")
	}
	FillCompany(f, prefix, c.Company)
	FillPerson(f, prefix, c.Person)
}
