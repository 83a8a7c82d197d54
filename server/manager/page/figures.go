package page

import (
	"cmp"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ollu/server/manager/book"
	"ollu/server/manager/report"
)

// countEvery is the shortest time between two counts of the whole site.
const countEvery = 10 * time.Second

// The buckets of days to expiry: each code is in one of them. The numbers are the
// most days left in it.
var buckets = []struct {
	name string
	days int
}{{"7", 7}, {"30", 30}, {"60", 60}, {"90", 90}}

var (
	codesDesc     = prometheus.NewDesc("ollu_manager_codes", "Codes managed, by what the issuer says of them; none when it has not answered.", []string{"result"}, nil)
	problemsDesc  = prometheus.NewDesc("ollu_manager_codes_disbelieved", "Codes about which the last answer was not believed.", nil, nil)
	daysDesc      = prometheus.NewDesc("ollu_manager_days_to_expiry", "Codes that can be renewed, by the most days left to their expiry: 7, 30, 60, 90, more, or grace and expired after it.", []string{"bucket"}, nil)
	nearestDesc   = prometheus.NewDesc("ollu_manager_next_expiry_days", "Days to the next expiry among the codes in force of a product.", []string{"product"}, nil)
	productsDesc  = prometheus.NewDesc("ollu_manager_products", "Products, by the worst state of their codes.", []string{"state"}, nil)
	deliverDesc   = prometheus.NewDesc("ollu_manager_deliveries", "Codes in products, by state.", []string{"state"}, nil)
	failedDesc    = prometheus.NewDesc("ollu_manager_failed_pushes", "Deliveries whose last try failed.", nil, nil)
	goodDesc      = prometheus.NewDesc("ollu_manager_last_good_sync_timestamp_seconds", "When the issuer last answered about every code; 0 never.", nil, nil)
	tryDesc       = prometheus.NewDesc("ollu_manager_last_sync_timestamp_seconds", "When the issuer was last asked; 0 never.", nil, nil)
	importDesc    = prometheus.NewDesc("ollu_manager_last_import_timestamp_seconds", "When a file of statements was last taken in; 0 never.", nil, nil)
	syncFailsDesc = prometheus.NewDesc("ollu_manager_sync_failures", "Syncs that failed in a row.", nil, nil)
	healthyDesc   = prometheus.NewDesc("ollu_manager_healthy", "1 when the issuer, or a file from it, was heard within two days.", nil, nil)
	waitingDesc   = prometheus.NewDesc("ollu_manager_waiting", "1 when the issuer would wake this manager on a change.", nil, nil)
)

// collector counts the site when it is asked to, at most once in countEvery.
type collector struct {
	api API
	now func() time.Time

	mu      sync.Mutex
	counted time.Time
	site    *report.Site
}

func newCollector(api API, now func() time.Time) *collector { return &collector{api: api, now: now} }

// Describe implements prometheus.Collector.
func (c *collector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		codesDesc, problemsDesc, daysDesc, nearestDesc, productsDesc, deliverDesc, failedDesc,
		goodDesc, tryDesc, importDesc, syncFailsDesc, healthyDesc, waitingDesc,
	} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c *collector) Collect(ch chan<- prometheus.Metric) {
	site, err := c.status()
	if err != nil {
		ch <- prometheus.NewInvalidMetric(codesDesc, err)
		return
	}
	countSync(ch, &site.Sync)
	countCodes(ch, site.Codes)
	countProducts(ch, site.Products)
}

func (c *collector) status() (*report.Site, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if c.site != nil && now.Sub(c.counted).Abs() < countEvery {
		return c.site, nil
	}
	site, err := c.api.Status()
	if err != nil {
		return nil, err
	}
	c.site, c.counted = &site, now
	return c.site, nil
}

func countSync(ch chan<- prometheus.Metric, s *report.Sync) {
	gauge(ch, goodDesc, stamp(s.LastGood))
	gauge(ch, tryDesc, stamp(s.LastTry))
	gauge(ch, importDesc, stamp(s.Imported))
	gauge(ch, syncFailsDesc, float64(s.Failures))
	gauge(ch, healthyDesc, truth(s.Healthy))
	gauge(ch, waitingDesc, truth(s.Waiting))
}

func countCodes(ch chan<- prometheus.Metric, codes []report.Code) {
	results, days, nearest, problems := map[string]int{}, map[string]int{"grace": 0, "expired": 0, "more": 0, "perpetual": 0}, map[string]int{}, 0
	for _, b := range buckets {
		days[b.name] = 0
	}
	for i := range codes {
		c := &codes[i]
		results[cmp.Or(c.Result, "none")]++
		if c.Problem != "" {
			problems++
		}
		bucket := bucketOf(c)
		if bucket == "" {
			continue
		}
		days[bucket]++
		if before, there := nearest[c.Product]; c.DaysLeft >= 0 && !c.Perpetual && (!there || c.DaysLeft < before) {
			nearest[c.Product] = c.DaysLeft
		}
	}
	for result, n := range results {
		gauge(ch, codesDesc, float64(n), result)
	}
	for bucket, n := range days {
		gauge(ch, daysDesc, float64(n), bucket)
	}
	for product, n := range nearest {
		gauge(ch, nearestDesc, float64(n), product)
	}
	gauge(ch, problemsDesc, float64(problems))
}

// bucketOf gives the bucket of a code; "" for one that nobody can renew, or that
// is another site's.
func bucketOf(c *report.Code) string {
	if c.Carried {
		return ""
	}
	switch c.Result {
	case "grace", "expired":
		return c.Result
	case "valid", "suspended", "not_activated":
	default:
		return ""
	}
	if c.Perpetual {
		return "perpetual"
	}
	for _, b := range buckets {
		if c.DaysLeft <= b.days {
			return b.name
		}
	}
	return "more"
}

func countProducts(ch chan<- prometheus.Metric, products []report.Product) {
	whole, each := map[book.State]int{}, map[book.State]int{}
	for i := range products {
		whole[products[i].State]++
		for _, d := range products[i].Deliveries {
			each[d.State]++
		}
	}
	for _, s := range states {
		gauge(ch, productsDesc, float64(whole[s]), string(s))
		gauge(ch, deliverDesc, float64(each[s]), string(s))
	}
	gauge(ch, failedDesc, float64(each[book.Failed]))
}

func gauge(ch chan<- prometheus.Metric, d *prometheus.Desc, v float64, labels ...string) {
	ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
}

func stamp(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.Unix())
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
