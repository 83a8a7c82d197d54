package main

import (
	"fmt"

	"ollu/bench/figures"
)

// row is one line of the table of promises.
type row struct {
	name      string
	what      string  // the two sides, in words
	must, aim float64 // 0: the row has no bounds
	atMost    bool    // must and aim are upper bounds
	measure   func(*bench) (measured, error)
}

// measured is what a row found.
type measured struct {
	rounds []float64 // the ratio, or figure, of each round
	notes  []string  // lines for the report: what else was seen
}

// value is the figure of the row.
func (m *measured) value() float64 { return figures.Median(m.rounds) }

func (m *measured) note(format string, args ...any) {
	m.notes = append(m.notes, fmt.Sprintf(format, args...))
}

// rows are all that is measured, in this order.
var rows = []row{
	{"parse_over_bech32", "codec.ParseCode of a hyphenated code ÷ btcutil's bech32 Decode of a string of the same length, time", 0.15, 0.08, true, measureParse},
	{"next_check_over_rrule", "Term.NextCheck ÷ rrule-go's Set.After for the same schedule, built beforehand, time", 0.005, 0.001, true, measureNextCheck},
	{"answer_over_marshal", "Statement.AppendJSON ÷ encoding/json's Marshal of a struct with the same members, time", 0.25, 0.12, true, measureAnswer},
	{"update_over_plaintext", "update endpoint with 1 M licences ÷ fasthttp sending a fixed text of the same size, answers a second", 0.80, 0.92, false, measureUpdate},
	{"batch_per_query", "processor time of the server for one question in a batch of 10,000 ÷ for one single request", 0.15, 0.08, true, measureBatch},
	{"activate_over_batch", "durable activations a second over HTTP from 100 clients ÷ bbolt's Batch from 100 goroutines, puts a second", 1.0, 2.5, false, measureActivate},
	{"signed_over_update", "signed answers without a nonce, made once and served many times ÷ unsigned answers, answers a second", 0.80, 0.95, false, measureSigned},
	{"fresh_over_ed25519", "answers signed afresh for a nonce over HTTP, a second ÷ Ed25519 signatures of as many bytes on all processors, a second", 0.60, 1.0, false, measureFresh},
	{"verify", "the agent's verification of a statement ÷ ed25519.Verify of the same bytes, time", 1.3, 1.1, true, measureVerify},
	{"agent", "the product side: size of the program, time of a command, memory of run; it should be under 12 MB, 50 ms and 20 MB", 0, 0, true, measureAgent},
	{"sync_100k", "ollu-manager sync of 100,000 codes, nothing changed, from the start of the program to its end ÷ as many single queries one after another on one connection, time", 0.05, 0.02, true, measureSync},
	{"waiter_bytes", "memory of the server with 10,000 waiting long polls less that without them, bytes a waiter", 12000, 4000, true, measureWaiters},
	{"renewal_to_product", "from the start of ollu license renew until a product has the new date, by way of a manager with a long poll, seconds", 2, 0.2, true, measureRenewal},
	{"wave_with_managers", "update endpoint while 100 managers sync 10,000 codes each over and over ÷ without them, answers a second", 0.7, 0.9, false, measureManagers},
	{"page_ms", "the product list of a customer with 500 licences, 50 users at once, ÷ a file of the portal under as many, time of the slowest hundredth", 4, 2, true, measurePage},
	{"page_weight", "bytes of the product list with all it loads at a first visit, as they go over the wire, heads included", 80_000, 40_000, true, measureWeight},
	{"door_under_portal", "update endpoint while 50 customers browse the portal and log in ÷ without them, answers a second", 0.8, 0.95, false, measureUnderPortal},
	{"lighthouse", "the least points that Lighthouse gives the portal's five main pages for performance, accessibility or best practices", 95, 100, false, measureLighthouse},
	{"bytes_per_licence", "resident memory of the server with 1 M licences less that of an empty one, bytes a licence, mapped file not counted", 160, 80, true, measureMemory},
	{"start_1m", "from the start of ollu serve with 1 M licences until /readyz says yes ÷ one walk of a cursor through the same file, time", 4, 2, true, measureStart},
	{"import_over_bulk", "ollu license import of 1 M licences from CSV ÷ putting the same keys and values into bbolt, time", 8, 4, true, measureImport},
	{"wave", "appliances that ask at one moment, each once on a new connection", 0, 0, true, measureWave},
	{"update_10m_over_10k", "update endpoint with 10 M licences ÷ with 10 k, answers a second", 0.85, 0.95, false, measureGrowth},
}

// bounds says what the row must be and aims to be.
func (r *row) bounds() string {
	if r.must == 0 {
		return "no bounds"
	}
	sign := "≥"
	if r.atMost {
		sign = "≤"
	}
	return fmt.Sprintf("must be %s %g, aim %g", sign, r.must, r.aim)
}

// verdict compares a value with the bounds.
func (r *row) verdict(v float64) string {
	within := func(bound float64) bool { return r.atMost && v <= bound || !r.atMost && v >= bound }
	switch {
	case r.must == 0:
		return ""
	case within(r.aim):
		return "aim reached"
	case within(r.must):
		return "as it must be"
	}
	return "missed"
}
