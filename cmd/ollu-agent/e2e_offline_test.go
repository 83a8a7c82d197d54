package main

import (
	"path/filepath"
	"testing"

	"ollu/cmd/cli"
	"ollu/server/agent"
)

// vendorShips gives a place whose agent knows what a vendor builds in (keys,
// facts, offline key) and no server.
func vendorShips(t *testing.T, n *node) place {
	t.Helper()
	p := newPlace(t)
	n.publish(p, "/ollu/keys.json", "keys.json")
	n.publish(p, "/ollu/products/"+gateway+".jwt", "facts.jwt")
	p.Write(t, "offline.key", n.ollu("signing", "offline-key", gateway))
	p.Write(t, "ollu-agent.yaml", "product: "+gateway+"\nissuer_keys: keys.json\nfacts: facts.jwt\noffline_key: offline.key\n")
	return p
}

// file has a licence file signed for the place.
func (n *node) file(p place, code, name string, more ...string) {
	n.t.Helper()
	n.ollu(append([]string{"license", "file", code, "--force", "--out", filepath.Join(p.Dir, name)}, more...)...)
}

// Without a network: offline codes and licence files (row L7). The server is gone
// when the agent sees them.
func TestOffline(t *testing.T) {
	n := startNode(t)
	p := vendorShips(t, n)
	code := n.issue("--offline", "--expires", in(t, 50), "--seats", "7")
	later := n.issue("--offline", "--expires", in(t, 80))
	sooner := n.issue("--offline", "--expires", in(t, 20))
	online := n.issue("--expires", in(t, 120))
	n.file(p, online, "120.lic")
	n.ollu("license", "renew", online, "--expires", in(t, 400))
	n.file(p, online, "400.lic")
	n.Kill()

	p.agent(t, "activate", code).Want(t, cli.Done, "activated. The expiry is "+in(t, 50), "")
	p.wantStanding(t, "valid", in(t, 50), true)
	s := p.status(t)
	if s.Environment != agent.Offline || s.Seats != 7 || s.Source != agent.SourceCode || !s.NextCheck.IsZero() || s.GraceEnds.String() != in(t, 140) {
		t.Errorf("status of an offline code: %+v", s.PartStatus)
	}
	p.agent(t, "status").Want(t, cli.Done, "Offline: no server is asked", "")
	p.agent(t, "status", "--lang", "ja").Want(t, cli.Done, "オフライン（サーバへの確認なし）", "")

	p.agent(t, "activate", sooner).Want(t, cli.No, "", "sooner than the licence in use")
	p.agent(t, "activate", later).Want(t, cli.Done, "activated", "")
	p.wantStanding(t, "valid", in(t, 80), true)
	p.agent(t, "import", "120.lic").Want(t, cli.Done, "The new expiry is "+in(t, 120), "")
	p.agent(t, "activate", code).Want(t, cli.No, "", "sooner than the licence in use")
	p.agent(t, "import", "400.lic", "--lang", "ja").Want(t, cli.Done, "のライセンス情報を更新しました", "")
	p.agent(t, "import", "120.lic").Want(t, cli.No, "", "so nothing was changed")
	p.agent(t, "import", "400.lic").Want(t, cli.Done, "nothing to update", "")
	p.wantStanding(t, "valid", in(t, 400), true)
	p.agent(t, "check").Want(t, cli.Failed, "No server is asked about it", "next: ")
	p.agent(t, "check", "--lang", "ja").Want(t, cli.Failed, "サーバへの問い合わせを行わない環境です", "対処: ")
}

// What is no good is refused, each for its own reason.
func TestFilesThatAreRefused(t *testing.T) {
	n, foreign := startNode(t), startNode(t)
	p := vendorShips(t, n)
	code := n.issue("--expires", in(t, 100))
	n.file(p, code, "good.lic")
	n.file(p, n.issueFor("mail-gateway-software", "--expires", in(t, 100)), "other.lic")
	foreign.file(p, foreign.issue("--expires", in(t, 100)), "foreign.lic")
	p.Write(t, "altered.lic", string(altered([]byte(p.Read(t, "good.lic")))))
	p.Write(t, "text.lic", "this is no licence\n")
	p.Write(t, "empty.lic", "\n")
	for file, want := range map[string]struct {
		exit   int
		en, ja string
	}{
		"other.lic":   {cli.No, "issued for another product", "別の製品用"},
		"foreign.lic": {cli.No, "a key that this product does not trust", "信頼していない鍵"},
		"altered.lic": {cli.No, "Its signature does not match its contents", "署名と内容が一致しません"},
		"text.lic":    {cli.No, "It is not a licence file", "ライセンスファイルとして読み取れません"},
		"empty.lic":   {cli.Failed, "empty.lic is empty", "empty.lic は空です"},
		"none.lic":    {cli.Failed, "none.lic cannot be read: no such file", "none.lic を読み取れません"},
	} {
		p.agent(t, "import", file).Want(t, want.exit, "", want.en)
		p.agent(t, "import", file, "--lang", "ja").Want(t, want.exit, "", want.ja)
	}
	p.agent(t, "status").Want(t, cli.No, "Not activated", "")
	p.Stdin = p.Read(t, "good.lic")
	p.agent(t, "import", "-").Want(t, cli.Done, "updated", "")

	// An agent that knows no key, and has never met a server, can check nothing.
	bare := newPlace(t)
	bare.Stdin = p.Stdin
	bare.agent(t, "import", "-").Want(t, cli.Failed, "", "next: Write the path of the keys as issuer_keys into the configuration.")
	bare.agent(t, "activate", n.issue("--offline", "--expires", in(t, 10))).Want(t, cli.Failed, "", "next: Write the path of the key as offline_key")
	p.Write(t, "offline.key", "not a key\n")
	p.agent(t, "status").Want(t, cli.Failed, "", "offline.key cannot be read")
}

// The key of the issuer is changed while the agent has the old one pinned: it
// follows, because the old key vouches for the new one (row B6).
func TestRotation(t *testing.T) {
	n := startNode(t)
	p := newPlace(t)
	n.publish(p, "/ollu/keys.json", "keys.json")
	p.Write(t, "ollu-agent.yaml", "server: "+n.url+"\nissuer_keys: keys.json\n")
	code := n.issue("--expires", in(t, 100))
	p.agent(t, "activate", code).Want(t, cli.Done, "activated", "")
	if trust := p.status(t).Trust; len(trust.Keys) != 1 || trust.FirstUse {
		t.Fatalf("trust %+v", trust)
	}
	for rotations := 1; rotations <= 2; rotations++ {
		n.ollu("signing", "rotate")
		n.ollu("license", "renew", code, "--expires", in(t, 100+rotations))
		p.agent(t, "check").Want(t, cli.Done, "The new expiry is "+in(t, 100+rotations), "")
		if trust := p.status(t).Trust; len(trust.Keys) != rotations+1 {
			t.Errorf("after rotation %d the agent trusts %v", rotations, trust.Keys)
		}
	}

	// One that pins the first key and has slept through both follows as well.
	late := newPlace(t)
	late.Write(t, "keys.json", p.Read(t, "keys.json"))
	late.Write(t, "ollu-agent.yaml", p.Read(t, "ollu-agent.yaml"))
	late.agent(t, "activate", code).Want(t, cli.Done, "activated", "")
	late.agent(t, "status").Want(t, cli.Done, "as the vendor shipped them", "")
}
