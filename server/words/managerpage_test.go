package words_test

import (
	"testing"

	"ollu/server/manager/book"
	"ollu/server/words"
)

func TestEveryStateOfADeliveryHasItsWord(t *testing.T) {
	seen := map[string]book.State{}
	for _, s := range []book.State{book.Current, book.Stale, book.Failed, book.HeldBack} {
		said(t, words.ManagerState(string(s)), nil)
		for _, l := range words.Langs {
			word := words.Say(l, words.ManagerState(string(s)), nil)
			if other, twice := seen[word]; twice {
				t.Errorf("%s and %s are both %q", other, s, word)
			}
			seen[word] = s
		}
	}
}

func TestEveryReasonOfADeliveryIsExplained(t *testing.T) {
	for _, why := range []string{
		book.WhyNewCodeByHand, book.WhyRenewalByHand, book.WhyBuildTooOld, book.WhyBuildUnknown, book.WhyUnreachable, book.WhyNotTrusted,
		book.WhyNotAProduct, book.WhyOtherProduct, book.WhyRefused, book.WhyNotSaved, book.WhyNoStatement,
	} {
		said(t, words.ManagerWhy(why), nil)
	}
}
