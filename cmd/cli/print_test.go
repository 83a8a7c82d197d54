package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"ollu/config"
)

// Columns stand under each other also where letters are two columns wide, and
// nothing from outside can break a line.
func TestTable(t *testing.T) {
	var table Table
	table.Row("製品", "Type", "x")
	table.Row("IP プロファイラ", "-")
	table.Row("a\nb\x1b[31m", "ｶﾅ", "y")
	table.Fact("left out", "")
	var b bytes.Buffer
	if err := table.Print(&b); err != nil {
		t.Fatal(err)
	}
	want := "製品             Type  x\nIP プロファイラ  -\na b [31m         ｶﾅ    y\n"
	if b.String() != want {
		t.Errorf("printed\n%s\nwant\n%s", b.String(), want)
	}
}

func TestMoment(t *testing.T) {
	if got := Moment(time.Time{}); got != "" {
		t.Errorf("no time is %q", got)
	}
	at := time.Date(2026, 11, 21, 9, 5, 59, 0, time.FixedZone("", 9*3600))
	if got := Moment(at); got != "2026-11-21 09:05 +09:00" {
		t.Errorf("a time is %q", got)
	}
}

// What is not a terminal sees no progress.
func TestDoing(t *testing.T) {
	var b bytes.Buffer
	Doing(&b, "asking")()
	if b.Len() > 0 {
		t.Errorf("it shows %q", b.String())
	}
}

func TestLog(t *testing.T) {
	for format, want := range map[string]string{"console": "\terror\tbad\n", "json": `"msg":"bad"`} {
		var b bytes.Buffer
		log, err := Log(config.Log{Level: "error", Format: format}, &b)
		if err != nil {
			t.Fatal(err)
		}
		log.Info("fine")
		log.Error("bad")
		if s := b.String(); !strings.Contains(s, want) || strings.Contains(s, "fine") {
			t.Errorf("%s: %s", format, s)
		}
	}
	if _, err := Log(config.Log{Level: "loud"}, &bytes.Buffer{}); err == nil {
		t.Error("a level that is none was taken")
	}
	asked, usual := []config.Source{{Key: "log.level", From: "flag"}}, []config.Source{{Key: "log.level", From: "default"}}
	if Quiet(config.Log{Level: "info"}, asked).Level != "info" || Quiet(config.Log{Level: "info"}, usual).Level != "error" {
		t.Error("what was asked for is not what is logged")
	}
}
