package outbox

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"ollu/codec"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/keystore/mem"
	"ollu/server/mail"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var noon = time.Date(2026, 11, 20, 3, 4, 5, 0, time.UTC)

// token is what no log and no metric may hold.
const token = "tok-7Qm2xPZ4"

// facts is what letters of every kind may hold.
func facts() map[string]any {
	return map[string]any{
		"person": "千代田 花子 <b>", "company": "千代田商事 & Sons", "login": "chiyoda-1", "at": "2026-11-20T03:04:05Z", "url": "https://licence.example.com",
		"licences": []map[string]any{
			{"product": "メールゲートウェイ", "type": "full", "seats": 100, "key": "IM-AAAA-BBBB-CCCC-DDDD", "code": "IM-AAAA-BBBBB", "expires": "2027-03-31"},
			{"product": "Suite", "type": "trial", "seats": 1, "code": "CS-AAAA-BBBBB", "perpetual": true},
		},
		"logins": []string{"chiyoda-1", "chiyoda-2"}, "token": token, "minutes": 60, "days": 7, "inviter": "丸の内 太郎", "role": "editor",
		"account": "abcdefghijklmnop", "no": 3, "product": "Suite", "code": "CS-AAAA-BBBBB", "note": "閉域網", "expires": "2027-03-31",
	}
}

func letter(t testing.TB, id, kind, lang string) customer.Letter {
	t.Helper()
	data, err := json.Marshal(facts())
	if err != nil {
		t.Fatal(err)
	}
	return customer.Letter{ID: id, To: "hanako@example.com", Lang: lang, Kind: kind, Data: data, At: noon, Due: noon}
}

// site is an outbox over a store, and what it logged.
type site struct {
	t       *testing.T
	store   *mem.Store
	figures *prometheus.Registry
	log     *bytes.Buffer
	now     time.Time
	outbox  *Outbox
}

func newSite(t *testing.T, send func(context.Context, mail.Message) error) *site {
	t.Helper()
	s := &site{t: t, store: mem.New(), figures: prometheus.NewRegistry(), log: &bytes.Buffer{}, now: noon}
	t.Cleanup(func() { _ = s.store.Close() })
	core := zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), zapcore.Lock(zapcore.AddSync(s.log)), zap.DebugLevel)
	var err error
	s.outbox, err = New(Options{
		Store: s.store, Send: send, Brand: "千代田ソフト", Now: func() time.Time { return s.now }, Random: rand.Reader,
		Log: zap.New(core), Registerer: s.figures,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// queue puts letters into the store with an act of some kind.
func (s *site) queue(letters ...customer.Letter) {
	s.t.Helper()
	code, err := codec.NewCode(codec.Prefix{'I', 'M'}, rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	expires, err := term.ParseDay("2027-03-31")
	if err != nil {
		s.t.Fatal(err)
	}
	l := keystore.Licence{Code: code, Product: "gw", Seats: 1, Zone: "Asia/Tokyo", Expires: expires}
	_, err = s.store.Apply(s.t.Context(), keystore.Act{By: "test", At: noon, Change: keystore.Issue{Licences: []keystore.Licence{l}}, Letters: letters})
	if err != nil {
		s.t.Fatal(err)
	}
}

// waiting gives the letters in the store.
func (s *site) waiting() (all []customer.Letter) {
	s.t.Helper()
	err := s.store.Customers(s.t.Context(), func(b customer.Book) (err error) {
		all, _, err = b.Letters("", 1000)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

// figure gives a metric's value, summed over its labels.
func (s *site) figure(name string) (sum float64) {
	s.t.Helper()
	families, err := s.figures.Gather()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
		for _, m := range f.GetMetric() {
			sum += m.GetCounter().GetValue() + m.GetGauge().GetValue()
		}
		return sum
	}
	s.t.Fatalf("there is no metric %s", name)
	return 0
}

func ids(letters []customer.Letter) string {
	var b bytes.Buffer
	for _, l := range letters {
		fmt.Fprintf(&b, "%s:%d:%v ", l.ID, l.Tries, l.Dead)
	}
	return b.String()
}
