package register

import (
	"errors"
	"net/http"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/access"
	"ollu/server/portal/field"
	"ollu/server/portal/look"
	"ollu/server/portal/visit"
	"ollu/server/terms"
	"ollu/server/words"
)

// lookUpPage asks for a code, and shows what the server holds for it (row L6).
type lookUpPage struct {
	Form   field.Form
	Meant  string // the correction that is offered; "" none
	Asked  bool   // the robot check is due
	Puzzle look.Puzzle
	Found  *finding
}

// finding is what the server holds for a code: neither whose it is nor, where it
// was replaced, by what.
type finding struct {
	item
	Result   words.ID // the state in a word
	Advice   words.ID // and what to do
	Tone     string
	Known    bool // its product is in the catalogue
	Active   bool // a device was registered once
	Dated    bool // DaysLeft and Grace count: it is in force and ends
	Issued   term.Day
	Grace    term.Day // first day without grace; 0 there is no grace
	DaysLeft int
	Zone     string
	Devices  uint32
	Limit    uint32 // 0 none
	Reason   string // why it was withdrawn
	Since    time.Time
	At       time.Time
}

const (
	codeName    = "code"
	lookUpRobot = "licence"
	// unasked is how many look-ups of an address go without a robot check.
	unasked = 3
)

var codeSpecs = []field.Spec{{Name: codeName, Label: words.RegisterCode, Hint: words.FieldHintProductKey, Kind: field.ProductKey, Required: true}}

func showLookUp(v *visit.Visit) error {
	return askCode(v, http.StatusOK, lookUpPage{Form: field.New(v.Lang, codeSpecs)}, nil)
}

// askCode shows the page. robot is what was wrong with the last robot check.
func askCode(v *visit.Visit, status int, p lookUpPage, robot error) error {
	if p.Asked = robotDue(v); p.Asked {
		p.Puzzle = v.Puzzle(lookUpRobot, robot)
	}
	return v.Show(status, "licence", p)
}

func robotDue(v *visit.Visit) bool {
	return v.Desk.Limits.Used(access.LimitLookUp, access.Household(v.Address)) >= unasked
}

// lookUp answers a code. It is posted, so that it stands in no address.
func lookUp(v *visit.Visit) error {
	posted, err := v.Form()
	if err != nil {
		return err
	}
	if meant := posted.Get(meantName); meant != "" {
		posted.Set(codeName, meant)
	}
	p := lookUpPage{Form: field.Read(v.Lang, codeSpecs, posted)}
	code, key, err := field.ParseProductKey(posted.Get(codeName))
	if !p.Form.OK() || err != nil {
		p.Meant = codec.Suggestion(err)
		return askCode(v, http.StatusUnprocessableEntity, p, nil)
	}
	if !key.IsZero() {
		p.Form.Fail(codeName, words.RegisterLookKey, nil)
		return askCode(v, http.StatusUnprocessableEntity, p, nil)
	}
	if robotDue(v) {
		if err := v.Robot(lookUpRobot, posted); err != nil {
			return askCode(v, http.StatusUnprocessableEntity, p, err)
		}
	}
	if err := v.Limit(access.LimitLookUp, access.Household(v.Address)); err != nil {
		return err
	}
	return answerCode(v, p, code)
}

func answerCode(v *visit.Visit, p lookUpPage, code codec.Code) error {
	l, err := v.Desk.Store.Licence(v.R.Context(), code)
	if errors.Is(err, keystore.ErrNotFound) {
		p.Form.Fail(codeName, words.RegisterLookUnknown, nil)
		return askCode(v, http.StatusNotFound, p, nil)
	}
	if err != nil {
		return err
	}
	if p.Found, err = find(v, &l); err != nil {
		return err
	}
	p.Form = field.New(v.Lang, codeSpecs)
	return askCode(v, http.StatusOK, p, nil)
}

// find tells what is held, as of now.
func find(v *visit.Visit, l *keystore.Licence) (*finding, error) {
	entry := l.Entry()
	lease, err := v.Desk.Book().At(&entry, v.Now)
	known := !errors.Is(err, terms.ErrUnknownProduct)
	if err != nil && known {
		return nil, err
	}
	f := &finding{
		item: describe(l, &lease), Known: known, Active: !l.ActivatedAt.IsZero(), Issued: l.Issued, DaysLeft: lease.State.DaysLeft,
		Zone: l.Zone, Devices: l.DeviceCount, Limit: l.DeviceLimit, At: v.Now,
	}
	if lease.Term.Grace > 0 {
		f.Grace = lease.State.GraceEnds
	}
	f.Code = l.Code.Reveal()
	f.judge(l, &lease)
	return f, nil
}

// judge says how it stands: withdrawn, with the reason, or as the calendar has it.
func (f *finding) judge(l *keystore.Licence, lease *terms.Lease) {
	result, withdrawn := terms.Withdrawn(l.Standing)
	f.Dated = f.Known && !withdrawn && !f.Perpetual
	if !withdrawn && f.Known {
		phase := lease.State.Phase
		f.Result, f.Advice = words.State(phase.String()), words.Result(terms.Verdict(true, phase).String())
		f.Tone = map[term.Phase]string{term.Active: "ok", term.Grace: "warn", term.Expired: "bad"}[phase]
	}
	if !withdrawn {
		return
	}
	f.Result, f.Advice, f.Tone = words.State(result.String()), words.Result(result.String()), "bad"
	stone := l.Revocation
	if result == answer.Suspended {
		stone, f.Tone = l.Suspension, "held"
	}
	if stone != nil && result != answer.Replaced {
		f.Reason, f.Since = stone.Reason, stone.At
	}
}

// DaysAgo is how many days ago it ended.
func (f *finding) DaysAgo() int { return -f.DaysLeft }
