package manager

import (
	"context"
	"slices"

	"go.uber.org/zap"

	"ollu/server/client"
	"ollu/server/manager/book"
)

// handOn registers the devices that asked while the issuer could not be reached.
func (s *syncing) handOn(ctx context.Context) error {
	waiting, err := s.m.book.Activations()
	if err != nil {
		return err
	}
	for some := range slices.Chunk(waiting, client.MaxHeld) {
		if err := s.handOnSome(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

func (s *syncing) handOnSome(ctx context.Context, waiting []book.Activation) error {
	questions := make([]client.Question, len(waiting))
	for i := range waiting {
		a := &waiting[i]
		questions[i] = client.Question{
			Code: a.Code.Reveal(), Device: a.Device, Component: a.Component, Product: a.Product, Activate: true,
		}
	}
	answers, err := s.m.asker.Batch(ctx, questions)
	if err != nil {
		return err
	}
	for i := range waiting {
		a := &waiting[i]
		a.Answer, a.AnsweredAt = answers[i].Result.String(), stamp(s.at)
		s.report.Activations = append(s.report.Activations, Activation{a.Code.String(), a.Code.Fingerprint(), a.Device, a.Answer})
		s.m.log.Info("registration handed on", zap.Stringer("code", a.Code), zap.String("device", a.Device), zap.String("result", a.Answer))
	}
	if err := s.m.book.AnswerActivations(waiting...); err != nil {
		return err
	}
	return s.m.registered(waiting)
}
