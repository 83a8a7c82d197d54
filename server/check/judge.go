package check

import (
	"errors"
	"slices"

	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/server/terms"
)

// refusal is the issuer's side of the judgement: what the issuer has decided
// about the code, then whether it was issued for this asker (rows L3, L8). The
// first that holds is the answer.
func refusal(q *Question, e *keystore.Entry, p *product.Product) (answer.Result, bool) {
	if result, withdrawn := terms.Withdrawn(e.Standing); withdrawn {
		return result, true
	}
	switch {
	case len(q.Product) > 0 && string(q.Product) != p.ID:
		return answer.WrongProduct, true
	case len(q.Component) > 0 && !covers(e.Components, q.Component):
		return answer.WrongComponent, true
	}
	return 0, false
}

// overtaken reads why an activation was refused by the store: every place is
// taken, or the issuer took the code back between the look-up and the write.
func overtaken(err error) (answer.Result, bool) {
	if err == nil {
		return 0, false
	}
	var conflict *keystore.ConflictError
	switch {
	case errors.Is(err, keystore.ErrDeviceLimit):
		return answer.DeviceLimit, true
	case errors.As(err, &conflict):
		return terms.Withdrawn(conflict.Standing)
	}
	return 0, false
}

func covers(components []string, id []byte) bool {
	return slices.ContainsFunc(components, func(c string) bool { return c == string(id) })
}
