package words

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// speakers are the packages whose Go files may hold Japanese beside the tests:
// the catalogue itself, and data made up for showing and testing.
var speakers = []string{"server/words", "server/demo", "keystore/storetest", "server/portal/visit/visittest", "bench/stock"}

func TestNobodyElseHoldsTextForPeople(t *testing.T) {
	const top = "../.."
	seen := 0
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if err == nil && strings.HasPrefix(d.Name(), ".") && path != top {
				return filepath.SkipDir
			}
			return err
		}
		room, err := filepath.Rel(top, filepath.Dir(path))
		if err != nil {
			return err
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || slices.Contains(speakers, filepath.ToSlash(room)) {
			return nil
		}
		seen++
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, literal := range spoken(text) {
			t.Errorf("%s holds %s: put it into server/words", path, literal)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 100 {
		t.Fatalf("only %d files were looked at: the walk is broken", seen)
	}
}

// spoken gives the literals of a file that have Japanese letters.
func spoken(src []byte) (found []string) {
	var s scanner.Scanner
	files := token.NewFileSet()
	s.Init(files.AddFile("", files.Base(), len(src)), src, nil, 0)
	for {
		_, tok, literal := s.Scan()
		switch {
		case tok == token.EOF:
			return found
		case (tok == token.STRING || tok == token.CHAR) && strings.ContainsFunc(literal, japanese):
			found = append(found, literal)
		}
	}
}

func TestSpokenFindsWhatItLooksFor(t *testing.T) {
	src := "package p // 注釈\nvar a, b, c = \"ライセンス\", 'あ', `abc` // 期限"
	if got := spoken([]byte(src)); len(got) != 2 {
		t.Errorf("found %q", got)
	}
}
