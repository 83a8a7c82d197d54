// Package term is the calendar of licences: the only place that knows what
// expiry, grace, a check day and a notice mean.
//
// It is pure. A Term says when a licence ends and by which Schedule its
// holder asks again; every function takes the moment or the day it is asked
// about, and reads no clock, no file and no setting. The server asks it what
// to answer (State) and when to be asked next, the agent when to ask and what
// to tell its administrator (Notice), the operator's preview which checks
// fall between two days (Checks).
//
// # Days
//
// A Day is a calendar date, counted from 1970-01-01, and belongs to no zone.
// Terms are sums of days; a duration never enters. A zone is needed only to
// tell which day it is (Today) and when a day begins (Day.Start). Both follow
// one rule, so that they agree in every zone and at every clock change:
//
//   - a day begins at the first instant whose local date is that day or later;
//   - today is the latest day that has begun.
//
// Where midnight does not exist the day begins at the first moment after the
// gap; where the clock is put back over midnight the day begins at the first
// of its two midnights and does not end again; a date that the zone left out
// begins together with the day after it. Today never goes back while time
// goes forward.
//
// Days from 1970-01-01 to 2199-12-31 can be written and read. Sums may leave
// that range (a grace period that ends in 2200): they stay exact and never
// wrap round; see Day.Valid.
//
// # Cost
//
// At and NextCheck are closed forms: their cost depends neither on how far
// away the dates are nor on the interval, and they allocate nothing.
package term
