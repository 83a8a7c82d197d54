package product

import (
	"ollu/codec"
	"ollu/codec/term"
)

func name() Text { return Text{JA: "製品", EN: "Product"} }

func prefixes(list ...string) (out []codec.Prefix) {
	for _, s := range list {
		p, err := codec.ParsePrefix(s)
		if err != nil {
			panic(err)
		}
		out = append(out, p)
	}
	return out
}

func part(id string, takes []codec.Prefix, links ...string) Component {
	return Component{ID: id, Name: name(), Prefixes: takes, Sold: true, Links: links}
}

// gateway is a product with every kind of component of row L4.
func gateway() *Product {
	encryption := part("encryption", nil)
	encryption.Sold = false
	return &Product{
		ID: "gateway", Name: name(), Prefixes: prefixes("IM", "AS", "DL"),
		Components: []Component{
			part("ip-profiler", nil),
			part("antivirus", prefixes("IM")),
			part("spam", prefixes("IM", "AS"), "reputation"),
			part("reputation", nil, "ip-profiler"),
			part("loss-prevention", prefixes("DL")),
			encryption,
		},
		Schedule: &term.Schedule{Every: 30}, ScheduleName: "monthly",
		Grace: 90, TrialGrace: 0, TrialDays: 30,
		ConsoleWindow: Windows{Full: 60, Trial: 14}, MailWindow: Windows{Full: 15, Trial: 14},
		DeviceLimit: 4, Zone: "Asia/Tokyo",
		Manager: Manager{Renewal: true, MinBuild: 1244},
	}
}
