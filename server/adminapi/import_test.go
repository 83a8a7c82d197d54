package adminapi

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore/mem"
	"ollu/server/wire"
)

func (h *house) upload(media, body string, query ...string) reply {
	h.t.Helper()
	return h.send(http.MethodPost, wire.PathLicenceImport+strings.Join(query, ""), body, "Content-Type", media)
}

// numbered is the nth code of a fixed row.
func numbered(t testing.TB, prefix string, n int) codec.Code {
	t.Helper()
	p, err := codec.ParsePrefix(prefix)
	if err != nil {
		t.Fatal(err)
	}
	c, err := codec.NewCode(p, strings.NewReader(fmt.Sprintf("%015d", n)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The first three columns are all it takes; the rest is as an issue gives it.
func TestImportOfTheLeastThereIs(t *testing.T) {
	h := newHouse(t)
	a, b := numbered(t, "IM", 1), numbered(t, "NM", 2)
	lower := strings.ToLower(strings.ReplaceAll(a.Reveal(), "-", " "))
	csv := "\ufeffProduct, code ,expires,type\r\nappliance," + lower + ",2027-03-31,\r\nhosted," + b.Reveal() + ",,trial\r\n"
	if got := ok[wire.ImportResponse](h.upload(mediaCSV+"; charset=utf-8", csv)); got.Imported != 2 || len(got.Refused) != 0 {
		t.Fatalf("%+v", got)
	}
	l := h.show(a)
	if l.Seats != 1 || l.Zone != "Asia/Tokyo" || l.GraceDays != 90 || l.DeviceLimit != 5 || len(l.Components) != 3 || l.Standing != "issued" {
		t.Errorf("%+v", l)
	}
	if l := h.show(b); l.Type != product.Trial || l.Expires.String() != "2026-12-20" || l.GraceDays != 0 {
		t.Errorf("%+v", l)
	}
	h.now = noon.AddDate(0, 0, 1)
	again := "code,product,expires\n" + a.Reveal() + ",appliance,2027-03-31\n" + a.Reveal() + ",appliance,2027-04-30\n"
	got := ok[wire.ImportResponse](h.upload(mediaCSV, again))
	if got.Unchanged != 1 || len(got.Refused) != 1 || got.Refused[0].Line != 3 || !strings.Contains(got.Refused[0].Reason, "expires") {
		t.Errorf("%+v", got)
	}
}

// A row that names a component gets what it links to, and is the same row with the
// links named, in whatever order (row L4).
func TestImportAddsLinkedComponents(t *testing.T) {
	h := newHouse(t)
	code := numbered(t, "IM", 1)
	row := "code,product,expires,components\n" + code.Reveal() + ",appliance,2027-03-31,"
	if got := ok[wire.ImportResponse](h.upload(mediaCSV, row+"spam\n")); got.Imported != 1 {
		t.Fatalf("%+v", got)
	}
	if l := h.show(code); !slices.Equal(l.Components, []string{"spam", "reputation"}) {
		t.Errorf("components %q", l.Components)
	}
	for _, same := range []string{"spam", "spam reputation", "reputation spam"} {
		if got := ok[wire.ImportResponse](h.upload(mediaCSV, row+same+"\n")); got.Unchanged != 1 {
			t.Errorf("%s: %+v", same, got)
		}
	}
}

// Each bad row is refused by itself, by its line and column.
func TestImportRefusesRows(t *testing.T) {
	h := newHouse(t)
	n := 0
	good := func() string { n++; return numbered(t, "IM", n).Reveal() }
	mistyped := []byte(good())
	mistyped[8] = map[bool]byte{true: '7', false: '8'}[mistyped[8] == '8']
	for name, c := range map[string]struct{ row, column string }{
		"no code":           {`,appliance,2027-03-31,,,,,,,`, "code"},
		"mistyped":          {string(mistyped) + `,appliance,2027-03-31,,,,,,,`, "code"},
		"no product":        {good() + `,,2027-03-31,,,,,,,`, "product"},
		"unknown product":   {good() + `,abacus,2027-03-31,,,,,,,`, "product"},
		"another's prefix":  {good() + `,hosted,2027-03-31,,,,,,,`, "prefix"},
		"no expiry":         {good() + `,appliance,,,,,,,,`, "expires"},
		"impossible date":   {good() + `,appliance,2027-02-30,,,,,,,`, "expires"},
		"date of a kind":    {good() + `,appliance,31/03/2027,,,,,,,`, "expires"},
		"seats":             {good() + `,appliance,2027-03-31,-5,,,,,,`, "seats"},
		"no seats":          {good() + `,appliance,2027-03-31,0,,,,,,`, ""},
		"many seats":        {good() + `,appliance,2027-03-31,99999999999,,,,,,`, "seats"},
		"zone":              {good() + `,appliance,2027-03-31,,Asia/Edo,,,,,`, ""},
		"component":         {good() + `,appliance,2027-03-31,,,moon,,,,`, "components"},
		"type":              {good() + `,appliance,2027-03-31,,,,gift,,,`, "type"},
		"standing":          {good() + `,appliance,2027-03-31,,,,,lying,,`, "standing"},
		"moment":            {good() + `,appliance,2027-03-31,,,,,,yesterday,`, "issued_at"},
		"devices":           {good() + `,appliance,2027-03-31,,,,,,,gw-1`, "devices"},
		"unknown in a cell": {good() + `,appliance,2027-03-31,,,,,,,"[{""name"":""x""}]"`, "devices"},
		"too few cells":     {good() + `,appliance`, ""},
		"too many cells":    {good() + `,appliance,2027-03-31,,,,,,,,`, ""},
		"bare quote":        {good() + `,app"liance,2027-03-31,,,,,,,`, ""},
		"not UTF-8":         {good() + ",app\xff,2027-03-31,,,,,,,", "product"},
	} {
		t.Run(name, func(t *testing.T) {
			csv := "code,product,expires,seats,zone,components,type,standing,issued_at,devices\n" +
				good() + ",appliance,2027-03-31,,,,,,,\n" + c.row + "\n" + good() + ",appliance,2027-03-31,,,,,,,\n"
			r := h.upload(mediaCSV, csv)
			r.t = t
			got := ok[wire.ImportResponse](r)
			if got.Imported != 2 || len(got.Refused) != 1 {
				t.Fatalf("%+v", got)
			}
			if f := got.Refused[0]; f.Line != 3 || f.Column != c.column || f.Reason == "" || written.MatchString(f.Reason) {
				t.Errorf("%+v, want column %q", f, c.column)
			}
		})
	}
}

func TestImportRefusesTheWhole(t *testing.T) {
	h := newHouse(t)
	rows := strings.Repeat("x,appliance\n", wire.MaxImportRows+1)
	for name, c := range map[string]struct {
		media, body, query string
		want               wire.ErrorCode
	}{
		"empty":             {mediaCSV, "", "", wire.InvalidRequest},
		"binary":            {mediaCSV, "\x00\x01\x02\xff", "", wire.InvalidRequest},
		"no header":         {mediaCSV, numbered(t, "IM", 1).Reveal() + ",appliance\n", "", wire.InvalidRequest},
		"unknown column":    {mediaCSV, "code,product,colour\n", "", wire.InvalidRequest},
		"column twice":      {mediaCSV, "code,product,code\n", "", wire.InvalidRequest},
		"without a code":    {mediaCSV, "product,expires\n", "", wire.InvalidRequest},
		"too many rows":     {mediaCSV, "code,product\n" + rows, "", wire.TooLarge},
		"too many lines":    {mediaNDJSON, strings.Repeat("{}\n", wire.MaxImportRows+1), "", wire.TooLarge},
		"too large":         {mediaCSV, strings.Repeat("x", wire.MaxImportBytes+1), "", wire.TooLarge},
		"not an array":      {mediaJSON, "{}", "", wire.InvalidRequest},
		"half an array":     {mediaJSON, "[{}", "", wire.InvalidRequest},
		"a broken array":    {mediaJSON, "[{},}]", "", wire.InvalidRequest},
		"line in words":     {mediaCSV, "code,product\n", "?first_line=two", wire.InvalidRequest},
		"line before first": {mediaCSV, "code,product\n", "?first_line=0", wire.InvalidRequest},
	} {
		t.Run(name, func(t *testing.T) {
			r := h.upload(c.media, c.body, c.query)
			r.t = t
			r.refused(c.want)
		})
	}
	if n := h.store.Stats().Licences; n != 0 {
		t.Errorf("%d licences were imported all the same", n)
	}
	h.store.Fail(mem.RefuseWrite)
	h.upload(mediaCSV, "code,product,expires\n"+numbered(t, "IM", 1).Reveal()+",appliance,2027-03-31\n").refused(wire.Unavailable)
}

// A part of a larger file is reported by the lines of that file, also where a
// cell or the header spans lines and where lines are empty.
func TestImportCountsTheLinesOfTheWholeFile(t *testing.T) {
	h := newHouse(t)
	body := "code,\"note\n\",product\n\nx,\"a\nb\",p\n\ny,,p\n\"\n"
	if got := refusedLines(h.upload(mediaCSV, strings.Replace(body, "note\n", "note", 1))); !slices.Equal(got, []int{3, 6, 7}) {
		t.Errorf("lines %v", got)
	}
	h.upload(mediaCSV, "code,\"no\nte\",product\n").refused(wire.InvalidRequest)
	if got := refusedLines(h.upload(mediaCSV, strings.Replace(body, "note\n", "note", 1), "?first_line=1000")); !slices.Equal(got, []int{1001, 1004, 1005}) {
		t.Errorf("lines %v", got)
	}
	if got := refusedLines(h.upload(mediaNDJSON, "{}\n\n[]\nx", "?first_line=50")); !slices.Equal(got, []int{50, 52, 53}) {
		t.Errorf("lines %v", got)
	}
	if got := refusedLines(h.upload(mediaJSON, "[{},7]", "?first_line=50")); !slices.Equal(got, []int{50, 51}) {
		t.Errorf("lines %v", got)
	}
}

func refusedLines(r reply) (lines []int) {
	r.t.Helper()
	for _, f := range ok[wire.ImportResponse](r).Refused {
		lines = append(lines, f.Line)
	}
	return lines
}

func TestImportOfJSON(t *testing.T) {
	h := newHouse(t)
	a, b, c := numbered(t, "IM", 1).Reveal(), numbered(t, "IM", 2).Reveal(), numbered(t, "IM", 3).Reveal()
	body := `{"code":"` + a + `","product":"appliance","expires":"2027-03-31"}
{"code":"` + b + `","product":"appliance","perpetual":true,"seats":9,"components":[],"device_limit":0,"standing":"revoked","phase":"active","days_left":7}
{"code":"` + c + `","product":"appliance","expires":"2027-03-31","colour":"red"}
{"code":"` + c + `","product":"appliance","expires":"2027-03-31","seats":"nine"}
{"code":"` + c + `","product":"appliance","expires":"2027-02-29"}
{"code":"` + c + `","product":"appliance","expires":"2027-03-31","standing":"lying"}
{"code":"` + c + "\xff" + `"}
{"code":"` + c + `"} {}
`
	got := ok[wire.ImportResponse](h.upload(mediaNDJSON, body))
	if lines := linesOf(got); got.Imported != 2 || !slices.Equal(lines, []int{3, 4, 5, 6, 7, 8}) {
		t.Fatalf("%+v", got)
	}
	if got.Refused[1].Column != "seats" {
		t.Errorf("%+v", got.Refused[1])
	}
	code, err := codec.ParseCode(b)
	if err != nil {
		t.Fatal(err)
	}
	if l := h.show(code); !l.Perpetual || l.Seats != 9 || len(l.Components) != 0 || l.DeviceLimit != 0 || l.Standing != "revoked" {
		t.Errorf("%+v", l)
	}
}

func linesOf(r wire.ImportResponse) (lines []int) {
	for _, f := range r.Refused {
		lines = append(lines, f.Line)
	}
	return lines
}

// What a spreadsheet would run as a formula is exported as text, and comes back
// as it was; what never was exported is left as it is.
func TestFormulasAreDisarmed(t *testing.T) {
	for text, cell := range map[string]string{
		"=1+1": "'=1+1", "+81": "'+81", "-": "'-", "@x": "'@x", "\tx": "'\tx",
		"'=1": "''=1", "''+1": "'''+1", "'quoted'": "'quoted'", "": "", "'": "'", "''": "''", "plain": "plain", "a=b": "a=b",
	} {
		if got := disarm(text); got != cell {
			t.Errorf("%q is exported as %q, want %q", text, got, cell)
		}
		if back := rearm(cell); back != text {
			t.Errorf("%q comes back as %q, want %q", cell, back, text)
		}
	}
	if rearm("-5") != "-5" || rearm("'tis") != "'tis" {
		t.Error("a text that was never disarmed is changed")
	}
}

func FuzzDisarm(f *testing.F) {
	f.Add("=cmd")
	f.Add("''=")
	f.Fuzz(func(t *testing.T, s string) {
		if armed(disarm(s)) || rearm(disarm(s)) != s {
			t.Errorf("%q is exported as %q, comes back as %q", s, disarm(s), rearm(disarm(s)))
		}
	})
}

// BenchmarkImportParse measures what the API adds to the store: 20,000 rows of
// CSV, read, completed and checked.
func BenchmarkImportParse(b *testing.B) {
	var body bytes.Buffer
	body.WriteString("code,product,type,seats,expires,owner,order\n")
	for i := range wire.MaxImportRows {
		fmt.Fprintf(&body, "%s,appliance,full,%d,2027-03-31,Owner number %d,PO-%d\n", numbered(b, "IM", i).Reveal(), 1+i%500, i, i/10)
	}
	u := &upload{body: body.Bytes(), media: mediaCSV}
	c := &call{now: noon, book: gateways(b)}
	b.SetBytes(int64(body.Len()))
	b.ReportAllocs()
	for b.Loop() {
		r := &rows{fill: c.completer()}
		if err := r.parse(u); err != nil || len(r.licences) != wire.MaxImportRows {
			b.Fatal(len(r.licences), r.refused, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*wire.MaxImportRows), "ns/row")
}
