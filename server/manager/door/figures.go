package door

import (
	"github.com/prometheus/client_golang/prometheus"

	"ollu/server/client"
)

// outcome is how a question was answered: a closed list, of which no entry says
// anything about a code.
type outcome string

const (
	asRefused    outcome = "refused" // not a question
	asMistyped   outcome = "mistyped"
	fromShelf    outcome = "shelf"
	fromIssuer   outcome = "issuer"
	asNotManaged outcome = "not_managed"
	asUnheard    outcome = "no_statement"
	asRunOut     outcome = "run_out"
	asMisfit     outcome = "misfit"
	asUnread     outcome = "unreadable"
)

var outcomes = [...]outcome{asRefused, asMistyped, fromShelf, fromIssuer, asNotManaged, asUnheard, asRunOut, asMisfit, asUnread}

// figures counts what comes through the door.
type figures struct {
	answers *prometheus.CounterVec
	relayed *prometheus.CounterVec
	lost    prometheus.Counter
	queued  prometheus.Counter
}

// newFigures makes the counters, and registers them where there is a registry.
func newFigures(r prometheus.Registerer) *figures {
	f := &figures{
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ollu_manager_questions_total",
			Help: "Questions of products, by how they were answered.",
		}, []string{"answer"}),
		relayed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ollu_manager_handed_on_failed_total",
			Help: "Questions handed on to the issuer that it did not answer, by cause.",
		}, []string{"cause"}),
		lost: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "ollu_manager_sightings_lost_total",
			Help: "Products that asked and were not written down, because the disk did not keep up.",
		}),
		queued: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "ollu_manager_activations_queued_total",
			Help: "Devices that asked to be registered while the issuer could not be reached.",
		}),
	}
	for _, o := range outcomes {
		f.answers.WithLabelValues(string(o))
	}
	if r != nil {
		r.MustRegister(f.answers, f.relayed, f.lost, f.queued)
	}
	return f
}

// answered counts one answer; what has no kind of its own was no question.
func (f *figures) answered(o outcome) {
	if o == "" {
		o = asRefused
	}
	f.answers.WithLabelValues(string(o)).Inc()
}

func (f *figures) unreached(c client.Cause) { f.relayed.WithLabelValues(c.String()).Inc() }
