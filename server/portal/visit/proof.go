package visit

import (
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"ollu/keystore/customer"
)

// Proof is how a try to prove who one is came out: a closed list, counted by
// ollu_portal_proofs_total.
type Proof string

// The outcomes.
const (
	Entered       Proof = "entered"        // logged in
	WrongPassword Proof = "wrong_password" // or no such login id
	WrongFactor   Proof = "wrong_factor"   // a code that is not right, or was used before
)

var proofs = [...]Proof{Entered, WrongPassword, WrongFactor}

func newProofs() *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "ollu_portal_proofs_total", Help: "Log-ins, and wrong passwords and codes, also of who was logged in already.",
	}, []string{"outcome"})
	for _, p := range proofs {
		c.WithLabelValues(string(p))
	}
	return c
}

// Proved counts and logs an outcome. What was typed is not told: it may be a
// password in the wrong field. who is the user, where that is known.
func (v *Visit) Proved(p Proof, who customer.ID) {
	v.Desk.proofs.WithLabelValues(string(p)).Inc()
	log := v.Desk.Log.Info
	if p != Entered {
		log = v.Desk.Log.Warn
	}
	log("portal: log-in", zap.String("outcome", string(p)), zap.String("address", v.Address.String()), zap.String("user", string(who)))
}
