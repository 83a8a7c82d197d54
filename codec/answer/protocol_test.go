package answer

import (
	"encoding/hex"
	"os"
	"os/exec"
	"strings"
	"testing"
)

const protocol = "../../docs/protocol.md"

func readProtocol(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(protocol)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// blocks gives the fenced blocks of a page, of one language.
func blocks(page, language string) (out []string) {
	fence := "\n```" + language + "\n"
	for {
		_, rest, found := strings.Cut(page, fence)
		if !found {
			return out
		}
		block, after, _ := strings.Cut(rest, "\n```\n")
		out, page = append(out, block), "\n"+after
	}
}

// squeezed drops white space, which the page adds so that lines do not get long.
func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }

// TestProtocolExample holds the worked example to the vectors: what the page
// shows is what is signed.
func TestProtocolExample(t *testing.T) {
	page := readProtocol(t)
	x := example(t)
	first, header, payload := opened(t, x.token)
	_, _, rotation := opened(t, vouch(t, "first", "second"))
	shown := squeezed(strings.Join(append(blocks(page, ""), blocks(page, "json")...), "\n"))
	for name, want := range map[string]string{
		"seed":     hex.EncodeToString(private(first).Seed()),
		"key":      encoding.EncodeToString(first.Public()),
		"kid":      first.KeyID(),
		"header":   header,
		"payload":  payload,
		"token":    x.token,
		"rotation": rotation,
		"key set":  setOf(t, "first second", "…"),
	} {
		if !strings.Contains(shown, squeezed(want)) {
			t.Errorf("the %s of the example is not in %s: %s", name, protocol, want)
		}
	}
	request := "ac=IM-23WH-4UH4D-DBNRK-3WQNQ-UE9NR-3RHPX&device=" + x.expect.Device + "&nonce=" + x.expect.Nonce + "&format=jwt"
	if !strings.Contains(page, request) || !strings.Contains(page, "`"+x.expect.Subject+"`") {
		t.Errorf("the example's question is not %s", request)
	}
}

// TestProtocolNamesEverything holds that a word of the wire cannot be added
// without a word about it.
func TestProtocolNamesEverything(t *testing.T) {
	words := []string{TypeStatement, TypeRotation, TypeProduct, TypeRevocations, memberRevoked, memberSubject, memberAt, memberReason}
	for r := range All() {
		words = append(words, r.String())
	}
	for w := range Why(Whys) {
		words = append(words, w.String())
	}
	for _, f := range fieldTable {
		words = append(words, f.name)
	}
	page := readProtocol(t)
	for _, w := range words {
		if !strings.Contains(page, "`"+w+"`") {
			t.Errorf("%s says nothing of %s", protocol, w)
		}
	}
	if MaxRevocations != 16<<20 || !strings.Contains(page, "16,777,216") {
		t.Errorf("%s has another limit of a revocation list", protocol)
	}
	if MaxToken != 65536 || maxDepth != 32 || !strings.Contains(page, "65,536") || !strings.Contains(page, "more than 32\n") {
		t.Errorf("%s has other limits", protocol)
	}
}

// TestProtocolCommands runs the commands that the page gives to check the
// signature of its example, with a changed token as well.
func TestProtocolCommands(t *testing.T) {
	scripts := blocks(readProtocol(t), "sh")
	if len(scripts) != 1 {
		t.Fatalf("%d blocks of commands", len(scripts))
	}
	token := example(t).token
	for _, c := range []struct {
		token string
		good  bool
	}{{token, true}, {token[:200] + string(changedByte(token[200])) + token[201:], false}} {
		cmd := exec.Command("sh", "-ec", scripts[0])
		cmd.Dir = t.TempDir()
		cmd.Env = append(os.Environ(), "token="+c.token, "x="+encoding.EncodeToString(named(t, "first").Public()))
		out, err := cmd.CombinedOutput()
		if (err == nil) != c.good || strings.Contains(string(out), "Verified Successfully") != c.good {
			t.Errorf("good: %v, but: %v\n%s", c.good, err, out)
		}
	}
}
