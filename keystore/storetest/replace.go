package storetest

import (
	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
)

var replaceTests = []test{
	{"Replace", replace},
	{"Replace/OwnTerms", replaceOwnTerms},
	{"Replace/Refused", replaceRefused},
}

// replace is row L5: a changed contract may bring a new code.
func replace(k *kit) {
	old := k.licence(limit(3), func(l *keystore.Licence) { l.Type, l.Note = product.Trial, "spare" })
	k.must(keystore.Issue{Licences: []keystore.Licence{old}})
	k.must(keystore.Activate{Code: old.Code, Device: "d"})
	k.must(keystore.Renew{Code: old.Code, Expires: day("2028-03-31"), ShowsFrom: day("2026-12-04")})
	heir := k.code("IM")
	r := k.must(keystore.Replace{Old: old.Code, New: keystore.Licence{Code: heir}})
	equal(k, "receipt", []codec.Code{r.Licences[0].Code, r.Licences[1].Code}, []codec.Code{old.Code, heir})

	k.standing(old.Code, keystore.Replaced)
	equal(k, "replaced by", k.full(old.Code).ReplacedBy, heir)
	equal(k, "devices of the old", k.entry(old.Code).Devices, 1)
	want := old
	want.Code, want.Replaces, want.IssuedAt, want.Issued = heir, old.Code, k.now, day("2026-11-20")
	want.Pending = &keystore.PendingRenewal{Expires: day("2028-03-31"), ShowsFrom: day("2026-12-04")}
	equal(k, "the new one", k.full(heir), want)
	k.entry(heir)
}

func replaceOwnTerms(k *kit) {
	old := k.issued(limit(3))
	k.must(keystore.Suspend{Code: old})
	heir := keystore.Licence{Code: k.code("IM"), Product: "mail-gw", Seats: 5, Expires: day("2030-01-01"), Order: "PO-9", Key: k.key("IM")}
	r := k.must(keystore.Replace{Old: old, New: heir})
	l := k.full(heir.Code)
	equal(k, "own", []any{l.Seats, l.Expires, l.Order, l.DeviceLimit, l.Grace, l.Standing}, []any{uint32(5), day("2030-01-01"), "PO-9", uint32(0), 0, keystore.Issued})
	equal(k, "inherited", []any{l.Zone, l.Owner, l.Components}, []any{"Asia/Tokyo", "例の会社", []string{"antivirus", "spam"}})
	equal(k, "key", []any{r.Keys[0].Key, r.Keys[0].Code}, []any{heir.Key, heir.Code})
}

func replaceRefused(k *kit) {
	old, there := k.issued(), k.issued()
	k.refused(keystore.ErrExists, keystore.Replace{Old: old, New: keystore.Licence{Code: there}})
	k.refused(keystore.ErrExists, keystore.Replace{Old: old, New: keystore.Licence{Code: old}})
	k.refused(keystore.ErrInvalid, keystore.Replace{Old: old})
	k.refused(keystore.ErrInvalid, keystore.Replace{Old: old, New: keystore.Licence{Code: k.code("IM"), Product: "other"}})
	k.refused(keystore.ErrNotFound, keystore.Replace{Old: k.code("IM"), New: keystore.Licence{Code: k.code("IM")}})
	k.standing(old, keystore.Issued)
}
