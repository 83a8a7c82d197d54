// Package ops is what operators and their monitoring look at: /metrics in
// Prometheus' form, /healthz, /readyz and, when switched on, profiling.
//
// The figures of the stock (row L9: phases by product, coming expiries, overdue
// agents) are counted from the store when they are asked for, at most once in
// [StockEvery]; nothing is kept by hand that could drift from the truth. No
// metric carries a code.
//
// /healthz says that the process answers; /readyz that it should be sent
// traffic: the store can be read and written, and the node is not draining.
package ops
