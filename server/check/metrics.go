package check

import (
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ollu/codec/answer"
)

// Metrics counts what goes through the agents' door (row L9). No label carries
// a code, a device or an address.
type Metrics struct {
	queries     *prometheus.CounterVec
	duration    prometheus.Histogram
	batch       prometheus.Histogram
	inFlight    atomic.Int64
	activations prometheus.Counter
	refused     *prometheus.CounterVec
	unavailable prometheus.Counter

	signedFresh, signedKept prometheus.Counter
	kept                    atomic.Pointer[keep] // nil: none

	// counters holds queries' children by product, so that counting a question
	// costs no look-up of labels. Replaced as a whole when a product is first met.
	counters atomic.Pointer[map[string]*resultCounters]
	grow     sync.Mutex
}

type resultCounters [answer.Results]prometheus.Counter

// NewMetrics makes the metrics and registers them.
func NewMetrics(r prometheus.Registerer) *Metrics {
	m := &Metrics{
		queries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ollu_queries_total",
			Help: "Questions about codes answered, by result and by the product of the licence (none: no licence was found).",
		}, []string{"result", "product"}),
		duration: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "ollu_request_duration_seconds",
			Help:    "Time from a whole request at the agents' door to its answer, single and batch.",
			Buckets: []float64{5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 1e-3, 5e-3, 2.5e-2, 0.1, 0.5, 2.5},
		}),
		batch: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "ollu_batch_queries",
			Help:    "Questions in one batch.",
			Buckets: prometheus.ExponentialBuckets(1, 10, 5),
		}),
		activations: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "ollu_activations_total",
			Help: "Devices newly registered for a code.",
		}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ollu_requests_refused_total",
			Help: "Requests at the agents' door that were not answered about a code, by HTTP status.",
		}, []string{"status"}),
		unavailable: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "ollu_queries_unavailable_total",
			Help: "Questions that could not be answered because the store or the catalogue could not be asked.",
		}),
	}
	m.counters.Store(&map[string]*resultCounters{})
	m.forProduct("none")
	inFlight := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "ollu_requests_in_flight",
		Help: "Requests at the agents' door that are being answered now.",
	}, func() float64 { return float64(m.inFlight.Load()) })
	r.MustRegister(m.queries, m.duration, m.batch, inFlight, m.activations, m.refused, m.unavailable)
	r.MustRegister(m.signed()...)
	return m
}

// signed makes the metrics of signed answers.
func (m *Metrics) signed() []prometheus.Collector {
	signed := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "ollu_signed_answers_total",
		Help: "Answers given in signed form: signed for the question (fresh), or signed before and still true (kept).",
	}, []string{"kind"})
	m.signedFresh, m.signedKept = signed.WithLabelValues("fresh"), signed.WithLabelValues("kept")
	kept := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "ollu_signed_answers_cached",
		Help: "Signed answers that are kept to be given out again.",
	}, func() float64 {
		if k := m.kept.Load(); k != nil {
			return float64(k.len())
		}
		return 0
	})
	return []prometheus.Collector{signed, kept}
}

// asked counts one question by what became of it.
func (m *Metrics) asked(s *answer.Statement, err error) {
	if err != nil {
		m.unavailable.Inc()
		return
	}
	name := s.Product
	if name == "" {
		name = "none"
	}
	m.forProduct(name)[s.Result].Inc()
}

// forProduct returns the counters of a product by result.
func (m *Metrics) forProduct(name string) *resultCounters {
	if c, ok := (*m.counters.Load())[name]; ok {
		return c
	}
	m.grow.Lock()
	defer m.grow.Unlock()
	all := maps.Clone(*m.counters.Load())
	c := new(resultCounters)
	for r := range c {
		c[r] = m.queries.WithLabelValues(answer.Result(r).String(), name)
	}
	all[name] = c
	m.counters.Store(&all)
	return c
}

// served notes the end of one request that began at start.
func (m *Metrics) served(start, end time.Time) {
	m.inFlight.Add(-1)
	m.duration.Observe(end.Sub(start).Seconds())
}
