package words

// What an answer of the server means and what to do, one text for each result
// of the wire. They take no arguments. "Not a code", "not known" and "expired"
// are told apart (rows L3 and C8).
const (
	ResultMalformed      ID = "result.malformed"
	ResultUnknown        ID = "result.unknown"
	ResultRevoked        ID = "result.revoked"
	ResultReplaced       ID = "result.replaced"
	ResultSuspended      ID = "result.suspended"
	ResultWrongProduct   ID = "result.wrong_product"
	ResultWrongComponent ID = "result.wrong_component"
	ResultDeviceLimit    ID = "result.device_limit"
	ResultNotActivated   ID = "result.not_activated"
	ResultExpired        ID = "result.expired"
	ResultGrace          ID = "result.grace"
	ResultValid          ID = "result.valid"
)

// Result gives the id of the text for a result by its name on the wire.
func Result(name string) ID { return ID("result." + name) }

var resultTexts = table{
	ResultMalformed: {
		EN: "The activation code is mistyped: compare it with the one you received and enter it again.",
		JA: "アクティベーションコードに入力誤りがあります。お手元のコードと照らし合わせて、もう一度入力してください。",
	},
	ResultUnknown: {
		EN: "The activation code is not known to the licence server: make sure that it was issued by the vendor of this product, and ask your dealer if it was.",
		JA: "入力されたアクティベーションコードは、ライセンスサーバに登録されていません。本製品用に発行されたコードであることを確認し、解決しない場合は販売店にお問い合わせください。",
	},
	ResultRevoked: {
		EN: "The licence was withdrawn by its issuer: please ask your dealer or the support desk why.",
		JA: "このライセンスは発行元によって取り消されています。理由については、販売店またはサポート窓口にお問い合わせください。",
	},
	ResultReplaced: {
		EN: "A new activation code was issued in place of this one: please enter the new code, which was sent to the contract holder.",
		JA: "このアクティベーションコードに代わる新しいコードが発行されています。契約者様宛に送付された新しいアクティベーションコードを入力してください。",
	},
	ResultSuspended: {
		EN: "The licence is suspended for the time being: please ask your dealer or the support desk what is missing.",
		JA: "このライセンスは一時的に停止されています。詳細については、販売店またはサポート窓口にお問い合わせください。",
	},
	ResultWrongProduct: {
		EN: "The activation code is not valid here, because it was issued for another product: please enter the code that belongs to this product.",
		JA: "入力されたアクティベーションコードは別の製品用に発行されたもので、本製品では使用できません。本製品用のアクティベーションコードを入力してください。",
	},
	ResultWrongComponent: {
		EN: "The activation code is not valid here, because it does not cover this component: please enter the code that was issued for it.",
		JA: "入力されたアクティベーションコードは、このコンポーネントには使用できません。このコンポーネント用に発行されたアクティベーションコードを入力してください。",
	},
	ResultDeviceLimit: {
		EN: "The activation code is already in use on as many installations as the licence allows: please have one that is no longer in use removed, or add to the licence.",
		JA: "このアクティベーションコードは、ライセンスで許可された台数まで登録済みです。使用していない登録の解除を依頼するか、ライセンスを追加してください。",
	},
	ResultNotActivated: {
		EN: "This installation is not registered for the activation code: please activate it with the code once more.",
		JA: "この環境は、アクティベーションコードに登録されていません。もう一度アクティベーションを実行してください。",
	},
	ResultExpired: {
		EN: "The licence has expired and its grace period is over, so updates have stopped: please renew the contract.",
		JA: "ライセンスの有効期限が切れ、更新猶予期間も終了したため、アップデートは停止しています。契約の更新手続きをお願いいたします。",
	},
	ResultGrace: {
		EN: "The licence has expired and is within its grace period, in which everything keeps working: please renew the contract before it ends.",
		JA: "ライセンスの有効期限が切れ、現在は更新猶予期間中です。すべての機能をご利用いただけますが、猶予期間が終了する前に契約の更新手続きをお願いいたします。",
	},
	ResultValid: {
		EN: "The licence is valid, and nothing needs to be done.",
		JA: "ライセンスは有効です。必要な操作はありません。",
	},
}
