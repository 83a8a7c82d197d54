package answer

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"ollu/codec/product"
	"ollu/codec/term"
)

var written = map[string]struct {
	change     func(*Statement)
	text, json string
}{
	"valid": {
		change: func(*Statement) {},
		text: `result=valid
product=mail-gateway-appliance
type=full
seats=250
components=antivirus,cloud-pre-filter,spam-prevention,sender-reputation,ip-profiler
expires=2020-01-31
grace_ends=2020-04-30
zone=Asia/Tokyo
days_left=30
updates_allowed=true
next_check=2020-01-30T00:00:00+09:00
server_time=2020-01-01T03:04:05Z
`,
		json: `{"result":"valid","product":"mail-gateway-appliance","type":"full","seats":250,` +
			`"components":["antivirus","cloud-pre-filter","spam-prevention","sender-reputation","ip-profiler"],` +
			`"expires":"2020-01-31","grace_ends":"2020-04-30","zone":"Asia/Tokyo","days_left":30,"updates_allowed":true,` +
			`"next_check":"2020-01-30T00:00:00+09:00","server_time":"2020-01-01T03:04:05Z"}`,
	},
	"perpetual trial without components or checks": {
		change: func(s *Statement) {
			s.Perpetual, s.Type, s.Components, s.NextCheck = true, product.Trial, nil, time.Time{}
		},
		text: `result=valid
product=mail-gateway-appliance
type=trial
seats=250
components=
zone=Asia/Tokyo
updates_allowed=true
server_time=2020-01-01T03:04:05Z
`,
		json: `{"result":"valid","product":"mail-gateway-appliance","type":"trial","seats":250,"components":[],` +
			`"zone":"Asia/Tokyo","updates_allowed":true,"server_time":"2020-01-01T03:04:05Z"}`,
	},
	"days after the expiry": {
		change: func(s *Statement) {
			s.Result, s.DaysLeft, s.UpdatesAllowed, s.Components = Expired, -4000, false, []string{"suite"}
			s.NextCheck = s.NextCheck.In(time.FixedZone("", -(3*3600 + 30*60)))
		},
		text: `result=expired
product=mail-gateway-appliance
type=full
seats=250
components=suite
expires=2020-01-31
grace_ends=2020-04-30
zone=Asia/Tokyo
days_left=-4000
updates_allowed=false
next_check=2020-01-29T11:30:00-03:30
server_time=2020-01-01T03:04:05Z
`,
		json: `{"result":"expired","product":"mail-gateway-appliance","type":"full","seats":250,"components":["suite"],` +
			`"expires":"2020-01-31","grace_ends":"2020-04-30","zone":"Asia/Tokyo","days_left":-4000,"updates_allowed":false,` +
			`"next_check":"2020-01-29T11:30:00-03:30","server_time":"2020-01-01T03:04:05Z"}`,
	},
	"unknown hides the hint": {
		change: func(s *Statement) { s.Result, s.Issued, s.Hint = Unknown, false, "symbol 3" },
		text:   "result=unknown\nserver_time=2020-01-01T03:04:05Z\n",
		json:   `{"result":"unknown","server_time":"2020-01-01T03:04:05Z"}`,
	},
	"malformed": {
		change: func(s *Statement) { s.Result, s.Issued, s.Hint = Malformed, false, "symbol 3,7" },
		text:   "result=malformed\nserver_time=2020-01-01T03:04:05Z\nhint=symbol 3,7\n",
		json:   `{"result":"malformed","server_time":"2020-01-01T03:04:05Z","hint":"symbol 3,7"}`,
	},
}

func TestWritten(t *testing.T) {
	for name, c := range written {
		t.Run(name, func(t *testing.T) {
			s := sample()
			c.change(&s)
			if got := string(s.AppendText(nil)); got != c.text {
				t.Errorf("text:\n%s\nwant:\n%s", got, c.text)
			}
			if got := string(s.AppendJSON(nil)); got != c.json {
				t.Errorf("json:\n%s\nwant:\n%s", got, c.json)
			}
		})
	}
}

