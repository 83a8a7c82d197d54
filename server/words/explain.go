package words

import "strings"

// What "explain" says, in the order of row A11. Arguments: name (of the
// component), expires, grace_ends and offered (days), days (to the expiry, or
// since it), server (its address), signed (when the manager's answer was signed),
// unheard (for how long the server has not been heard), next (when it is asked
// next), off (how far the clock is off).
const (
	// How the component stands.
	ExplainActive     ID = "explain.active"
	ExplainPerpetual  ID = "explain.perpetual"
	ExplainGrace      ID = "explain.grace"
	ExplainExpired    ID = "explain.expired"
	ExplainRefused    ID = "explain.refused"
	ExplainUnverified ID = "explain.unverified"

	// Was the code changed?
	ExplainCodeGood ID = "explain.code_good"
	ExplainCodeFile ID = "explain.code_file"

	ExplainRevoked ID = "explain.revoked" // reason, revoked (when)

	// Does the server show a renewal?
	ExplainRenewalThere  ID = "explain.renewal_there"
	ExplainRenewalNotYet ID = "explain.renewal_not_yet"
	ExplainRenewalNone   ID = "explain.renewal_none"

	// Where does the licence come from?
	ExplainOnline  ID = "explain.online"
	ExplainManager ID = "explain.manager"
	ExplainOffline ID = "explain.offline"
	ExplainPushed  ID = "explain.pushed"
	// ExplainOfflineRenew is what to do when there is no server to ask (row C6).
	ExplainOfflineRenew ID = "explain.offline_renew"

	// Does the manager pass on what is new?
	ExplainDelivered    ID = "explain.delivered"
	ExplainNotDelivered ID = "explain.not_delivered"

	// Can the server be reached?
	ExplainReached   ID = "explain.reached"
	ExplainUnheard   ID = "explain.unheard"
	ExplainDatesKept ID = "explain.dates_kept"

	// When is it asked next?
	ExplainNextCheck ID = "explain.next_check"
	ExplainNextRetry ID = "explain.next_retry"
	ExplainNextSoon  ID = "explain.next_soon"
	ExplainNextNever ID = "explain.next_never"

	// Is the clock right?
	ExplainClockBack  ID = "explain.clock_back"
	ExplainClockAhead ID = "explain.clock_ahead"
	ExplainClockOff   ID = "explain.clock_off"
)

// Join puts sentences, empty ones apart, into one paragraph.
func Join(l Lang, sentences ...string) string {
	var b strings.Builder
	for _, s := range sentences {
		if b.Len() > 0 && s != "" && l.sure() == EN {
			b.WriteByte(' ')
		}
		b.WriteString(s)
	}
	return b.String()
}

