package client

import "testing"

func TestIsRevision(t *testing.T) {
	for text, want := range map[string]bool{
		"0": true, "1234": true, "18446744073709551615": true, "7.q83vASNF": true, "7.-_": true,
		"": false, "01": false, "+1": false, "x": false, "18446744073709551616": false,
		".q83v": false, "7.": false, "7.q83 v": false, "7.a.b": false, "7.aaaaaaaaaaaaa": false,
	} {
		if isRevision(text) != want {
			t.Errorf("%q: %t", text, !want)
		}
	}
}
