package words

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// declared gives the value of every constant of type ID, by its name, as the
// package's files declare them.
func declared(t *testing.T) map[string]ID {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]ID{}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if kind, typed := typeName(spec); ok && typed && kind == "ID" {
				for i, name := range spec.Names {
					value, _ := strconv.Unquote(spec.Values[i].(*ast.BasicLit).Value)
					found[name.Name] = ID(value)
				}
			}
			return true
		})
	}
	return found
}

func typeName(spec *ast.ValueSpec) (string, bool) {
	if spec == nil {
		return "", false
	}
	id, ok := spec.Type.(*ast.Ident)
	if !ok {
		return "", false
	}
	return id.Name, true
}

// entries gives every text of the catalogue; one that stands in two tables
// fails the test.
func entries(t *testing.T) map[ID]text {
	t.Helper()
	all := map[ID]text{}
	for _, topic := range catalogue {
		for id, wording := range topic {
			if _, twice := all[id]; twice {
				t.Errorf("%s stands in two tables", id)
			}
			all[id] = wording
		}
	}
	return all
}

func TestConstantsAndEntriesAreTheSame(t *testing.T) {
	constants, all := declared(t), entries(t)
	if len(constants) < 80 {
		t.Fatalf("only %d constants were found: the search is broken", len(constants))
	}
	names := map[ID]string{}
	for name, id := range constants {
		if other, twice := names[id]; twice {
			t.Errorf("%s and %s are both %q", name, other, id)
		}
		names[id] = name
		if _, ok := all[id]; !ok || !Has(id) {
			t.Errorf("%s (%s) has no text in any table that catalogue.go lists", name, id)
		}
	}
	for id := range all {
		if names[id] == "" {
			t.Errorf("the text %s has no constant", id)
		}
	}
}

var idForm = regexp.MustCompile(`^[a-z]+\.[a-z0-9]+(_[a-z0-9]+)*$`)

func TestEveryTextStandsInBothLanguages(t *testing.T) {
	for id, wording := range entries(t) {
		if !idForm.MatchString(string(id)) {
			t.Errorf("%q is no id, write topic.snake_case", id)
		}
		for _, l := range Langs {
			if s := wording.in(l); s == "" || s != strings.TrimSpace(s) {
				t.Errorf("%s in %v is %q", id, l, s)
			}
		}
		if strings.ContainsFunc(wording.EN, japanese) {
			t.Errorf("%s: Japanese letters in the English text", id)
		}
		speaks := strings.ContainsFunc(hole.ReplaceAllString(wording.EN, ""), unicode.IsLetter)
		if speaks && !strings.ContainsFunc(wording.JA, japanese) {
			t.Errorf("%s: no Japanese letter in the Japanese text %q", id, wording.JA)
		}
	}
}

func japanese(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) }

var (
	hole     = regexp.MustCompile(`\{[^{}]*\}`)
	holeForm = regexp.MustCompile(`^\{[a-z][a-z0-9_]*(\|[A-Za-z' ]*\|[A-Za-z' ]*)?\}$`)
)

// holes gives the names of a wording's arguments.
func holes(t *testing.T, id ID, wording string) []string {
	t.Helper()
	names := map[string]bool{}
	for _, h := range hole.FindAllString(wording, -1) {
		if !holeForm.MatchString(h) {
			t.Errorf("%s: %s is no placeholder", id, h)
		}
		name, _, _ := strings.Cut(strings.Trim(h, "{}"), "|")
		names[name] = true
	}
	if strings.ContainsAny(hole.ReplaceAllString(wording, ""), "{}") {
		t.Errorf("%s: a brace stands alone in %q", id, wording)
	}
	return slices.Sorted(maps.Keys(names))
}

func TestBothLanguagesTakeTheSameArguments(t *testing.T) {
	for id, wording := range entries(t) {
		en, ja := holes(t, id, wording.EN), holes(t, id, wording.JA)
		if !slices.Equal(en, ja) {
			t.Errorf("%s takes %v in English and %v in Japanese", id, en, ja)
		}
		if strings.Contains(wording.JA, "|") {
			t.Errorf("%s: Japanese has no plural: %s", id, wording.JA)
		}
	}
}

// With its arguments every text is said whole, in every language.
func TestNoTextShowsItsBones(t *testing.T) {
	for id, wording := range entries(t) {
		for _, l := range Langs {
			for _, n := range []int{0, 1, 2} {
				args := Args{}
				for _, name := range holes(t, id, wording.in(l)) {
					args[name] = n
				}
				said := Say(l, id, args)
				if strings.ContainsAny(said, "{}|[]") || strings.Contains(said, "  ") {
					t.Errorf("%s in %v with %d: %q", id, l, n, said)
				}
			}
		}
	}
}

var (
	polite = regexp.MustCompile(`(です|ます|ません|ました|でした|ください)$`)
	aside  = regexp.MustCompile(`（[^（）]*）`)
)

// Japanese sentences are in the polite form, what stands in brackets apart.
func TestJapaneseIsPolite(t *testing.T) {
	for id, wording := range entries(t) {
		for _, sentence := range strings.SplitAfter(aside.ReplaceAllString(wording.JA, ""), "。") {
			said, whole := strings.CutSuffix(sentence, "。")
			if whole && !polite.MatchString(hole.ReplaceAllString(said, "")) {
				t.Errorf("%s: %s", id, sentence)
			}
		}
	}
}

// The English is British and says things in whole sentences.
func TestEnglishIsOurs(t *testing.T) {
	american := regexp.MustCompile(`(?i)\blicense`)
	for id, wording := range entries(t) {
		for _, bad := range []string{american.FindString(wording.EN), lowerStart(wording.EN)} {
			if bad != "" {
				t.Errorf("%s: %q in %q", id, bad, wording.EN)
			}
		}
	}
}

// lowerStart gives what follows a full stop and does not begin a sentence.
func lowerStart(s string) string {
	for i, part := range strings.Split(s, ". ") {
		if i > 0 && (part == "" || unicode.IsLower(rune(part[0]))) {
			return part
		}
		if i > 0 && strings.HasPrefix(part, "{what}") {
			return part
		}
	}
	return ""
}

func ExampleSay() {
	args := Args{"name": "Spam prevention", "what": Say(EN, Contract, nil), "advice": Say(EN, Renew, nil), "days": 1}
	fmt.Println(Say(EN, NoticeEnding, args))
	// Output: Spam prevention: the support contract ends in 1 day. Please renew the contract.
}
