package words

// The mailbox that a demonstration has in place of a mail server. Arguments: to
// (a mail address), at (a moment), count (of mails kept).
const (
	MailboxTitle   ID = "mailbox.title"
	MailboxLead    ID = "mailbox.lead"
	MailboxDemo    ID = "mailbox.demo"
	MailboxEmpty   ID = "mailbox.empty"
	MailboxLabel   ID = "mailbox.label"
	MailboxTo      ID = "mailbox.to"
	MailboxAt      ID = "mailbox.at"
	MailboxText    ID = "mailbox.text"
	MailboxPage    ID = "mailbox.page"
	MailboxBack    ID = "mailbox.back"
	MailboxRefresh ID = "mailbox.refresh"
	MailboxPortal  ID = "mailbox.portal"
)

var portalMailboxTexts = table{
	MailboxTitle: {"Demo mailbox", "デモ用メールボックス"},
	MailboxLead: {
		"The last {count} mails that the portal would have sent, newest first.",
		"ポータルが送信するはずだったメールを、新しい順に{count}通まで表示します。",
	},
	MailboxDemo: {
		"This is a demonstration: no mail leaves this machine, and everybody who can open the portal can read these.",
		"これはデモ環境です。メールは外部に送信されず、ポータルを開ける方は誰でもここで読めます。",
	},
	MailboxEmpty: {
		"No mail yet. Register a product or change your details, and it appears here within a few seconds.",
		"まだメールはありません。製品を登録したり登録情報を変更したりすると、数秒でここに届きます。",
	},
	MailboxLabel:   {"Mails", "メール一覧"},
	MailboxTo:      {"To", "宛先"},
	MailboxAt:      {"Sent", "送信日時"},
	MailboxText:    {"As text", "テキスト形式"},
	MailboxPage:    {"As a page", "HTML形式"},
	MailboxBack:    {"All mails", "メール一覧に戻る"},
	MailboxRefresh: {"Look again", "再読み込み"},
	MailboxPortal:  {"Licence portal", "ライセンスポータルへ"},
}
