package words

// What a console shows (rows A6 and A8), and the words that console and mail
// share. Arguments: name (of the component), what (Contract or Trial in the
// language), advice (Renew or Buy), days (to the expiry), grace (days of grace
// left), ended (the expiry), stopped (the first day without grace).
const (
	NoticeEnding         ID = "notice.ending"
	NoticeGrace          ID = "notice.grace"
	NoticeStopped        ID = "notice.stopped"
	NoticeStoppedAtOnce  ID = "notice.stopped_at_once" // there was no grace period
	NoticeNeverActivated ID = "notice.never_activated"

	Contract ID = "notice.contract"
	Trial    ID = "notice.trial"
	Renew    ID = "notice.renew"
	Buy      ID = "notice.buy"

	// UpdatesStopped says what stands still and what goes on after the grace
	// period (rows A5 and C4).
	UpdatesStopped ID = "notice.updates_stopped"
)

var noticeTexts = table{
	NoticeEnding: {
		EN: "{name}: {what} ends in {days} {days|day|days}. {advice}",
		JA: "「{name}」の{what}は、あと{days}日で終了します。{advice}",
	},
	NoticeGrace: {
		EN: "{name}: {what} ended on {ended}. {grace} {grace|day|days} of the grace period {grace|is|are} left; until then everything keeps working. {advice}",
		JA: "「{name}」の{what}は{ended}に終了しました。更新猶予期間は残り{grace}日です。猶予期間中は、すべての機能を引き続きご利用いただけます。{advice}",
	},
	NoticeStopped: {
		EN: "{name}: updates stopped on {stopped}, because {what} ended on {ended} and the grace period ended on {stopped}. {advice}",
		JA: "「{name}」のアップデートは{stopped}に停止しました。{what}は{ended}に、更新猶予期間は{stopped}に終了しています。{advice}",
	},
	NoticeStoppedAtOnce: {
		EN: "{name}: updates stopped on {stopped}, because {what} ended on {ended} and has no grace period. {advice}",
		JA: "「{name}」のアップデートは{stopped}に停止しました。{what}は{ended}に終了しており、更新猶予期間はありません。{advice}",
	},
	NoticeNeverActivated: {
		EN: "{name}: not activated yet. To use it, enter an activation code. This notice can be hidden if you do not need the component.",
		JA: "「{name}」はまだアクティベーションされていません。ご利用になるには、アクティベーションコードを入力してください。ご利用にならない場合は、この通知を非表示にできます。",
	},
	Contract: {EN: "the support contract", JA: "サポート契約"},
	Trial:    {EN: "the trial", JA: "体験版の利用期間"},
	Renew: {
		EN: "Please renew the contract.",
		JA: "契約の更新手続きをお願いいたします。",
	},
	Buy: {
		EN: "To go on using it, please purchase a licence and enter its activation code.",
		JA: "引き続きご利用になるには、製品版のライセンスを購入し、アクティベーションコードを入力してください。",
	},
	UpdatesStopped: {
		EN: "Updates have stopped: no new pattern files, engines or anti-spam rules are downloaded or distributed. Everything else goes on with what was downloaded last.",
		JA: "アップデートは停止しています。パターンファイル、エンジン、迷惑メール対策ルールのダウンロードと配信は行われません。その他の機能は、最後にダウンロードした内容で引き続き動作します。",
	},
}
