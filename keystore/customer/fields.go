package customer

import (
	"math"

	"ollu/codec/product"
)

// AppendAccount appends the stored value of an account; ID is not in it.
func AppendAccount(dst []byte, a *Account) []byte { return stored(dst, a.fields) }

// DecodeAccount reads a stored value; ID is left as it is. ErrDamaged, ErrNewer.
func DecodeAccount(dst *Account, value []byte) error { return load(value, dst.fields) }

func (a *Account) fields(w *wire) {
	a.Company.fields(w)
	text(w, &a.EmergencyMail)
	a.Support.fields(w)
	a.Seller.fields(w)
	text(w, &a.Terms)
	w.time(&a.TermsAt)
	w.time(&a.CreatedAt)
	w.time(&a.ChangedAt)
	optional(w, &a.Hold, (*Hold).fields)
	w.hash(&a.Feed)
	w.number(&a.Registrations, MaxNumber)
	w.uvarint(&a.Revision, math.MaxUint64)
}

func (c *Company) fields(w *wire) {
	for _, s := range [...]*string{&c.Name, &c.NameKana, &c.Branch, &c.BranchKana, &c.Postcode, &c.Prefecture, &c.Address1, &c.Address2} {
		text(w, s)
	}
}

func (p *Person) fields(w *wire) {
	for _, s := range [...]*string{&p.Name, &p.NameKana, &p.Mail, &p.Department, &p.Phone, &p.Fax} {
		text(w, s)
	}
}

func (c *Contact) fields(w *wire) {
	w.flag(&c.Same)
	c.Company.fields(w)
	c.Person.fields(w)
}

func (s *Seller) fields(w *wire) {
	for _, t := range [...]*string{&s.Company, &s.Branch, &s.Postcode, &s.Prefecture, &s.Address1, &s.Address2} {
		text(w, t)
	}
	s.Person.fields(w)
}

func (h *Hold) fields(w *wire) {
	w.time(&h.At)
	text(w, &h.By)
	text(w, &h.Reason)
}

// AppendUser appends the stored value of a user; ID is not in it.
func AppendUser(dst []byte, u *User) []byte { return stored(dst, u.fields) }

// DecodeUser reads a stored value; ID is left as it is. ErrDamaged, ErrNewer.
func DecodeUser(dst *User, value []byte) error { return load(value, dst.fields) }

func (u *User) fields(w *wire) {
	text(w, &u.Account)
	text(w, &u.Login)
	text(w, &u.Password)
	u.Person.fields(w)
	u.Role.field(w)
	text(w, &u.Lang)
	blob(w, &u.Factor)
	step := uint64(u.Step)
	w.uvarint(&step, math.MaxInt64)
	u.Step = int64(step)
	list(w, &u.Recovery, len(Hash{}), func(h *Hash, w *wire) { w.hash(h) })
	w.uvarint(&u.Epoch, math.MaxUint64)
	w.time(&u.CreatedAt)
	w.time(&u.ChangedAt)
	w.time(&u.PasswordAt)
	w.time(&u.LastLogIn)
}

func (r *Role) field(w *wire) {
	v := uint64(*r)
	w.uvarint(&v, uint64(Owner))
	*r = Role(v)
}

// AppendRegistration appends the stored value of a line; Account and No are not
// in it.
func AppendRegistration(dst []byte, r *Registration) []byte { return stored(dst, r.fields) }

// DecodeRegistration reads a stored value; Account and No are left as they are.
// ErrDamaged, ErrNewer.
func DecodeRegistration(dst *Registration, value []byte) error { return load(value, dst.fields) }

// smallestFormer is the length of a Former with nothing in it.
const smallestFormer = 4

func (r *Registration) fields(w *wire) {
	w.key(&r.Key)
	w.code(&r.Code)
	text(w, &r.Product)
	typeField(w, &r.Type)
	text(w, &r.Order)
	w.time(&r.At)
	text(w, &r.By)
	list(w, &r.Former, smallestFormer, (*Former).fields)
	optional(w, &r.Request, (*Request).fields)
}

func (f *Former) fields(w *wire) {
	w.key(&f.Key)
	w.code(&f.Code)
	typeField(w, &f.Type)
	w.time(&f.At)
}

func (r *Request) fields(w *wire) {
	w.time(&r.At)
	text(w, &r.By)
	text(w, &r.Note)
	w.code(&r.Answer)
	w.time(&r.AnswerAt)
}

func typeField(w *wire, t *product.Type) {
	v := uint64(*t)
	w.uvarint(&v, uint64(max(product.Full, product.Trial)))
	*t = product.Type(v)
}

// AppendTicket appends the stored value of a ticket; Hash is not in it.
func AppendTicket(dst []byte, t *Ticket) []byte { return stored(dst, t.fields) }

// DecodeTicket reads a stored value; Hash is left as it is. ErrDamaged, ErrNewer.
func DecodeTicket(dst *Ticket, value []byte) error { return load(value, dst.fields) }

func (t *Ticket) fields(w *wire) {
	kind := uint64(t.Kind)
	w.uvarint(&kind, uint64(Feed))
	t.Kind = TicketKind(kind)
	text(w, &t.Account)
	text(w, &t.User)
	text(w, &t.Mail)
	t.Role.field(w)
	text(w, &t.Lang)
	text(w, &t.By)
	w.time(&t.At)
	w.time(&t.Expires)
}

// AppendLetter appends the stored value of a letter; ID is not in it.
func AppendLetter(dst []byte, l *Letter) []byte { return stored(dst, l.fields) }

// DecodeLetter reads a stored value; ID is left as it is. ErrDamaged, ErrNewer.
func DecodeLetter(dst *Letter, value []byte) error { return load(value, dst.fields) }

func (l *Letter) fields(w *wire) {
	text(w, &l.Account)
	text(w, &l.To)
	text(w, &l.Lang)
	text(w, &l.Kind)
	blob(w, &l.Data)
	w.time(&l.At)
	w.number(&l.Tries, math.MaxInt32)
	w.time(&l.Due)
	text(w, &l.Problem)
	w.flag(&l.Dead)
}

// AppendActivity appends the stored value of an activity; Account and Seq are not
// in it.
func AppendActivity(dst []byte, a *Activity) []byte { return stored(dst, a.fields) }

// DecodeActivity reads a stored value; Account and Seq are left as they are.
// ErrDamaged, ErrNewer.
func DecodeActivity(dst *Activity, value []byte) error { return load(value, dst.fields) }

func (a *Activity) fields(w *wire) {
	w.time(&a.At)
	text(w, &a.Actor)
	text(w, &a.Action)
	text(w, &a.Subject)
}
