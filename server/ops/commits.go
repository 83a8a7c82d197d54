package ops

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Commits watches the durable writes of a store: how long each took, and how
// many acts shared it.
type Commits struct {
	sync prometheus.Histogram
	acts prometheus.Histogram
}

// NewCommits makes the histograms and registers them.
func NewCommits(r prometheus.Registerer) *Commits {
	c := &Commits{
		sync: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "ollu_store_sync_seconds",
			Help:    "Time to write one transaction and have the disk confirm it.",
			Buckets: prometheus.ExponentialBuckets(1e-4, 4, 8),
		}),
		acts: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "ollu_store_acts_per_commit",
			Help:    "Acts that shared one durable write.",
			Buckets: prometheus.ExponentialBuckets(1, 4, 7),
		}),
	}
	r.MustRegister(c.sync, c.acts)
	return c
}

// Observe notes one durable write.
func (c *Commits) Observe(acts int, sync time.Duration) {
	c.sync.Observe(sync.Seconds())
	c.acts.Observe(float64(acts))
}
