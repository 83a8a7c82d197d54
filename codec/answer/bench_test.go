package answer

import (
	"crypto/ed25519"
	"encoding/json"
	"testing"
	"time"
)

func BenchmarkAppendJSON(b *testing.B) {
	benchmarkAppend(b, (*Statement).AppendJSON)
}

func BenchmarkAppendText(b *testing.B) {
	benchmarkAppend(b, (*Statement).AppendText)
}

func benchmarkAppend(b *testing.B, write func(*Statement, []byte) []byte) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		b.Fatal(err)
	}
	s, buf := sample(), make([]byte, 0, 1024)
	s.NextCheck = s.NextCheck.In(tokyo)
	b.ReportAllocs()
	for b.Loop() {
		buf = write(&s, buf[:0])
	}
}

// BenchmarkMarshal is what encoding/json takes for the same object.
func BenchmarkMarshal(b *testing.B) {
	s := sample()
	o := struct {
		Result     string    `json:"result"`
		Product    string    `json:"product"`
		Type       string    `json:"type"`
		Seats      uint32    `json:"seats"`
		Components []string  `json:"components"`
		Expires    string    `json:"expires"`
		GraceEnds  string    `json:"grace_ends"`
		Zone       string    `json:"zone"`
		DaysLeft   int       `json:"days_left"`
		Updates    bool      `json:"updates_allowed"`
		NextCheck  time.Time `json:"next_check"`
		ServerTime time.Time `json:"server_time"`
		Hint       string    `json:"hint,omitempty"`
	}{
		s.Result.String(), s.Product, s.Type.String(), s.Seats, s.Components, s.Expires.String(), s.GraceEnds.String(),
		s.Zone, s.DaysLeft, s.UpdatesAllowed, s.NextCheck, s.ServerTime, s.Hint,
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := json.Marshal(&o); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkVerify is what an agent does with an answer; BenchmarkRawVerify is
// the signature in it alone.
func BenchmarkVerify(b *testing.B) {
	s, c, st, e := signer(b, 1), claims(), sample(), expect()
	token, keys := s.AppendStatement(nil, &c, &st), trust(s)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := keys.Verify(token, &e); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRawVerify(b *testing.B) {
	s, c, st := signer(b, 1), claims(), sample()
	p, err := split(s.AppendStatement(nil, &c, &st))
	if err != nil {
		b.Fatal(err)
	}
	signature, err := decode(p.signature)
	if err != nil {
		b.Fatal(err)
	}
	public := s.Public()
	b.ReportAllocs()
	for b.Loop() {
		if !ed25519.Verify(public, p.signed, signature) {
			b.Fatal("wrong signature")
		}
	}
}

// BenchmarkSign is what the issuer does for an answer; BenchmarkRawSign is the
// signature in it alone.
func BenchmarkSign(b *testing.B) {
	s, c, st := signer(b, 1), claims(), sample()
	buf := make([]byte, 0, 4096)
	b.ReportAllocs()
	for b.Loop() {
		buf = s.AppendStatement(buf[:0], &c, &st)
	}
}

func BenchmarkRawSign(b *testing.B) {
	s, c, st := signer(b, 1), claims(), sample()
	p, err := split(s.AppendStatement(nil, &c, &st))
	if err != nil {
		b.Fatal(err)
	}
	key := private(s)
	b.ReportAllocs()
	for b.Loop() {
		ed25519.Sign(key, p.signed)
	}
}
