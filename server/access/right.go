package access

import "ollu/keystore/customer"

// Right is something that not everybody of an account may do.
type Right uint8

// The rights.
const (
	See            Right = iota // products, calendar, activity, the company's details
	Download                    // a licence file, the list as CSV
	Register                    // keys
	EditCompany                 // and the support contact
	ReleaseDevice               // free a device's place
	RequestOffline              // an offline activation code
	SetFeed                     // make and end the calendar's secret address
	Invite                      // users; take an invitation back
	SetRoles                    // give roles, remove users
	rightCount
)

// least is the least role that has each right.
var least = [rightCount]customer.Role{
	See:            customer.Viewer,
	Download:       customer.Viewer,
	Register:       customer.Editor,
	EditCompany:    customer.Editor,
	ReleaseDevice:  customer.Editor,
	RequestOffline: customer.Editor,
	SetFeed:        customer.Editor,
	Invite:         customer.Owner,
	SetRoles:       customer.Owner,
}

// May tells whether a role has a right. Roles and rights that there are not have
// none.
func May(role customer.Role, right Right) bool {
	return right < rightCount && role >= least[right] && role <= customer.Owner
}
