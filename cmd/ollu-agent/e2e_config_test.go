package main

import (
	"strings"
	"testing"
	"unicode"

	"ollu/cmd/cli"
)

// What is wrong with the configuration is said in Japanese as well, by the check
// and by every other command.
func TestConfigFaultsInJapanese(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.Write(t, "token", "x")
	for name, text := range map[string]string{
		"unknown key":       "sever: x\n",
		"unknown section":   "mial: {host: x}\n",
		"twice":             "server: http://a\nserver: http://b\n",
		"bad address":       "server: licence.example.com\n",
		"user in address":   "proxy: {url: 'http://me:pw@p'}\n",
		"bad device":        "device: あ\n",
		"bad wait":          "spread: 25h\n",
		"bad port":          "mail: {host: h, from: a@b, to: [a@b], port: 99999}\n",
		"bad tls":           "mail: {host: h, from: a@b, to: [a@b], tls: ssl}\n",
		"bad mailbox":       "mail: {host: h, from: x, to: [a@b]}\n",
		"half a mail":       "mail: {host: h}\n",
		"mail without host": "mail: {from: a@b}\n",
		"half a user":       "proxy: {url: 'http://p', user: me}\n",
		"user alone":        "proxy: {user: me, password_file: token}\n",
		"password in clear": "mail: {host: h, from: a@b, to: [a@b], tls: none, user: me, password_file: token}\n",
		"a list":            "mail: [1]\n",
		"no list":           "hooks: 7\n",
		"no value":          "server: {a: b}\n",
		"half a hook":       "hooks: [{name: a, on: [grace]}]\n",
		"no event":          "hooks: [{name: a, on: [never], run: [x]}]\n",
		"no program":        "hooks: [{name: a, on: [grace], run: []}]\n",
		"same name":         "services: [{name: a, run: [x]}, {name: a, run: [x]}]\n",
		"tab":               "mail:\n\thost: x\n",
		"no YAML":           "a: b: c\n",
		"no mapping":        "just text\n",
		"bad switch":        "require_fresh: perhaps\n",
		"open listener":     "profile: {listen: ':8085'}\n",
		"half a listener":   "profile: {token_file: token}\n",
		"half a pair":       "profile: {listen: ':8085', token_file: token, tls_cert: c}\n",
		"CA without TLS":    "profile: {listen: ':8085', client_ca: c}\n",
		"no door":           "profile: {listen: '8085', token_file: token}\n",
		"keys are none":     "issuer_keys: ollu-agent.yaml\n",
		"keys are gone":     "issuer_keys: gone\n",
		"CA is none":        "ca_file: token\n",
		"CA is gone":        "ca_file: gone\n",
		"facts are none":    "facts: token\n",
		"token is gone":     "profile: {listen: ':8085', token_file: gone}\n",
		"pair is none":      "profile: {listen: ':8085', token_file: token, tls_cert: token, tls_key: token}\n",
		"clients' CA none":  "profile: {listen: ':8085', token_file: token, tls_cert: token, tls_key: token, client_ca: token}\n",
	} {
		p.Write(t, "ollu-agent.yaml", text)
		out := p.agent(t, "config", "check", "--lang", "ja")
		if out.Code != cli.No || out.Stderr != "" {
			t.Errorf("%s: %+v", name, out)
		}
		for line := range strings.Lines(out.Stdout) {
			if !strings.ContainsFunc(line, japanese) {
				t.Errorf("%s: told as %q", name, line)
			}
		}
		if english := p.agent(t, "config", "check"); english.Code != cli.No || strings.ContainsFunc(english.Stdout, japanese) != (name == "bad device") {
			t.Errorf("%s: %+v", name, english)
		}
	}
	p.Write(t, "ollu-agent.yaml", "issuer_keys: token\n")
	p.agent(t, "status").Want(t, cli.Failed, "", "token does not hold the issuer's public keys.\nnext: Write the path of a file with the body of /ollu/keys.json")
	p.agent(t, "status", "--lang", "ja").Want(t, cli.Failed, "", "発行元の公開鍵のファイルではありません")
}

func japanese(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) }
