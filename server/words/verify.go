package words

// Why a signed answer or a licence file was not accepted, and what to check,
// one text for each reason of codec/answer. They take no arguments.
const (
	VerifyUnreadable   ID = "verify.unreadable"
	VerifyUnknownKey   ID = "verify.unknown_key"
	VerifyBadSignature ID = "verify.bad_signature"
	VerifyOtherIssuer  ID = "verify.other_issuer"
	VerifyOtherCode    ID = "verify.other_code"
	VerifyOtherDevice  ID = "verify.other_device"
	VerifyOtherNonce   ID = "verify.other_nonce"
	VerifyTooOld       ID = "verify.too_old"
	VerifyTooNew       ID = "verify.too_new"
	VerifySuperseded   ID = "verify.superseded"
)

// Verify gives the id of the text for a reason by its name (snake_case).
func Verify(name string) ID { return ID("verify." + name) }

var verifyTexts = table{
	VerifyUnreadable: {
		EN: "It is not a signed licence statement, or it was damaged on the way: get it again, and check the address and the proxy settings.",
		JA: "署名付きのライセンス情報として読み取れません。破損している可能性があります。もう一度取得し、アドレスとプロキシ設定を確認してください。",
	},
	VerifyUnknownKey: {
		EN: "It is signed with a key that this product does not trust: make sure that it comes from the right licence server, and ask the vendor whether the signing key has changed.",
		JA: "信頼していない鍵で署名されています。正しいライセンスサーバのものであることを確認し、署名鍵が変更されていないか発行元にお問い合わせください。",
	},
	VerifyBadSignature: {
		EN: "Its signature does not match its contents, so it was altered: do not use it, and find out what stands between this product and the licence server.",
		JA: "署名と内容が一致しません。改変されている可能性があるため使用できません。ライセンスサーバとの間の通信経路を確認してください。",
	},
	VerifyOtherIssuer: {
		EN: "It was issued by another licence server than the one this product belongs to: check the server's address.",
		JA: "本製品が登録されているものとは別のライセンスサーバが発行しています。サーバのアドレスを確認してください。",
	},
	VerifyOtherCode: {
		EN: "It is about another activation code than the one in use: get the one that was made for this code.",
		JA: "使用中のものとは別のアクティベーションコードに対するライセンス情報です。使用中のコード用のものを取得してください。",
	},
	VerifyOtherDevice: {
		EN: "It was made for another installation: get the one that was made for this one.",
		JA: "別の環境用に発行されたライセンス情報です。この環境用のものを取得してください。",
	},
	VerifyOtherNonce: {
		EN: "It answers another question than the one that was just asked, as a recorded answer does: find out what stands between this product and the licence server.",
		JA: "今回の問い合わせに対する応答ではありません。過去の応答が再送された可能性があります。ライセンスサーバとの間の通信経路を確認してください。",
	},
	VerifyTooOld: {
		EN: "It is no longer good, because its time has run out: get a new one, and check the clock of this machine.",
		JA: "有効な期間を過ぎています。新しいものを取得し、このコンピュータの時刻を確認してください。",
	},
	VerifyTooNew: {
		EN: "It is not good yet, because it bears a time that lies ahead: check the clock and the time zone of this machine.",
		JA: "発行日時が未来になっているため、まだ使用できません。このコンピュータの時刻とタイムゾーンを確認してください。",
	},
	VerifySuperseded: {
		EN: "It is older than the one already held, so nothing was changed: get the latest one.",
		JA: "現在のものより前に発行されたライセンス情報のため、変更は行いませんでした。最新のものを取得してください。",
	},
}
