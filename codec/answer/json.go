package answer

import "strconv"

// AppendJSON writes s as one JSON object behind dst, without a line feed, and
// allocates nothing while dst has room. Bytes that are not UTF-8 are written
// as U+FFFD.
func (s *Statement) AppendJSON(dst []byte) []byte {
	dst = append(dst, '{')
	dst = s.appendMembers(dst)
	return append(dst, '}')
}

// appendMembers writes the members of the object, at least one, without the
// braces.
func (s *Statement) appendMembers(dst []byte) []byte {
	dst = append(dst, `"result":"`...)
	dst = append(dst, s.Result.String()...)
	dst = append(dst, '"')
	if s.Issued {
		dst = s.appendLicenceMembers(dst)
	}
	dst = append(dst, `,"server_time":"`...)
	dst = appendUTC(dst, s.ServerTime)
	dst = append(dst, '"')
	if s.Result == Malformed && s.Hint != "" {
		dst = append(dst, `,"hint":`...)
		dst = appendString(dst, s.Hint)
	}
	return dst
}

func (s *Statement) appendLicenceMembers(dst []byte) []byte {
	dst = append(dst, `,"product":`...)
	dst = appendString(dst, s.Product)
	dst = append(dst, `,"type":"`...)
	dst = append(dst, s.Type.String()...)
	dst = append(dst, `","seats":`...)
	dst = strconv.AppendUint(dst, uint64(s.Seats), 10)
	dst = append(dst, `,"components":`...)
	dst = appendStrings(dst, s.Components)
	if !s.Perpetual {
		dst = append(dst, `,"expires":"`...)
		dst = appendDay(dst, s.Expires)
		dst = append(dst, `","grace_ends":"`...)
		dst = appendDay(dst, s.GraceEnds)
		dst = append(dst, '"')
	}
	dst = append(dst, `,"zone":`...)
	dst = appendString(dst, s.Zone)
	if !s.Perpetual {
		dst = append(dst, `,"days_left":`...)
		dst = strconv.AppendInt(dst, int64(s.DaysLeft), 10)
	}
	dst = append(dst, `,"updates_allowed":`...)
	dst = strconv.AppendBool(dst, s.UpdatesAllowed)
	if !s.NextCheck.IsZero() {
		dst = append(dst, `,"next_check":"`...)
		dst = appendLocal(dst, s.NextCheck)
		dst = append(dst, '"')
	}
	return dst
}
