package visit

import (
	"errors"
	"net/url"

	"ollu/server/access"
	"ollu/server/portal/look"
	"ollu/server/words"
)

// Puzzle makes a robot check for a form, to be drawn by {{robot}}. wrong is what
// Robot said of the last one, nil at first.
func (v *Visit) Puzzle(purpose string, wrong error) look.Puzzle {
	p := v.Desk.Robot.Puzzle(purpose, v.Now)
	shown := look.Puzzle{Token: p.Token, Bits: p.Bits, Question: p.Question(v.Lang)}
	switch {
	case errors.Is(wrong, access.ErrRobotStale):
		shown.Error = v.Say(words.LookRobotStale, nil)
	case wrong != nil:
		shown.Error = v.Say(words.LookRobotWrong, nil)
	}
	return shown
}

// Robot checks what a form's robot check came back with: access.ErrRobot or
// access.ErrRobotStale where it was not passed.
func (v *Visit) Robot(purpose string, form url.Values) error {
	return v.Desk.Robot.Check(purpose, form.Get(access.RobotToken), form.Get(access.RobotNonce), form.Get(access.RobotAnswer), v.Now)
}
