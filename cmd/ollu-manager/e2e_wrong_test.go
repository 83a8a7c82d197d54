package main

import (
	"strings"
	"testing"

	"ollu/cmd/cli"
)

// mistyped is the example with a symbol changed.
var mistyped = strings.Replace(exampleCode, "7SATU", "7SBTU", 1)

// Bad input of every kind is told in words, in both languages, repeats no code,
// and changes nothing.
func TestBadInput(t *testing.T) {
	p := newPlace(t)
	p.Write(t, "codes.txt", "# codes\n"+exampleCode+"\n"+mistyped+"\nIM-short\n")
	p.Write(t, "empty.txt", "\n# none\n")
	p.Write(t, "open.token", "s3cret\n")
	p.Shell(t, "chmod 644 open.token")
	p.Write(t, "cut.bundle", "{\"oll")
	for name, c := range map[string]struct {
		args           []string
		code           int
		what, next, ja string
	}{
		"no code":          {[]string{"add"}, cli.Failed, "There is no activation code in what was given.", "Write one code in a line", "指定されていません"},
		"mistyped":         {[]string{"add", mistyped}, cli.No, "Code 1: The activation code is mistyped: look at symbol 9", "Enter the code again", "入力誤り"},
		"short":            {[]string{"add", exampleCode, "IM-28"}, cli.No, "Code 2: The activation code has 4 symbols", "Enter the code again", "2番目のコード"},
		"in a file":        {[]string{"add", "--file", "codes.txt"}, cli.No, "codes.txt, line 3: The activation code is mistyped", "Enter the code again", "codes.txt の3行目"},
		"empty file":       {[]string{"add", "--file", "empty.txt"}, cli.Failed, "There is no activation code", "Write one code in a line", "指定されていません"},
		"no file":          {[]string{"add", "--file", "none.txt"}, cli.Failed, "none.txt cannot be read: no such file", "Check the name", "読み取れません"},
		"two sources":      {[]string{"add", exampleCode, "--file", "codes.txt"}, cli.Failed, "Codes come as arguments", "See ollu-manager add --help", "いずれか1つ"},
		"replaces two":     {[]string{"add", "--replaces", "x", exampleCode, exampleCode}, cli.Failed, "give the one code", "See ollu-manager add --help", "1つだけ"},
		"no product":       {[]string{"add", exampleCode, "--product", "gw1"}, cli.No, "neither a product nor a code called gw1", "ollu-manager status lists", "gw1"},
		"product, no name": {[]string{"products", "add"}, cli.Failed, "takes NAME, and was given 0", "Write ollu-manager products add NAME", "0個"},
		"product, bad":     {[]string{"products", "add", "a b", "--url", "http://x:1"}, cli.Failed, "is no name of a product", "", "名前として使用できません"},
		"product, no url":  {[]string{"products", "add", "gw1"}, cli.Failed, "with --url", "", "--url で"},
		"product, bad url": {[]string{"products", "add", "gw1", "--url", "gw1:8085"}, cli.Failed, "is written like http://gw1.example.com:8085", "See", "のように指定してください"},
		"product, code":    {[]string{"products", "add", "gw1", "--url", "http://x:1", "--code", mistyped}, cli.No, "mistyped: look at symbol 9", "Enter the code again", "入力誤り"},
		"open token":       {[]string{"products", "add", "gw1", "--url", "http://x:1", "--token-file", "open.token"}, cli.Failed, "everybody on this machine can read it", "Take it away", "すべてのユーザ"},
		"two tokens":       {[]string{"products", "add", "gw1", "--token-file", "x", "--new-token"}, cli.Failed, "do not go together: --token-file, --new-token", "See", "同時に指定できません"},
		"nobody to ask":    {[]string{"sync"}, cli.Failed, "No licence server is set", "Write its address", "設定されていない"},
		"import, nothing":  {[]string{"import", "none.bundle"}, cli.Failed, "none.bundle cannot be read: no such file", "Check the name", "読み取れません"},
		"import, folder":   {[]string{"import", "."}, cli.Failed, ". cannot be read: it is a directory", "Check the name", "フォルダ"},
		"import, other":    {[]string{"import", "codes.txt"}, cli.Failed, "codes.txt is not a file of ollu-manager export.", "Copy it again", "ファイルではありません"},
		"import, cut":      {[]string{"import", "cut.bundle"}, cli.Failed, "cut.bundle is", "Copy it again", "cut.bundle"},
		"export, there":    {[]string{"export", "codes.txt"}, cli.Failed, "codes.txt exists already.", "Name another file", "すでに存在します"},
		"export, nowhere":  {[]string{"export", "none/x"}, cli.Failed, "none/x could not be written: no such file", "Check", "書き込めません"},
		"remove, strange":  {[]string{"remove", exampleCode}, cli.No, "That code is not managed here.", "ollu-manager status lists", "管理していません"},
		"deploy, strange":  {[]string{"deploy", exampleCode}, cli.No, "That code is not managed here.", "ollu-manager status lists", "管理していません"},
		"unknown command":  {[]string{"stauts"}, cli.Failed, `no command "stauts"`, "Did you mean ollu-manager status?", "というコマンドはありません"},
		"unknown flag":     {[]string{"add", "--nots", "x"}, cli.Failed, "no flag --nots", "Did you mean --note?", "というオプションはありません"},
		"a code misplaced": {[]string{exampleCode}, cli.Failed, "no command of that name", "See ollu-manager --help", "指定された名前のコマンド"},
		"no language":      {[]string{"status", "--lang", "fr"}, cli.Failed, `lang is "fr"`, "Correct the configuration", "次のいずれか: ja, en"},
	} {
		t.Run(name, func(t *testing.T) {
			p := p
			p.manager(t, "import", "-").Want(t, cli.Failed, "", "next: ") // makes the state
			out := p.manager(t, c.args...)
			if out.Code != c.code || !strings.Contains(out.Stderr, c.what) || !strings.Contains(out.Stderr, "next: "+c.next) {
				t.Errorf("exit code %d, want %d\nstderr %s\nwant %q and %q", out.Code, c.code, out.Stderr, c.what, "next: "+c.next)
			}
			ja := p.with("LANG=ja_JP.UTF-8").manager(t, c.args...)
			if ja.Code != c.code || !strings.Contains(ja.Stderr, c.ja) || !strings.Contains(ja.Stderr, "対処: ") {
				t.Errorf("exit code %d\nstderr %s\nwant %q", ja.Code, ja.Stderr, c.ja)
			}
			if s := out.Stderr + ja.Stderr; strings.Contains(s, exampleCode) || strings.Contains(s, mistyped) || strings.Contains(s, "s3cret") {
				t.Errorf("stderr repeats a code or a token: %s", s)
			}
		})
	}
	if s := p.status(t); len(s.Codes)+len(s.Products) > 0 {
		t.Errorf("something was taken in: %+v", s)
	}
}

