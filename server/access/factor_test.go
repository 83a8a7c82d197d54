package access

import (
	"bytes"
	"encoding/xml"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/boombuler/barcode/qr"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// rfcKey is the key of RFC 6238's examples.
var rfcKey = []byte("12345678901234567890")

// The examples of RFC 6238 (appendix B, SHA-1), the last six digits.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	for at, code := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if step, ok := CheckFactor(rfcKey, code, time.Unix(at, 0)); !ok || step != at/30 {
			t.Errorf("%s at %d: step %d, %v", code, at, step, ok)
		}
	}
}

func codeAt(t *testing.T, key []byte, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCode(factorBase.EncodeToString(key), at)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestClocksMayDifferByHalfAMinute(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	for _, c := range []struct {
		off time.Duration
		ok  bool
	}{{0, true}, {-30 * time.Second, true}, {30 * time.Second, true}, {-60 * time.Second, false}, {60 * time.Second, false}} {
		step, ok := CheckFactor(rfcKey, codeAt(t, rfcKey, now.Add(c.off)), now)
		if ok != c.ok || ok && step != now.Add(c.off).Unix()/30 {
			t.Errorf("%v off: step %d, %v", c.off, step, ok)
		}
	}
}

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	at := time.Unix(59, 0)
	for typed, want := range map[string]bool{
		"287082": true, " 287 082 ": true, "２８７０８２": true, "２８７\u3000０８２": true, "287-082": true, "287\u200b082": true,
		"": false, "28708": false, "2870822": false, "287083": false, "28708a": false, "two": false,
	} {
		if _, ok := CheckFactor(rfcKey, typed, at); ok != want {
			t.Errorf("%q: %v", typed, ok)
		}
	}
	if _, ok := CheckFactor(nil, codeAt(t, nil, at), at); ok {
		t.Error("without a key there is a code")
	}
}

func TestAuthenticatorsReadTheAddress(t *testing.T) {
	uri := FactorURI("Müller: 東京 & Co", "Taro.Yamada_1", rfcKey)
	key, err := otp.NewKeyFromURL(uri)
	if err != nil {
		t.Fatal(err)
	}
	if key.Issuer() != "Müller  東京 & Co" || key.AccountName() != "Taro.Yamada_1" || key.Period() != 30 || key.Digits() != 6 ||
		key.Algorithm() != otp.AlgorithmSHA1 || key.Secret() != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" {
		t.Errorf("%s was read as %+v", uri, key)
	}
	if u, err := url.Parse(uri); err != nil || strings.Contains(u.RawQuery, "+") {
		t.Errorf("%s has a space that some programs show as +", uri)
	}
	if got := FactorSecret(rfcKey); got != "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ" {
		t.Errorf("to type: %s", got)
	}
}

func TestANewKeyIsLongEnough(t *testing.T) {
	key, err := NewFactor(bytes.NewReader(rfcKey))
	if err != nil || !bytes.Equal(key, rfcKey) {
		t.Errorf("%q, %v", key, err)
	}
	if _, err := NewFactor(bytes.NewReader(rfcKey[:19])); err == nil {
		t.Error("a key was made of too little randomness")
	}
}

var runs = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)

// What is drawn is the code, module by module, with its margin.
func TestTheQRCodeIsDrawnWhole(t *testing.T) {
	uri := FactorURI("ollu", "tester", rfcKey)
	svg, err := FactorQR(uri)
	if err != nil {
		t.Fatal(err)
	}
	var shape struct {
		ViewBox string `xml:"viewBox,attr"`
		Path    struct {
			D string `xml:"d,attr"`
		} `xml:"path"`
	}
	if err := xml.Unmarshal([]byte(svg), &shape); err != nil {
		t.Fatal(err)
	}
	drawn, err := qr.Encode(uri, qr.M, qr.Auto)
	if err != nil {
		t.Fatal(err)
	}
	size := drawn.Bounds().Dx()
	if want := "0 0 " + strconv.Itoa(size+8) + " " + strconv.Itoa(size+8); shape.ViewBox != want {
		t.Errorf("the view is %s, want %s", shape.ViewBox, want)
	}
	dark := map[[2]int]bool{}
	for _, m := range runs.FindAllStringSubmatch(shape.Path.D, -1) {
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		n, _ := strconv.Atoi(m[3])
		for i := range n {
			dark[[2]int{x + i - 4, y - 4}] = true
		}
	}
	if rest := runs.ReplaceAllString(shape.Path.D, ""); rest != "" {
		t.Errorf("the path has %q besides", rest)
	}
	for y := range size {
		for x := range size {
			r, _, _, _ := drawn.At(x, y).RGBA()
			if dark[[2]int{x, y}] != (r == 0) {
				t.Fatalf("the module %d, %d is drawn wrong", x, y)
			}
		}
	}
	if strings.Contains(svg, "style") || strings.Contains(svg, "script") {
		t.Error("the page's policy forbids this")
	}
}

func TestWhatIsTooLongForAQRCodeIsRefused(t *testing.T) {
	if _, err := FactorQR(strings.Repeat("x", 5000)); err == nil {
		t.Error("5000 characters were drawn")
	}
}
