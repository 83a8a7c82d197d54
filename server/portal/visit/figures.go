package visit

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ollu/server/access"
)

// figures are the portal's metrics.
type figures struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newFigures(r prometheus.Registerer, s *access.Sessions, proofs prometheus.Collector) (*figures, error) {
	f := &figures{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ollu_portal_requests_total", Help: "Requests to the portal, by page and status code.",
		}, []string{"page", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "ollu_portal_request_seconds", Help: "How long the portal took to answer, by page.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}, []string{"page"}),
	}
	if r == nil {
		return f, nil
	}
	sessions := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "ollu_portal_sessions", Help: "Sessions of the portal, with those of strangers.",
	}, func() float64 { return float64(s.Count()) })
	for _, c := range []prometheus.Collector{f.requests, f.seconds, sessions, proofs} {
		if err := r.Register(c); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// time begins to measure an answer; what it gives ends it.
func (f *figures) time(page string, a *answer) (done func()) {
	begun := time.Now()
	return func() {
		status := cmp.Or(a.status, http.StatusOK) // which is said where nothing else was
		f.requests.WithLabelValues(page, strconv.Itoa(status)).Inc()
		f.seconds.WithLabelValues(page).Observe(time.Since(begun).Seconds())
	}
}

// label is what the metrics call a request's page: its route, so that there are
// few.
func (d *door) label(r *http.Request) string {
	if strings.HasPrefix(r.URL.Path, "/assets/") {
		return "assets"
	}
	if s, ok := first(d.mux.Handler(r)).(*stop); ok {
		return s.route.Path
	}
	return "other"
}

func first(h http.Handler, _ string) http.Handler { return h }
