package visittest

import (
	"testing"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/codec/term"
)

// The products of the catalogue.
const (
	Appliance = "mail-gateway-appliance" // codes IM; two components
	Software  = "mail-gateway-software"  // codes AS
	Hosted    = "mail-filter-hosted"     // codes NM; with trials of 30 days, and a console
)

// ConsoleURL is that of Hosted.
const ConsoleURL = "https://console.example.com/"

func catalogue(t testing.TB) *product.Catalogue {
	t.Helper()
	schedule := &term.Schedule{Every: 30, DayBefore: true, Daily: term.DailyFromGraceEnd}
	windows := product.Windows{Full: 60, Trial: 14}
	made := func(id, ja, en string, prefix codec.Prefix) *product.Product {
		return &product.Product{
			ID: id, Name: product.Text{JA: ja, EN: en}, Prefixes: []codec.Prefix{prefix}, Zone: "Asia/Tokyo",
			Grace: 90, TrialDays: 30, DeviceLimit: 4, Schedule: schedule, ScheduleName: "monthly",
			ConsoleWindow: windows, MailWindow: windows,
			Components: []product.Component{
				{ID: "antivirus", Name: product.Text{JA: "Antivirus", EN: "Antivirus"}, Prefixes: []codec.Prefix{prefix}, Sold: true},
				{ID: "spam", Name: product.Text{JA: "Spam prevention", EN: "Spam prevention"}, Prefixes: []codec.Prefix{prefix}, Sold: true},
			},
		}
	}
	hosted := made(Hosted, "メールフィルタ クラウド版", "Mail Filter Hosted", codec.Prefix{'N', 'M'})
	hosted.ConsoleURL = ConsoleURL
	c, err := product.NewCatalogue([]*product.Product{
		made(Appliance, "メールゲートウェイ アプライアンス版", "Mail Gateway Appliance", codec.Prefix{'I', 'M'}),
		made(Software, "メールゲートウェイ ソフトウェア版", "Mail Gateway Software", codec.Prefix{'A', 'S'}),
		hosted,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