var explainTexts = table{
	ExplainActive: {
		EN: "{name}: the contract is in force until the expiry on {expires}, in {days} {days|day|days}, and updates are allowed.",
		JA: "「{name}」の契約は期限内です。有効期限は{expires}（残り{days}日）で、アップデートを利用できます。",
	},
	ExplainPerpetual: {
		EN: "{name}: the licence does not expire, and updates are allowed.",
		JA: "「{name}」のライセンスは無期限で、アップデートを利用できます。",
	},
	ExplainGrace: {
		EN: "{name}: the contract ended on {expires}, and the grace period lasts until {grace_ends}; until then updates go on.",
		JA: "「{name}」の契約は{expires}に終了し、更新猶予期間中です。アップデートは{grace_ends}に停止します。",
	},
	ExplainExpired: {
		EN: "{name}: the contract ended on {expires} and the grace period on {grace_ends}; updates have stopped since, and everything else goes on with what was downloaded last.",
		JA: "「{name}」の契約は{expires}に、更新猶予期間は{grace_ends}に終了しました。アップデートは停止しており、その他の機能は最後にダウンロードした内容で動作しています。",
	},
	ExplainRefused: {
		EN: "{name}: its activation code may not be used at present.",
		JA: "「{name}」のアクティベーションコードは現在使用できません。",
	},
	ExplainUnverified: {
		EN: "{name}: a code was entered, but no answer about it could be verified yet.",
		JA: "「{name}」のコードは入力済みですが、検証できたライセンス情報がまだありません。",
	},
	ExplainCodeGood: {
		EN: "The activation code in use is the right one, it was not replaced.",
		JA: "使用中のアクティベーションコードは有効で、新しいコードへの切り替えはありません。",
	},
	ExplainCodeFile: {
		EN: "It lives by a licence file, and its activation code was not entered here.",
		JA: "ライセンスファイルで動作しており、アクティベーションコードは入力されていません。",
	},
	ExplainRenewalThere: {
		EN: "The server holds something newer, with the expiry {offered}: run a check to take it over.",
		JA: "サーバに新しいライセンス情報（有効期限: {offered}）があります。ライセンス情報の確認を実行して反映してください。",
	},
	ExplainRenewalNotYet: {
		EN: "The server does not show a renewal yet. If the contract was renewed, it can take about two weeks until it shows; if it was renewed longer ago, ask your dealer, and if not, renew it.",
		JA: "サーバに契約更新はまだ反映されていません。更新手続きの後、反映されるまで2週間ほどかかる場合があります。それ以上経過している場合は販売店にお問い合わせください。更新がお済みでない場合は、更新手続きをお願いいたします。",
	},
	ExplainRenewalNone: {
		EN: "The server holds the same expiry as this product, so there is nothing to take over.",
		JA: "サーバの有効期限は本製品と同じで、反映する更新はありません。",
	},
	ExplainOnline: {
		EN: "The licence comes from the licence server {server}.",
		JA: "ライセンスサーバ（{server}）に直接問い合わせる環境です。",
	},
	ExplainManager: {
		EN: "The licence comes from the manager at {server}, which asks the licence server on behalf of this product.",
		JA: "統合管理製品（{server}）がライセンスサーバに問い合わせる環境です。",
	},
	ExplainOffline: {
		EN: "This product asks no server; its licence is carried to it by hand.",
		JA: "サーバに問い合わせないオフライン環境です。",
	},
	ExplainPushed: {
		EN: "This product asks no server; a manager delivers its licence.",
		JA: "統合管理製品からライセンスプロファイルが配信される環境です。",
	},
	ExplainRevoked: {
		EN: "The issuer revoked it at {revoked}, and says why: {reason}",
		JA: "発行元が{revoked}に失効させました。理由: {reason}",
	},
	ExplainOfflineRenew: {
		EN: "After a renewal, get a new offline activation code or licence file from your dealer and enter it here.",
		JA: "契約を更新した後は、新しいオフライン用アクティベーションコードまたはライセンスファイルを販売店から入手し、本製品に入力してください。",
	},
	ExplainDelivered: {
		EN: "What the manager hands out was signed at {signed}, which is recent.",
		JA: "統合管理製品から配信されたライセンス情報は最新です（署名日時: {signed}）。",
	},
	ExplainNotDelivered: {
		EN: "What the manager hands out was signed at {signed}, which is long ago: see on the manager whether it reaches the licence server, and deploy the licence profile to this product again.",
		JA: "統合管理製品から配信されたライセンス情報が古くなっています（署名日時: {signed}）。統合管理製品がライセンスサーバと通信できているか確認し、本製品にライセンスプロファイルを再配信してください。",
	},
	ExplainReached: {
		EN: "It was reached just now.",
		JA: "サーバとの通信は正常です。",
	},
	ExplainUnheard: {
		EN: "It has not been heard for {unheard}.",
		JA: "最後の通信から{unheard}が経過しています。",
	},
	ExplainDatesKept: {
		EN: "Until it is reached the dates that were verified last stand, and nothing is taken away before them.",
		JA: "通信が回復するまでは、前回確認した日付がそのまま有効です。",
	},
	ExplainNextCheck: {
		EN: "The next automatic check is on {next}; one can be made by hand at any time.",
		JA: "次回の自動確認は{next}です。手動での確認はいつでも実行できます。",
	},
	ExplainNextRetry: {
		EN: "The last automatic check failed, and it is tried again on {next}.",
		JA: "前回の確認は完了していません。次は{next}に再試行します。",
	},
	ExplainNextSoon: {
		EN: "An automatic check is due now: if it does not happen, see whether the agent is running.",
		JA: "自動確認の予定時刻を過ぎています。実行されない場合は、エージェントが動作しているか確認してください。",
	},
	ExplainNextNever: {
		EN: "No further automatic check is scheduled: after a renewal, make one by hand.",
		JA: "自動確認の予定はありません。契約を更新した後は、手動で確認を実行してください。",
	},
	ExplainClockBack: {
		EN: "The clock of this machine was set back by {off}, and is not gone by: set it right.",
		JA: "このコンピュータの時計が{off}戻されているため、時刻として使用していません。正しい時刻に設定してください。",
	},
	ExplainClockAhead: {
		EN: "The clock of this machine is {off} ahead, and is not gone by yet: set it right.",
		JA: "このコンピュータの時計が{off}進んでいるため、時刻として使用していません。正しい時刻に設定してください。",
	},
	ExplainClockOff: {
		EN: "The clock of this machine is {off} off, which is allowed for: set it right.",
		JA: "このコンピュータの時計に{off}のずれがあり、補正しています。正しい時刻に設定してください。",
	},
}
