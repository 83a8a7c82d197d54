package mail

import (
	"testing"
	"time"

	"go.uber.org/goleak"

	"ollu/server/mail/mailtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	user     = "licence-agent"
	password = "pa55 wörd/with+signs"
)

// through gives options that send through a catcher.
func through(c *mailtest.Catcher) Options {
	return Options{
		Host: c.Host(), Port: c.Port(), CAFile: c.CAFile(), Helo: "mx1.example.com",
		From: "ライセンス通知 <licence@example.com>", To: []string{"admin@example.com", "Second Admin <second@example.com>"},
		Timeout: 10 * time.Second,
	}
}

// signed gives options that sign in too.
func signed(c *mailtest.Catcher) Options {
	o := through(c)
	o.User, o.Password = user, password
	return o
}

func sender(t *testing.T, o Options) *Sender {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// japanese is a mail as the agent sends it.
func japanese() Message {
	return Message{
		ID:      "2020-01-31.mail-gateway.8f2c",
		Subject: "【ライセンス通知】メールゲートウェイ アプライアンス版（mx1.example.com）: 「ウイルス対策とコンテンツフィルタ」のサポート契約が終了しました",
		Body:    "メールゲートウェイのライセンスについてお知らせします。\n\n- 「ウイルス対策」のサポート契約は本日終了しました。更新猶予期間は残り90日です。\n.\n",
		Lang:    "ja",
		Date:    time.Date(2020, 1, 31, 0, 0, 5, 0, time.FixedZone("JST", 9*3600)),
	}
}
