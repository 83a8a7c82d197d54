package client

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"ollu/codec/answer"
)

// asked is a question as it stands in a batch.
type asked struct {
	Code      string `json:"ac"`
	Product   string `json:"product,omitempty"`
	Component string `json:"component,omitempty"`
	Device    string `json:"device,omitempty"`
	Version   string `json:"version,omitempty"`
	Build     string `json:"build,omitempty"`
	Lang      string `json:"lang,omitempty"`
	Action    string `json:"action,omitempty"`
}

// Batch asks up to MaxHeld questions at once, and gives their statements in the
// same order. No statement of a batch is signed: Nonce and Format are left out.
func (a *Asker) Batch(ctx context.Context, questions []Question) ([]answer.Statement, error) {
	if len(questions) > MaxHeld {
		return nil, fmt.Errorf("a batch of %d questions: ask at most %d at once", len(questions), MaxHeld)
	}
	list := make([]asked, len(questions))
	var codes strings.Builder
	for i, q := range questions {
		list[i] = asked{
			Code: q.Code, Product: q.Product, Component: q.Component, Device: q.Device,
			Version: q.Version, Build: q.Build, Lang: q.Lang,
		}
		if q.Activate {
			list[i].Action = "activate"
		}
		codes.WriteString(q.Code)
	}
	body, err := json.Marshal(map[string][]asked{"queries": list})
	if err != nil {
		return nil, err
	}
	var statements []answer.Statement
	_, err = a.send(ctx, "", body, wanted{
		limit: longLimit, code: codes.String(), time: longer * a.timeout(),
		check: func(raw []byte) (err error) { statements, err = parseBatch(raw, len(list)); return err },
	})
	if err != nil {
		return nil, err
	}
	return statements, nil
}

func parseBatch(raw []byte, questions int) ([]answer.Statement, error) {
	var m struct {
		Answers []json.RawMessage `json:"answers"`
	}
	if err := json.Unmarshal(raw, &m); err != nil || len(m.Answers) != questions {
		return nil, errNoAnswer
	}
	statements := make([]answer.Statement, questions)
	for i, one := range m.Answers {
		var err error
		if statements[i], err = answer.ParseJSON(one); err != nil {
			return nil, errNoAnswer
		}
	}
	return statements, nil
}
