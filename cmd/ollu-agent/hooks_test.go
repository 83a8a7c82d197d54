package main

import (
	"slices"
	"strings"
	"testing"

	"ollu/config"
	"ollu/server/agent"
)

// What the configuration takes for events and reasons is what the agent knows.
func TestEventsAndReasonsAreTheAgents(t *testing.T) {
	all := []string{
		string(agent.EventUpdated), string(agent.EventActivated), string(agent.EventGrace),
		string(agent.EventExpired), string(agent.EventRestored),
	}
	why := []string{string(agent.ReasonManualUpdate), string(agent.ReasonCodeChanged)}
	p := newPlace(t)
	p.Write(t, "f.yaml", "hooks: [{name: a, run: [x], on: ["+strings.Join(all, ", ")+"]}]\nservices: [{name: a, run: [x], on: ["+strings.Join(why, ", ")+"]}]\n")
	l, err := config.LoadAgent(config.LoadOptions{File: p.Dir + "/f.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	h, s := hooks(l.Config.Hooks), services(l.Config.Services)
	if len(h[0].On) != len(all) || !slices.Contains(h[0].On, agent.EventGrace) || !slices.Equal(s[0].On, []agent.Reason{agent.ReasonManualUpdate, agent.ReasonCodeChanged}) {
		t.Errorf("hooks %+v, services %+v", h, s)
	}
	p.Write(t, "f.yaml", "hooks: [{name: a, run: [x], on: [x]}]\nservices: [{name: a, run: [x], on: [x]}]\n")
	_, err = config.LoadAgent(config.LoadOptions{File: p.Dir + "/f.yaml"})
	for _, list := range [][]string{all, why} {
		if err == nil || !strings.Contains(err.Error(), "expected one of "+strings.Join(list, ", ")+"\n") && !strings.HasSuffix(err.Error(), "expected one of "+strings.Join(list, ", ")) {
			t.Errorf("%v does not list %v", err, list)
		}
	}
}
