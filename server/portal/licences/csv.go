package licences

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"ollu/server/access"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// byteOrder tells spreadsheet programs that a file is UTF-8.
const byteOrder = "\ufeff"

// csvColumns are the names of the columns, in order.
var csvColumns = []words.ID{
	words.LicencesNo, words.LicencesProduct, words.LicencesType, words.LicencesKey, words.LicencesRegistered, words.LicencesCode,
	words.LicencesSeats, words.LicencesExpires, words.LicencesGraceEnds, words.LicencesStatus, words.LicencesOrder,
}

// table sends every line of the account as a file for spreadsheet programs.
func (r *room) table(v *visit.Visit) error {
	if err := v.Limit(access.LimitDownload, string(v.Account.ID)); err != nil {
		return err
	}
	s, err := r.stock(v)
	if err != nil {
		return err
	}
	body, err := csvOf(s.lines, v.Lang)
	if err != nil {
		return err
	}
	return v.Send("text/csv; charset=utf-8", "products.csv", body)
}

func csvOf(lines []Line, lang words.Lang) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(byteOrder)
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	row := make([]string, 0, len(csvColumns))
	for _, id := range csvColumns {
		row = append(row, harmless(words.Say(lang, id, nil)))
	}
	_ = w.Write(row) // into memory; Error tells below
	for i := range lines {
		row = row[:0]
		for _, cell := range cells(&lines[i], lang) {
			row = append(row, harmless(cell))
		}
		_ = w.Write(row)
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// cells are a line's values, in the order of csvColumns.
func cells(l *Line, lang words.Lang) []string {
	seats, expires, grace := "", "", ""
	if l.Status != Unclear {
		seats = strconv.FormatUint(uint64(l.Seats), 10)
	}
	if l.Perpetual {
		expires = words.Say(lang, words.LicencesPerpetual, nil)
	}
	if l.Dated() {
		expires, grace = l.Expires.String(), l.GraceEnds.String()
	}
	return []string{
		strconv.Itoa(l.No), lang.Of(l.Product), words.Say(lang, words.LicencesTypeWord(l.Type.String()), nil), l.Key.Reveal(),
		l.Registered.String(), l.Code.Reveal(), seats, expires, grace,
		words.Say(lang, l.Word(), nil), l.Order,
	}
}

// harmless keeps a spreadsheet program from taking a cell for a formula: what
// begins like one, in full-width letters too, gets an apostrophe in front.
func harmless(cell string) string {
	if strings.ContainsAny(firstOf(cell), "=+-@\t\r\n|%＝＋－＠") {
		return "'" + cell
	}
	return cell
}

func firstOf(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}
