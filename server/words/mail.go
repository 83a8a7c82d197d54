package words

// What is mailed (row A7). Arguments of the lines: as of the notices, and
// since (days since the expiry). Of the subjects: where (MailWhere, or the
// product alone), name (of the component that is most pressing), what, days,
// grace. MailWhere: product, host.
const (
	MailSubjectEnding  ID = "mail.subject_ending"
	MailSubjectGrace   ID = "mail.subject_grace"
	MailSubjectStopped ID = "mail.subject_stopped"
	MailWhere          ID = "mail.where"

	MailOpening    ID = "mail.opening"
	MailEnding     ID = "mail.ending"
	MailEndedToday ID = "mail.ended_today"
	MailGrace      ID = "mail.grace"
	MailGraceOver  ID = "mail.grace_over" // the first day without grace
	MailNoGrace    ID = "mail.no_grace"   // ended today, without a grace period
	MailStopped    ID = "mail.stopped"

	MailWhatFollows ID = "mail.what_follows" // while all still works
	MailRenewed     ID = "mail.renewed"
	MailClosing     ID = "mail.closing"
)

var mailTexts = table{
	MailSubjectEnding: {
		EN: "Licence notice for {where}: {what} of {name} ends in {days} {days|day|days}",
		JA: "【ライセンス通知】{where}: 「{name}」の{what}の終了まであと{days}日です",
	},
	MailSubjectGrace: {
		EN: "Licence notice for {where}: {what} of {name} has ended, {grace} {grace|day|days} of grace left",
		JA: "【ライセンス通知】{where}: 「{name}」の{what}が終了しました（更新猶予期間は残り{grace}日です）",
	},
	MailSubjectStopped: {
		EN: "Licence notice for {where}: {what} of {name} has ended, updates have stopped",
		JA: "【ライセンス通知】{where}: 「{name}」の{what}が終了し、アップデートが停止しました",
	},
	MailWhere: {EN: "{product} ({host})", JA: "{product}（{host}）"},
	MailOpening: {
		EN: "This is about the licences of {where}.",
		JA: "{where}のライセンスについてお知らせします。",
	},
	MailEnding: {
		EN: "{name}: {what} ends in {days} {days|day|days}.",
		JA: "「{name}」の{what}は、あと{days}日で終了します。",
	},
	MailEndedToday: {
		EN: "{name}: {what} ended today. {grace} {grace|day|days} of the grace period {grace|is|are} left.",
		JA: "「{name}」の{what}は本日終了しました。更新猶予期間は残り{grace}日です。",
	},
	MailGrace: {
		EN: "{name}: {what} ended {since} {since|day|days} ago. {grace} {grace|day|days} of the grace period {grace|is|are} left.",
		JA: "「{name}」の{what}は{since}日前に終了しました。更新猶予期間は残り{grace}日です。",
	},
	MailGraceOver: {
		EN: "{name}: {what} ended {since} {since|day|days} ago. {grace} {grace|day|days} of the grace period {grace|is|are} left, and updates have stopped.",
		JA: "「{name}」の{what}は{since}日前に終了しました。更新猶予期間は残り{grace}日となり、アップデートは停止しました。",
	},
	MailNoGrace: {
		EN: "{name}: {what} ended today. There is no grace period, and updates have stopped.",
		JA: "「{name}」の{what}は本日終了しました。更新猶予期間はなく、アップデートは停止しました。",
	},
	MailStopped: {
		EN: "{name}: {what} ended on {ended}, and updates stopped on {stopped}.",
		JA: "「{name}」の{what}は{ended}に終了し、アップデートは{stopped}に停止しました。",
	},
	MailWhatFollows: {
		EN: "Everything keeps working while a contract, a trial or its grace period lasts. After that, updates stop; all else goes on with what was downloaded last.",
		JA: "契約期間、体験版の利用期間、および更新猶予期間中は、すべての機能をご利用いただけます。その後はアップデートが停止し、その他の機能は最後にダウンロードした内容で動作を続けます。",
	},
	MailRenewed: {
		EN: "If this has been done already, please check the licence on the product now. The notices end as soon as the new expiry has arrived.",
		JA: "すでにお手続きがお済みの場合は、製品でライセンス情報の確認を実行してください。新しい有効期限が反映されると、この通知は送信されなくなります。",
	},
	MailClosing: {
		EN: "This mail was sent automatically, and comes daily while the above holds. Replies to it are not read.",
		JA: "本メールは自動送信されており、上記の状態が続く間、毎日お送りします。本メールに返信いただいてもお答えできません。",
	},
}
