package door

import (
	"net/http"
	"slices"
	"time"

	"ollu/codec/answer"
	"ollu/server/client"
	"ollu/server/manager/book"
	"ollu/server/manager/report"
)

// fromShelf answers with the statement that is held.
func (d *Door) fromShelf(w http.ResponseWriter, q *client.Question, held *book.Code, now time.Time) error {
	if q.Activate {
		d.queue(q, held, now)
	}
	switch {
	case held.Token == "":
		return errUnheard
	case !now.Before(held.Signed.Claims.Expires):
		return runOut(held)
	}
	s := workedOut(held.Signed.Statement, q, now)
	wrong := s.Result == answer.WrongProduct || s.Result == answer.WrongComponent
	switch {
	case wrong && q.Format == asJWT:
		return misfit(s.Result)
	case !wrong:
		d.learner.add(sight(q, held, now, held.Tag, &held.Signed.Statement))
	}
	d.figures.answered(fromShelf)
	if q.Format == asJWT {
		return give(w, q.Format, []byte(held.Token))
	}
	return say(w, q.Format, &s)
}

// workedOut gives what a statement says at now, to this question. A check that
// was due is left out: when to ask next is then for the asker to know.
func workedOut(s answer.Statement, q *client.Question, now time.Time) answer.Statement {
	s = report.At(s, now)
	s.ServerTime = now.UTC().Truncate(time.Second)
	if !s.NextCheck.After(now) {
		s.NextCheck = time.Time{}
	}
	if result, wrong := wrongFor(&s, q); wrong {
		s.Result, s.UpdatesAllowed = result, false
	}
	return s
}

// wrongFor judges whether a licence that may be used is for who asks (row L3).
func wrongFor(s *answer.Statement, q *client.Question) (answer.Result, bool) {
	switch {
	case !s.Issued, s.Result == answer.Revoked, s.Result == answer.Replaced, s.Result == answer.Suspended:
		return 0, false
	case q.Product != "" && q.Product != s.Product:
		return answer.WrongProduct, true
	case q.Component != "" && !slices.Contains(s.Components, q.Component):
		return answer.WrongComponent, true
	}
	return 0, false
}