// The correction of a mistyped code is offered, and is data.
func TestACorrectionIsOffered(t *testing.T) {
	p := newPlace(t)
	p.manager(t, "add", mistyped).Want(t, cli.No, "Code 1: probably meant is "+exampleCode, "mistyped")
	p.manager(t, "add", mistyped, "--json").Want(t, cli.No, `"suggestion": "`+exampleCode+`"`, "mistyped")
}

// An issuer that is not there keeps nobody from adding codes, and is told with its
// cause.
func TestIssuerNotReached(t *testing.T) {
	p := newPlace(t).with("OLLU_MANAGER_SERVER=http://127.0.0.1:1")
	p.manager(t, "add", exampleCode).Want(t, cli.Done, "The issuer has said nothing about it yet.", "Nothing accepts connections at http://127.0.0.1:1")
	p.manager(t, "sync").Want(t, cli.Failed, "", "The licence server gave no answer. Nothing accepts connections")
	p.manager(t, "sync", "--lang", "ja").Want(t, cli.Failed, "", "接続が拒否されました")
	p.manager(t, "status").Want(t, cli.Done, "in a row)", "")
}

// A code that was never issued is said to be none.
func TestUnknownCode(t *testing.T) {
	n := startIssuer(t)
	n.site(t).manager(t, "add", exampleCode).Want(t, cli.No, "not known to the licence server", "")
}
