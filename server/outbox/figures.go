package outbox

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ollu/keystore"
	"ollu/keystore/customer"
)

// figures are what Prometheus sees of the outbox (row L9).
type figures struct {
	sent, failures        *prometheus.CounterVec
	store                 keystore.Store
	now                   func() time.Time
	waiting, dead, oldest *prometheus.Desc
}

func newFigures(r prometheus.Registerer, s keystore.Store, now func() time.Time) *figures {
	f := &figures{
		sent: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ollu_mail_sent_total", Help: "Mails that the mail server has taken, by kind.",
		}, []string{"kind"}),
		failures: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ollu_mail_failures_total", Help: "Tries to send a mail that failed: connection, server, refused, address or template.",
		}, []string{"why"}),
		store: s, now: now,
		waiting: prometheus.NewDesc("ollu_mail_waiting", "Mails that wait to be sent.", nil, nil),
		dead:    prometheus.NewDesc("ollu_mail_dead", "Mails that were given up and wait for an operator.", nil, nil),
		oldest:  prometheus.NewDesc("ollu_mail_oldest_seconds", "How long the oldest mail has waited; 0 when none waits.", nil, nil),
	}
	for _, why := range []string{"connection", "server", "refused", "address", "template"} {
		f.failures.WithLabelValues(why)
	}
	r.MustRegister(f.sent, f.failures, f)
	return f
}

// Describe is prometheus.Collector's.
func (f *figures) Describe(to chan<- *prometheus.Desc) {
	to <- f.waiting
	to <- f.dead
	to <- f.oldest
}

// Collect reads the letters. A store that cannot be read shows in its own figures;
// here then nothing is told.
func (f *figures) Collect(to chan<- prometheus.Metric) {
	waiting, dead, oldest, err := f.count()
	if err != nil {
		return
	}
	to <- prometheus.MustNewConstMetric(f.waiting, prometheus.GaugeValue, float64(waiting))
	to <- prometheus.MustNewConstMetric(f.dead, prometheus.GaugeValue, float64(dead))
	to <- prometheus.MustNewConstMetric(f.oldest, prometheus.GaugeValue, oldest.Seconds())
}

func (f *figures) count() (waiting, dead int, oldest time.Duration, err error) {
	now := f.now()
	err = f.store.Customers(context.Background(), func(b customer.Book) error {
		for after := ""; ; {
			letters, next, err := b.Letters(after, 1000)
			if err != nil {
				return err
			}
			for i := range letters {
				if letters[i].Dead {
					dead++
					continue
				}
				waiting++
				oldest = max(oldest, now.Sub(letters[i].At))
			}
			if next == "" {
				return nil
			}
			after = next
		}
	})
	return waiting, dead, oldest, err
}
