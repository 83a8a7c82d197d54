package main

import (
	"os"
	"path/filepath"
	"testing"

	"ollu/cmd/cli"
)

// What the system says of a file or a folder is told in the language of the user,
// and what a newer program wrote too.
func TestTroubleWithFilesInJapanese(t *testing.T) {
	p := newPlace(t).with("LANG=ja_JP.UTF-8")
	for _, dir := range []string{"folder/state.json", "newer"} {
		if err := os.MkdirAll(filepath.Join(p.Dir, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	p.Write(t, "newer/state.json", `{"format":99}`)
	const checkState = "対処: 状態フォルダ"
	for _, c := range []struct {
		args       []string
		says, next string
	}{
		{[]string{"import", "none.lic"}, "none.lic を読み取れません（ファイルまたはフォルダがありません）。\n", "対処: "},
		{[]string{"import", "folder"}, "folder を読み取れません（ファイルではなくフォルダです）。\n", "対処: "},
		{[]string{"status", "--state-dir", "folder"}, "folder の状態を読み取れません（ファイルではなくフォルダです）。\n", checkState},
		{[]string{"status", "--state-dir", "newer"}, "状態は新しい版の ollu-agent が", checkState},
		{[]string{"activate", exampleCode, "--state-dir", "/proc/none", "--server", "http://127.0.0.1:1"}, "状態を /proc/none に保存できなかったため、", checkState},
	} {
		got := p.agent(t, c.args...)
		got.Want(t, cli.Failed, "", c.says)
		got.Want(t, cli.Failed, "", c.next)
	}
}
