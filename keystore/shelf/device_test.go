package shelf

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ollu/codec"
	"ollu/keystore"
)

func TestADeviceOfAnUnknownLicenceIsNotEntered(t *testing.T) {
	s := New()
	if found, err := s.PutDevice(numbered(1), "host", "", 5); found || err != nil {
		t.Errorf("PutDevice = %t, %v", found, err)
	}
	if registered, found := s.Seen(numbered(1), []byte("host"), nil, 9); registered || found {
		t.Errorf("Seen = %t, %t", registered, found)
	}
}

// TestDevicesAgainstAMap drives devices on a shelf and in a map alike: coming,
// going, asking, and being written.
func TestDevicesAgainstAMap(t *testing.T) {
	type device struct {
		code codec.Code
		id   string
	}
	rapid.Check(t, func(t *rapid.T) {
		s, model := full(t, 5), map[device]int64{}
		draw := func(t *rapid.T) device {
			return device{numbered(rapid.Uint64Range(0, 4).Draw(t, "code")), fmt.Sprint("host", rapid.IntRange(0, 6).Draw(t, "id"))}
		}
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				d, at := draw(t), rapid.Int64Range(0, 100).Draw(t, "at")
				if found, err := s.PutDevice(d.code, d.id, "1", at); !found || err != nil {
					t.Fatal(found, err)
				}
				model[d] = max(model[d], at)
			},
			"remove": func(t *rapid.T) {
				d := draw(t)
				_, want := model[d]
				if got := s.RemoveDevice(d.code, d.id); got != want {
					t.Fatalf("RemoveDevice = %t, want %t", got, want)
				}
				delete(model, d)
			},
			"seen": func(t *rapid.T) {
				d, at := draw(t), rapid.Int64Range(0, 100).Draw(t, "at")
				_, want := model[d]
				if registered, found := s.Seen(d.code, []byte(d.id), []byte("1"), at); !found || registered != want {
					t.Fatalf("Seen = %t, %t, want %t", registered, found, want)
				}
				if want {
					model[d] = max(model[d], at)
				}
			},
			"": func(t *rapid.T) {
				var got []int64
				s.EachDevice(func(_ *keystore.Entry, at int64) bool { got = append(got, at); return true })
				slices.Sort(got)
				if want := slices.Sorted(maps.Values(model)); !slices.Equal(got, want) {
					t.Fatalf("devices seen at %v, want %v", got, want)
				}
				if _, n := s.Len(); n != uint64(len(model)) {
					t.Fatalf("Len = %d, want %d", n, len(model))
				}
			},
		})
	})
}

func TestDevicesThatComeAndGoTakeNoMoreRoom(t *testing.T) {
	s := full(t, 1)
	for i := range 5 * minFree {
		id := fmt.Sprint("host", i)
		if _, err := s.PutDevice(numbered(0), id, "", 1); err != nil {
			t.Fatal(err)
		}
		if !s.RemoveDevice(numbered(0), id) {
			t.Fatalf("device %d is gone", i)
		}
	}
	if n := s.devices.count.Load(); n > minFree+2 {
		t.Errorf("%d records are taken by no device", n)
	}
	for i := range s.devices.index.shards {
		if tab := s.devices.index.shards[i].Load(); tab != nil && len(tab.cells) > 64 {
			t.Errorf("part %d of the index has %d cells for no device", i, len(tab.cells))
		}
	}
}

func TestEachDeviceStopsWhenTold(t *testing.T) {
	s := full(t, 1)
	for i := range 10 {
		if _, err := s.PutDevice(numbered(0), fmt.Sprint(i), "", 1); err != nil {
			t.Fatal(err)
		}
	}
	calls := 0
	s.EachDevice(func(*keystore.Entry, int64) bool { calls++; return calls < 4 })
	if calls != 4 {
		t.Errorf("%d calls, want 4", calls)
	}
}