func TestZeroStatementSaysNo(t *testing.T) {
	var s Statement
	if got := string(s.AppendText(nil)); got != "result=malformed\nserver_time=0001-01-01T00:00:00Z\n" {
		t.Errorf("the zero statement is written as %q", got)
	}
}

func TestValuesCannotForge(t *testing.T) {
	s := sample()
	s.Result, s.UpdatesAllowed = Revoked, false
	s.Product = "x\nresult=valid\r\u2028\u0085\x00\x1b[2J\xff\u202e100%"
	s.Components = []string{"a,b", `","result":"valid`}
	text := string(s.AppendText(nil))
	want := "product=x%0Aresult=valid%0D%E2%80%A8%C2%85%00%1B[2J%FF%E2%80%AE100%25\n"
	if !strings.Contains(text, want) {
		t.Errorf("text %q, want within it %q", text, want)
	}
	if want := `components=a%2Cb,"%2C"result":"valid` + "\n"; !strings.Contains(text, want) {
		t.Errorf("text %q, want within it %q", text, want)
	}
	var members map[string]any
	if err := json.Unmarshal(s.AppendJSON(nil), &members); err != nil || members["result"] != "revoked" {
		t.Errorf("JSON says %v (%v)", members["result"], err)
	}
}

func TestReadableNamesStayReadable(t *testing.T) {
	s := sample()
	s.Product = "メール検査 é 𠮟"
	if text := string(s.AppendText(nil)); !strings.Contains(text, "product=メール検査 é 𠮟\n") {
		t.Errorf("printable letters were changed: %q", text)
	}
}

func TestStampsAtTheEdges(t *testing.T) {
	tokyo := time.FixedZone("", 9*3600)
	for want, at := range map[string]time.Time{
		"1969-12-31T23:59:59Z":      time.Unix(-1, 0).UTC(),
		"0000-01-01T00:00:00Z":      time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC),
		"9999-12-31T23:59:59Z":      time.Date(123456, 1, 1, 0, 0, 0, 0, time.UTC),
		"9999-12-31T23:59:59+09:00": time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC).In(tokyo),
		"2020-02-29T23:59:59+09:00": time.Date(2020, 2, 29, 23, 59, 59, 999, tokyo),
		"1970-01-01T00:15:30-00:44": time.Date(1970, 1, 1, 0, 15, 0, 0, time.FixedZone("", -(44*60+30))),
		"1970-01-01T00:00:00Z":      time.Unix(0, 0).In(time.FixedZone("", 30)),
	} {
		if got := string(appendLocal(nil, at)); got != want {
			t.Errorf("%v is written %s, want %s", at, got, want)
		}
	}
}

func TestWritingAllocatesNothing(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	s, buf := sample(), make([]byte, 0, 1024)
	s.NextCheck = s.NextCheck.In(tokyo)
	s.Zone = "needs\nescapes\xff"
	if n := testing.AllocsPerRun(100, func() {
		buf = s.AppendJSON(buf[:0])
		buf = s.AppendText(buf[:0])
	}); n != 0 {
		t.Errorf("writing allocates %v times, want 0", n)
	}
}

func TestEveryDateIsWrittenAsTermWritesIt(t *testing.T) {
	for d := term.Day(firstSecond / secondsPerDay); d <= lastSecond/secondsPerDay; d++ {
		if got, want := appendDate(nil, int64(d)), d.Append(nil); !bytes.Equal(got, want) {
			t.Fatalf("day %d is written %s, want %s", d, got, want)
		}
	}
	for _, d := range []term.Day{-1, -10_000_000, 10_000_000} {
		if got, want := appendDay(nil, d), d.Append(nil); !bytes.Equal(got, want) {
			t.Errorf("day %d is written %s, want %s", d, got, want)
		}
	}
}
