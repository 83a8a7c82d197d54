package field

import (
	"fmt"

	"ollu/server/words"
)

// PrefectureName is a prefecture to choose.
type PrefectureName struct {
	ID   string // ISO 3166-2 code
	Name words.ID
}

// Prefectures is every prefecture of Japan, from north to south as its list goes.
var Prefectures = prefectures()

const prefectureCount = 47

func prefectures() []PrefectureName {
	all := make([]PrefectureName, prefectureCount)
	for i := range all {
		id := fmt.Sprintf("JP-%02d", i+1)
		all[i] = PrefectureName{id, words.Prefecture(id)}
	}
	return all
}
