package ops

import (
	"fmt"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/terms"
)

// StockEvery is the shortest time between two counts of the whole stock.
const StockEvery = 30 * time.Second

// Windows are the days ahead in which coming expiries are counted.
var Windows = [...]int{7, 30, 60, 90}

// productCount is what there is of one product.
type productCount struct {
	phases    [3]int // by term.Phase
	standings map[keystore.Standing]int
	expiring  [len(Windows)]int // not yet expired, expiry within the window
	overdue   int
	devices   int
}

type stock map[string]*productCount

// count goes through the whole store once. A licence whose product or zone
// cannot be understood is an error: figures that leave it out would look well.
func count(s keystore.Store, book *terms.Book, now time.Time) (stock, error) {
	var failed error
	all := stock{}
	err := s.Each(func(e *keystore.Entry) bool {
		lease, err := book.At(e, now)
		if err != nil {
			failed = err
			return false
		}
		all.of(e.Product).licence(e, &lease)
		return true
	})
	if err != nil || failed != nil {
		return nil, fmt.Errorf("count licences: %w", firstOf(err, failed))
	}
	err = s.EachDevice(func(e *keystore.Entry, lastSeen int64) bool {
		lease, err := book.At(e, now)
		if err != nil {
			failed = err
			return false
		}
		all.of(e.Product).device(e, &lease, lastSeen)
		return true
	})
	if err != nil || failed != nil {
		return nil, fmt.Errorf("count devices: %w", firstOf(err, failed))
	}
	return all, nil
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func (s stock) of(product string) *productCount {
	c, ok := s[product]
	if !ok {
		c = &productCount{standings: map[keystore.Standing]int{}}
		s[product] = c
	}
	return c
}

// licence counts one licence. Coming expiries are those somebody could still
// renew: revoked and replaced codes are left out.
func (c *productCount) licence(e *keystore.Entry, l *terms.Lease) {
	c.phases[l.State.Phase]++
	c.standings[e.Standing]++
	if e.Perpetual || l.State.DaysLeft < 0 || e.Standing == keystore.Revoked || e.Standing == keystore.Replaced {
		return
	}
	for i, days := range Windows {
		if l.State.DaysLeft <= days {
			c.expiring[i]++
		}
	}
}

// device counts one registered device, overdue when a whole day has gone by
// since it should have asked (row B12).
func (c *productCount) device(e *keystore.Entry, l *terms.Lease, lastSeen int64) {
	c.devices++
	if e.Standing != keystore.Activated {
		return
	}
	due, ok := l.Term.NextCheckDay(term.Today(time.Unix(lastSeen, 0), l.Term.Zone))
	if ok && due < l.State.Today {
		c.overdue++
	}
}

// StockCollector gives the figures of the stock and of the store to Prometheus.
type StockCollector struct {
	store keystore.Store
	book  func() *terms.Book
	now   func() time.Time

	mu      sync.Mutex
	counted time.Time
	last    stock
}

// NewStockCollector returns a collector over a store. book gives the catalogue
// in force; now is the clock.
func NewStockCollector(s keystore.Store, book func() *terms.Book, now func() time.Time) *StockCollector {
	return &StockCollector{store: s, book: book, now: now}
}

var (
	licences  = prometheus.NewDesc("ollu_licences", "Licences by product and by phase of their term (by date alone).", []string{"product", "phase"}, nil)
	standings = prometheus.NewDesc("ollu_licences_by_standing", "Licences by product and by what the issuer has decided.", []string{"product", "standing"}, nil)
	expiring  = prometheus.NewDesc("ollu_licences_expiring", "Licences in their term that expire within so many days.", []string{"product", "within_days"}, nil)
	devices   = prometheus.NewDesc("ollu_devices", "Registered devices by product.", []string{"product"}, nil)
	overdue   = prometheus.NewDesc("ollu_agents_overdue", "Devices of activated licences that have not asked for a day after their next check was due.", []string{"product"}, nil)

	storeBytes  = prometheus.NewDesc("ollu_store_bytes", "Size of the store's file.", nil, nil)
	storeSync   = prometheus.NewDesc("ollu_store_last_sync_seconds", "How long the last durable write took.", nil, nil)
	commits     = prometheus.NewDesc("ollu_store_commits_total", "Durable writes since start.", nil, nil)
	seenLag     = prometheus.NewDesc("ollu_store_last_seen_lag_seconds", "Age of the oldest last-seen note that is not on disk yet.", nil, nil)
	auditHead   = prometheus.NewDesc("ollu_audit_head_sequence", "Number of the newest entry of the audit log.", nil, nil)
	storeBroken = prometheus.NewDesc("ollu_store_writable", "1 when the store takes writes, 0 when it refuses them.", nil, nil)
)

// Describe implements prometheus.Collector.
func (c *StockCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{licences, standings, expiring, devices, overdue, storeBytes, storeSync, commits, seenLag, auditHead, storeBroken} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c *StockCollector) Collect(ch chan<- prometheus.Metric) {
	now := c.now()
	c.collectStore(ch, now)
	all, err := c.stock(now)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(licences, err)
		return
	}
	for product, n := range all {
		n.collect(ch, product)
	}
}

// stock returns the last count, or a new one when that is too old.
func (c *StockCollector) stock(now time.Time) (stock, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last != nil && now.Sub(c.counted).Abs() < StockEvery {
		return c.last, nil
	}
	all, err := count(c.store, c.book(), now)
	if err != nil {
		return nil, err
	}
	c.last, c.counted = all, now
	return all, nil
}

func (c *productCount) collect(ch chan<- prometheus.Metric, product string) {
	for phase, v := range c.phases {
		ch <- gauge(licences, v, product, term.Phase(phase).String())
	}
	for standing, v := range c.standings {
		ch <- gauge(standings, v, product, standing.String())
	}
	for i, v := range c.expiring {
		ch <- gauge(expiring, v, product, fmt.Sprint(Windows[i]))
	}
	ch <- gauge(devices, c.devices, product)
	ch <- gauge(overdue, c.overdue, product)
}

func (c *StockCollector) collectStore(ch chan<- prometheus.Metric, now time.Time) {
	s := c.store.Stats()
	lag := 0.0
	if !s.OldestNote.IsZero() {
		lag = now.Sub(s.OldestNote).Seconds()
	}
	writable := 1
	if s.Broken != nil {
		writable = 0
	}
	ch <- gauge(storeBytes, s.FileBytes)
	ch <- gauge(storeSync, s.LastSync.Seconds())
	ch <- prometheus.MustNewConstMetric(commits, prometheus.CounterValue, float64(s.Commits))
	ch <- gauge(seenLag, lag)
	ch <- gauge(auditHead, s.Audit.Seq)
	ch <- gauge(storeBroken, writable)
}

func gauge[N int | int64 | uint64 | float64](d *prometheus.Desc, v N, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(v), labels...)
}
