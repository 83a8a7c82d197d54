package words

// Why a code or a licence file was not taken in although nothing went wrong
// (rows B4, L3, L4, L7). What the issuer refuses is in result.go.
const (
	RefusedMistypedAt      ID = "refused.mistyped_at"      // positions
	RefusedMistyped        ID = "refused.mistyped"         //
	RefusedLength          ID = "refused.length"           // got, want: symbols
	RefusedProductPrefix   ID = "refused.product_prefix"   // prefix, prefixes
	RefusedPrefix          ID = "refused.prefix"           // component, prefix, prefixes
	RefusedUnsold          ID = "refused.unsold"           // component
	RefusedLinked          ID = "refused.linked"           // component, components
	RefusedOfflineTag      ID = "refused.offline_tag"      //
	RefusedFile            ID = "refused.file"             //
	RefusedSooner          ID = "refused.sooner"           // held, offered: days
	RefusedSoonerPerpetual ID = "refused.sooner_perpetual" // offered: a day
	RefusedOver            ID = "refused.over"             // offered: a day

	RefusedHiding ID = "refused.hiding" // component; rows A6 and A8

	// What must be set up first.
	UsageNoServer         ID = "usage.no_server"
	UsageNoProduct        ID = "usage.no_product"
	UsageNoOfflineKey     ID = "usage.no_offline_key"
	UsageNoKeys           ID = "usage.no_keys"
	UsageNoComponent      ID = "usage.no_component" // component, components
	UsageNothingActivated ID = "usage.nothing_activated"
	UsageOtherProduct     ID = "usage.other_product" // wanted, product
)

var refusedTexts = table{
	RefusedFile: {
		EN: "It is not a licence file, or it was damaged on the way: get it again from whoever sent it, and carry it as it is.",
		JA: "ライセンスファイルとして読み取れません。破損している可能性があります。送付元から入手し直し、内容を変更せずに取り込んでください。",
	},
	RefusedMistypedAt: {
		EN: "The activation code is mistyped: look at symbol {positions}, counted without the hyphens.",
		JA: "アクティベーションコードに入力誤りがあります。ハイフンを除いて数えて{positions}文字目を確認してください。",
	},
	RefusedMistyped: {
		EN: "The activation code is mistyped in several places: compare it with the one you received, group by group.",
		JA: "アクティベーションコードの複数の箇所に入力誤りがあります。お手元のコードと1グループずつ照らし合わせてください。",
	},
	RefusedLength: {
		EN: "The activation code has {got} symbols without the hyphens, and {want} are expected: compare it with the one you received, group by group.",
		JA: "アクティベーションコードの文字数が正しくありません。ハイフンを除いて{got}文字ですが、正しくは{want}文字です。お手元のコードと1グループずつ照らし合わせてください。",
	},
	RefusedProductPrefix: {
		EN: "Codes that begin with {prefix} are not for this product, whose codes begin with: {prefixes}. Enter the code that belongs to this product.",
		JA: "{prefix}で始まるコードは本製品では使用できません。本製品のコードは{prefixes}で始まります。本製品用のアクティベーションコードを入力してください。",
	},
	RefusedPrefix: {
		EN: "Codes that begin with {prefix} are not for {component}, whose codes begin with: {prefixes}. Enter the code that was issued for it.",
		JA: "{prefix}で始まるコードは「{component}」には使用できません。使用できるコードは{prefixes}で始まります。このコンポーネント用のアクティベーションコードを入力してください。",
	},
	RefusedUnsold: {
		EN: "{component} is not sold and cannot be activated.",
		JA: "「{component}」は販売されていないため、アクティベーションできません。",
	},
	RefusedLinked: {
		EN: "{component} has no code of its own: it is activated together with {components}.",
		JA: "「{component}」には専用のコードがありません。{components}のアクティベーションと同時に有効になります。",
	},
	RefusedOfflineTag: {
		EN: "The offline activation code is not valid here: it was made for another product, or not by the vendor of this one.",
		JA: "このオフライン用アクティベーションコードは使用できません。別の製品用のコードであるか、本製品の発行元が発行したものではありません。",
	},
	RefusedHiding: {
		EN: "{component} is activated, and its notices cannot be switched off: only those of components that were never activated can.",
		JA: "「{component}」はアクティベーション済みのため、通知を非表示にできません。非表示にできるのは、一度もアクティベーションしていないコンポーネントの通知だけです。",
	},
	RefusedSooner: {
		EN: "It ends on {offered}, sooner than the licence in use ({held}), so nothing was changed.",
		JA: "有効期限（{offered}）が現在のライセンスの有効期限（{held}）より前のため、変更は行いませんでした。",
	},
	RefusedSoonerPerpetual: {
		EN: "It ends on {offered}, and the licence in use does not expire, so nothing was changed.",
		JA: "現在のライセンスは無期限のため、有効期限が{offered}のものへの変更は行いませんでした。",
	},
	RefusedOver: {
		EN: "It ended on {offered}, and the licence in use has not, so nothing was changed. It was recognised: renew its contract to use it.",
		JA: "正しいコードですが、有効期限（{offered}）が切れています。現在のライセンスは有効なため、変更は行いませんでした。使用するには契約を更新してください。",
	},
	UsageNoServer: {
		EN: "No licence server is set up: give its address.",
		JA: "ライセンスサーバが設定されていません。アドレスを指定してください。",
	},
	UsageNoProduct: {
		EN: "An offline activation code is bound to a product: give the product's id.",
		JA: "オフライン用アクティベーションコードは製品ごとに発行されます。製品IDを指定してください。",
	},
	UsageNoOfflineKey: {
		EN: "This is an offline activation code, and the key that it is checked with is not set up: give the product's offline key, or use a licence file.",
		JA: "これはオフライン用アクティベーションコードですが、確認に使用する鍵が設定されていません。製品のオフライン鍵を設定するか、ライセンスファイルを使用してください。",
	},
	UsageNoKeys: {
		EN: "The licence file cannot be checked, because no key of the issuer is known here: set up the issuer's keys that came with the product.",
		JA: "発行元の鍵がないため、ライセンスファイルを確認できません。製品に付属する発行元の鍵を設定してください。",
	},
	UsageNoComponent: {
		EN: "This product has no component {component}; it has: {components}.",
		JA: "本製品にコンポーネント「{component}」はありません。次から指定してください: {components}",
	},
	UsageOtherProduct: {
		EN: "The licence in use is for {product}, and {wanted} was named as the product: nothing was asked and nothing was changed.",
		JA: "使用中のライセンスは {product} のものですが、製品として {wanted} が指定されています。確認と変更は行いませんでした。",
	},
	UsageNothingActivated: {
		EN: "No activation code has been entered yet: activate the product first.",
		JA: "アクティベーションコードがまだ入力されていません。先に製品のアクティベーションを実行してください。",
	},
}
