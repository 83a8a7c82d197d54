package main

import "time"

// scale is how much is measured.
type scale struct {
	stock, small, large int           // licences
	sample              int           // requests that the load generator draws from
	rounds              int           // of rows that are cheap
	costlyRounds        int           // of rows that take long
	seconds             float64       // of load at a time
	micro               time.Duration // of one micro-benchmark
	batches             int           // of 10,000 questions
	activations         int           // per round
	appliances          int
	managed             int           // codes of the manager that is measured
	waiters             int           // managers that wait
	managers, each      int           // managers that sync, and codes of each
	owned               int           // licences of the customer whose pages are looked at
	visitors            int           // users of the portal at once
	judged              int           // pages that lighthouse looks at
	spread              time.Duration // of the second wave
	quiet               time.Duration // a server that rests so long has done all it put off
	settle              time.Duration // at most, for a server to become quiet
}

var (
	full = scale{
		stock: 1_000_000, small: 10_000, large: 10_000_000, sample: 1_000_000,
		rounds: 5, costlyRounds: 3, seconds: 3, micro: 300 * time.Millisecond, batches: 30, activations: 50_000,
		appliances: 20_000, managed: 100_000, waiters: 10_000, managers: 100, each: 10_000, owned: 500, visitors: 50, judged: len(judged), spread: 10 * time.Second, quiet: 2500 * time.Millisecond, settle: 30 * time.Second,
	}
	quick = scale{
		stock: 10_000, small: 1_000, large: 50_000, sample: 10_000,
		rounds: 3, costlyRounds: 1, seconds: 0.3, micro: 20 * time.Millisecond, batches: 3, activations: 1_000,
		appliances: 500, managed: 2_000, waiters: 200, managers: 5, each: 1_000, owned: 100, visitors: 8, judged: 2, spread: 500 * time.Millisecond, quiet: 300 * time.Millisecond, settle: 2 * time.Second,
	}
)

const (
	batchSize      = 10_000
	mostAppliances = 50_000
)
