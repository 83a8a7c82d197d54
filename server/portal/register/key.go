package register

import (
	"errors"
	"net/http"

	"ollu/codec"
	"ollu/keystore"
	"ollu/server/access"
	"ollu/server/portal/field"
	"ollu/server/portal/look"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// keyPage asks for a key or code.
type keyPage struct {
	page
	Form   field.Form
	Meant  string      // the correction that is offered; "" none
	Puzzle look.Puzzle // of newcomers
}

// Names of the inputs.
const (
	keyName   = "key"
	meantName = "meant" // a correction that was taken
	keyRobot  = "register"
)

var keySpecs = []field.Spec{{
	Name: keyName, Label: words.FieldProductKey, Hint: words.FieldHintProductKey, Kind: field.ProductKey, Required: true,
}}

func (f flow) showKey(v *visit.Visit) error {
	if f.first && v.User != nil {
		return v.Go(further.base)
	}
	form := field.New(v.Lang, keySpecs)
	if w, ok := f.load(v); ok {
		if done, err := f.finished(v, &w); done || err != nil {
			return err
		}
		form.Set(keyName, w.Entered)
	}
	return f.askKey(v, http.StatusOK, form, "", nil)
}

// askKey shows the first step: meant is the correction that is offered, robot what
// was wrong with the last robot check.
func (f flow) askKey(v *visit.Visit, status int, form field.Form, meant string, robot error) error {
	p := keyPage{page: f.page(stepKey), Form: form, Meant: meant}
	if f.first {
		p.Puzzle = v.Puzzle(keyRobot, robot)
	}
	return v.Show(status, "register-key", p)
}

// takeKey looks up what was typed and begins with it.
func (f flow) takeKey(v *visit.Visit) error {
	if f.first && v.User != nil {
		return v.Go(further.base)
	}
	if err := v.Limit(access.LimitRegister, access.Household(v.Address)); err != nil {
		return err
	}
	posted, err := v.Form()
	if err != nil {
		return err
	}
	if meant := posted.Get(meantName); meant != "" {
		posted.Set(keyName, meant)
	}
	form := field.Read(v.Lang, keySpecs, posted)
	code, key, err := field.ParseProductKey(posted.Get(keyName))
	if !form.OK() || err != nil {
		return f.askKey(v, http.StatusUnprocessableEntity, form, codec.Suggestion(err), nil)
	}
	if f.first {
		if err := v.Robot(keyRobot, posted); err != nil {
			return f.askKey(v, http.StatusUnprocessableEntity, form, "", err)
		}
	}
	return f.start(v, form, code, key)
}

// start begins with a key that is well formed, where it can be registered.
func (f flow) start(v *visit.Visit, form field.Form, code codec.Code, key codec.Key) error {
	if w, ok := f.load(v); ok {
		if done, err := f.finished(v, &w); done || err != nil {
			return err
		}
	}
	o, err := findOffer(v, code, key, f.holder(v))
	switch {
	case errors.Is(err, keystore.ErrNotFound):
		form.Fail(keyName, words.RegisterUnknown, nil)
		return f.askKey(v, http.StatusUnprocessableEntity, form, "", nil)
	case err != nil:
		return err
	case o.Lines[0].State == registered:
		return f.taken(v, false)
	case o.Lines[0].State == withheld:
		form.Fail(keyName, words.RegisterWithheld, nil)
		return f.askKey(v, http.StatusUnprocessableEntity, form, "", nil)
	}
	if err := f.begin(v, nameOf(key, code)); err != nil {
		return err
	}
	return v.Go(f.path(stepProduct))
}

// takenPage says that a key is somebody's; nobody learns whose.
type takenPage struct {
	page
	Race bool // it became so while the steps were under way
}

// taken ends the flow: its key is somebody's.
func (f flow) taken(v *visit.Visit, race bool) error {
	if err := f.drop(v); err != nil {
		return err
	}
	return v.Show(http.StatusConflict, "register-taken", takenPage{page: f.page(stepKey), Race: race})
}

// lost ends a flow whose key can be registered no more.
func (f flow) lost(v *visit.Visit, s state) error {
	if s == registered {
		return f.taken(v, true)
	}
	if err := f.drop(v); err != nil {
		return err
	}
	v.Note("bad", words.RegisterWithheld, nil)
	return v.Go(f.base)
}
