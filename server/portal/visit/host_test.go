package visit

import "testing"

// TestWithoutAnAddressThereIsOnlyThisMachine: a stranger's Host header must not
// become the address in a mail.
func TestWithoutAnAddressThereIsOnlyThisMachine(t *testing.T) {
	here := &door{}
	named := &door{host: "licence.example.com"}
	for host, want := range map[string][2]bool{
		"127.0.0.1:8081":          {true, false},
		"localhost:8081":          {true, false},
		"LOCALHOST":               {true, false},
		"[::1]:8081":              {true, false},
		"[::1]":                   {true, false},
		"licence.example.com":     {false, true},
		"Licence.Example.com":     {false, true},
		"evil.example.net":        {false, false},
		"localhost.evil.example":  {false, false},
		"127.0.0.1.evil.example":  {false, false},
		"192.0.2.1:8081":          {false, false},
		"":                        {false, false},
		"licence.example.com:444": {false, false},
	} {
		if got := [2]bool{here.serves(host), named.serves(host)}; got != want {
			t.Errorf("%q: served without and with an address %v, want %v", host, got, want)
		}
	}
}
