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
	came        atomic.Int64 // requests, since the start
	activations prometheus.Counter
	refused     *prometheus.CounterVec
	unavailable prometheus.Counter

	signedFresh, signedKept, signedShelf prometheus.Counter
	kept                                 atomic.Pointer[keep] // nil: none

	waiters                                                         atomic.Int64
	wakesChanged, wakesAll, wakesTimeout, wakesClosing, wakesBroken counter
	syncChanged, syncUnchanged                                      counter

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
	r.MustRegister(m.managers()...)
	return m
}

// signed makes the metrics of signed answers.
func (m *Metrics) signed() []prometheus.Collector {
	signed := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "ollu_signed_answers_total",
		Help: "Answers given in signed form: signed for the question (fresh), signed before and still true (kept), or signed for a manager to keep (shelf).",
	}, []string{"kind"})
	m.signedFresh, m.signedKept, m.signedShelf = signed.WithLabelValues("fresh"), signed.WithLabelValues("kept"), signed.WithLabelValues("shelf")
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

// counter counts what there is one of each.
type counter = prometheus.Counter

// managers makes the metrics of syncs and waits.
func (m *Metrics) managers() []prometheus.Collector {
	synced := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "ollu_sync_codes_total",
		Help: "Codes that managers asked about in syncs: their statement is another than the one held (changed), or the same.",
	}, []string{"answer"})
	m.syncChanged, m.syncUnchanged = synced.WithLabelValues("changed"), synced.WithLabelValues("unchanged")
	wakes := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "ollu_wakes_total",
		Help: "Waits of managers that ended: a code changed, anything may have changed (all), nothing did in time (timeout), the server stops (closing), or the connection broke.",
	}, []string{"reason"})
	for reason, c := range map[string]*counter{
		"changed": &m.wakesChanged, "all": &m.wakesAll, "timeout": &m.wakesTimeout, "closing": &m.wakesClosing, "broken": &m.wakesBroken,
	} {
		*c = wakes.WithLabelValues(reason)
	}
	waiters := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "ollu_waiters",
		Help: "Managers that wait for a change now.",
	}, func() float64 { return float64(m.waiters.Load()) })
	return []prometheus.Collector{synced, wakes, waiters}
}

// synced counts the codes of one sync.
func (m *Metrics) synced(codes, changed int) {
	m.syncChanged.Add(float64(changed))
	m.syncUnchanged.Add(float64(codes - changed))
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

// begins notes the beginning of one request.
func (m *Metrics) begins() {
	m.came.Add(1)
	m.inFlight.Add(1)
}

// served notes the end of one request that began at start.
func (m *Metrics) served(start, end time.Time) {
	m.inFlight.Add(-1)
	m.duration.Observe(end.Sub(start).Seconds())
}
