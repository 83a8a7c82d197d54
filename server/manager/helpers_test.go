package manager

import (
	"slices"

	"ollu/server/manager/report"
)

// reasonOf tells whether a code is reported as revoked for that reason.
func reasonOf(codes []report.Code, id, reason string) bool {
	return slices.ContainsFunc(codes, func(c report.Code) bool { return c.ID == id && c.Result == "revoked" && c.Reason == reason })
}
