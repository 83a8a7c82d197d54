package ops

import (
	"runtime"

	"github.com/prometheus/client_golang/prometheus"
)

// BuildInfo is a constant 1 that carries the version in its labels.
func BuildInfo(version string) prometheus.Collector {
	g := prometheus.NewGauge(prometheus.GaugeOpts{
		Name:        "ollu_build_info",
		Help:        "The version of ollu and of Go that it was built with.",
		ConstLabels: prometheus.Labels{"version": version, "goversion": runtime.Version()},
	})
	g.Set(1)
	return g
}
