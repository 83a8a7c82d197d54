package answer

import "strconv"

// AppendText writes s as lines key=value behind dst, each ended by a line
// feed, and allocates nothing while dst has room. In a value, what is not
// printable, the percent sign and, within an id of the list of components, the
// comma are written as percent signs with two hexadecimal digits per byte.
func (s *Statement) AppendText(dst []byte) []byte {
	dst = append(dst, "result="...)
	dst = append(dst, s.Result.String()...)
	if s.Issued {
		dst = s.appendLicenceText(dst)
	}
	dst = append(dst, "\nserver_time="...)
	dst = appendUTC(dst, s.ServerTime)
	if s.Result == Malformed && s.Hint != "" {
		dst = append(dst, "\nhint="...)
		dst = appendValue(dst, s.Hint, textPlain)
	}
	return append(dst, '\n')
}

func (s *Statement) appendLicenceText(dst []byte) []byte {
	dst = append(dst, "\nproduct="...)
	dst = appendValue(dst, s.Product, textPlain)
	dst = append(dst, "\ntype="...)
	dst = append(dst, s.Type.String()...)
	dst = append(dst, "\nseats="...)
	dst = strconv.AppendUint(dst, uint64(s.Seats), 10)
	dst = append(dst, "\ncomponents="...)
	for i, id := range s.Components {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendValue(dst, id, itemPlain)
	}
	if !s.Perpetual {
		dst = append(dst, "\nexpires="...)
		dst = appendDay(dst, s.Expires)
		dst = append(dst, "\ngrace_ends="...)
		dst = appendDay(dst, s.GraceEnds)
	}
	dst = append(dst, "\nzone="...)
	dst = appendValue(dst, s.Zone, textPlain)
	if !s.Perpetual {
		dst = append(dst, "\ndays_left="...)
		dst = strconv.AppendInt(dst, int64(s.DaysLeft), 10)
	}
	dst = append(dst, "\nupdates_allowed="...)
	dst = strconv.AppendBool(dst, s.UpdatesAllowed)
	if !s.NextCheck.IsZero() {
		dst = append(dst, "\nnext_check="...)
		dst = appendLocal(dst, s.NextCheck)
	}
	return dst
}
