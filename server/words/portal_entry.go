package words

// The way into the portal and out again: start, log-in, second factor,
// forgotten id or password.
const (
	EntryHome         ID = "entry.home"
	EntryHomeLead     ID = "entry.home_lead"
	EntryHomeNew      ID = "entry.home_new"
	EntryHomeNewText  ID = "entry.home_new_text"
	EntryHomeRegister ID = "entry.home_register"
	EntryHomeOld      ID = "entry.home_old"
	EntryHomeOldText  ID = "entry.home_old_text"
	EntryHomeLook     ID = "entry.home_look"
	EntryHomeLookText ID = "entry.home_look_text"
	EntryHomeLookDo   ID = "entry.home_look_do"

	EntryLogIn       ID = "entry.log_in"
	EntryRemember    ID = "entry.remember"
	EntryRememberHow ID = "entry.remember_how"
	EntryForgotten   ID = "entry.forgotten"
	EntryNewHere     ID = "entry.new_here"
	EntryRefused     ID = "entry.refused"
	EntryRobotFirst  ID = "entry.robot_first"
	EntryHeld        ID = "entry.held"
	EntryLoggedOut   ID = "entry.logged_out"

	EntryFactor     ID = "entry.factor"
	EntryFactorLead ID = "entry.factor_lead"
	EntryFactorCode ID = "entry.factor_code"
	EntryFactorHint ID = "entry.factor_hint"
	EntryFactorNot  ID = "entry.factor_not"
	EntryFactorLate ID = "entry.factor_late"
	EntryFactorLost ID = "entry.factor_lost"
	EntryFactorDo   ID = "entry.factor_do"
	EntryFactorBack ID = "entry.factor_back"
	EntryFactorLeft ID = "entry.factor_left" // count: recovery codes

	EntryForgot     ID = "entry.forgot"
	EntryForgotLead ID = "entry.forgot_lead"
	EntryForgotWho  ID = "entry.forgot_who"
	EntryForgotHint ID = "entry.forgot_hint"
	EntryForgotDo   ID = "entry.forgot_do"
	EntrySent       ID = "entry.sent"
	EntrySentTo     ID = "entry.sent_to"   // mail: masked
	EntrySentWait   ID = "entry.sent_wait" // minutes
	EntrySentLife   ID = "entry.sent_life" // minutes
	EntrySentNot    ID = "entry.sent_not"
	EntrySentCode   ID = "entry.sent_code"
	EntrySentAgain  ID = "entry.sent_again"
	EntryToLogIn    ID = "entry.to_log_in"

	EntryReset      ID = "entry.reset"
	EntryResetLead  ID = "entry.reset_lead"
	EntryResetToken ID = "entry.reset_token"
	EntryResetHint  ID = "entry.reset_hint"
	EntryResetNext  ID = "entry.reset_next"
	EntryResetGone  ID = "entry.reset_gone"
	EntryResetAgain ID = "entry.reset_again"
	EntryResetFor   ID = "entry.reset_for" // login
	EntryResetWhich ID = "entry.reset_which"
	EntryResetEnds  ID = "entry.reset_ends"
	EntryResetDo    ID = "entry.reset_do"
	EntryResetDone  ID = "entry.reset_done"
)

// The pages of help and terms.
const (
	EntryHelp          ID = "entry.help"
	EntryHelpLead      ID = "entry.help_lead"
	EntryHelpAsk       ID = "entry.help_ask"
	EntryHelpAskText   ID = "entry.help_ask_text"
	EntryHelpNobody    ID = "entry.help_nobody"
	EntryHelpUsual     ID = "entry.help_usual"
	EntryHelpKey       ID = "entry.help_key"
	EntryHelpKeyText   ID = "entry.help_key_text"
	EntryHelpCode      ID = "entry.help_code"
	EntryHelpCodeText  ID = "entry.help_code_text"
	EntryHelpTaken     ID = "entry.help_taken"
	EntryHelpTakenText ID = "entry.help_taken_text"
	EntryHelpTrial     ID = "entry.help_trial"
	EntryHelpTrialText ID = "entry.help_trial_text"
	EntryHelpEnds      ID = "entry.help_ends"
	EntryHelpEndsText  ID = "entry.help_ends_text"
	EntryHelpMoved     ID = "entry.help_moved"
	EntryHelpMovedText ID = "entry.help_moved_text"
	EntryHelpLogIn     ID = "entry.help_log_in"
	EntryHelpLogInText ID = "entry.help_log_in_text"
	EntryHelpMail      ID = "entry.help_mail"
	EntryHelpMailText  ID = "entry.help_mail_text"
	EntryHelpPhone     ID = "entry.help_phone"
	EntryHelpPhoneText ID = "entry.help_phone_text"

	EntryTerms        ID = "entry.terms"
	EntryTermsVersion ID = "entry.terms_version" // version
	EntryTermsNone    ID = "entry.terms_none"
)

var entryTexts = table{
	EntryHome: {EN: "Licence portal", JA: "ライセンスポータル"},
	EntryHomeLead: {
		EN: "Register what you bought, get its activation code, and see when it ends.",
		JA: "ご購入いただいた製品の登録、アクティベーションコードの取得、有効期限の確認ができます。",
	},
	EntryHomeNew:      {EN: "New here?", JA: "はじめてご利用の方"},
	EntryHomeNewText:  {EN: "Have the certificate with the registration key at hand.", JA: "レジストレーションキーが記載された証書をお手元にご用意ください。"},
	EntryHomeRegister: {EN: "Register a product", JA: "製品を登録する"},
	EntryHomeOld:      {EN: "Registered before?", JA: "ご登録済みの方"},
	EntryHomeOldText: {
		EN: "See your products, add another one, change your details.",
		JA: "ご登録製品の確認、製品の追加、お客様情報の変更ができます。",
	},
	EntryHomeLook: {EN: "Only a code?", JA: "ライセンスの内容を確認したい方"},
	EntryHomeLookText: {
		EN: "Enter an activation code to see what the server holds for it now.",
		JA: "アクティベーションコードから、現在のライセンス情報を確認できます。",
	},
	EntryHomeLookDo: {EN: "View licence details", JA: "ライセンス情報を確認する"},

	EntryLogIn:    {EN: "Log in", JA: "ログイン"},
	EntryRemember: {EN: "Remember the login ID in this browser", JA: "このブラウザにログインIDを保存する"},
	EntryRememberHow: {
		EN: "The password is not kept. Please leave this out on a computer that others use.",
		JA: "パスワードは保存しません。共用のパソコンではチェックを外してください。",
	},
	EntryForgotten: {EN: "Forgotten the login ID or password?", JA: "ログインID・パスワードをお忘れの方"},
	EntryNewHere:   {EN: "No account yet? Register a product", JA: "はじめての方は製品の登録へ"},
	EntryRefused: {
		EN: "The login ID or the password is wrong. Please check capital letters and the Japanese input, and try again.",
		JA: "ログインIDまたはパスワードが正しくありません。大文字・小文字と日本語入力の状態をご確認のうえ、もう一度入力してください。",
	},
	EntryRobotFirst: {EN: "Please pass the robot check as well, and enter the password once more.", JA: "ロボットではないことの確認にもお答えのうえ、もう一度パスワードを入力してください。"},
	EntryHeld: {
		EN: "This account is on hold, so nobody can log in. Please ask us; your licences go on.",
		JA: "このアカウントは現在停止しており、ログインできません。お手数ですがお問い合わせください。ご利用中のライセンスには影響ありません。",
	},
	EntryLoggedOut: {EN: "You have logged out.", JA: "ログアウトしました。"},

	EntryFactor:     {EN: "Second step", JA: "2段階認証"},
	EntryFactorLead: {EN: "Please enter the code that your authenticator app shows now.", JA: "認証アプリに表示されている確認コードを入力してください。"},
	EntryFactorCode: {EN: "Code", JA: "確認コード"},
	EntryFactorHint: {EN: "Six digits, or one of your recovery codes", JA: "6桁の数字、またはリカバリーコード"},
	EntryFactorNot: {
		EN: "This code is wrong or was used before. Please wait for the next one in the app and enter that.",
		JA: "確認コードが正しくないか、使用済みです。認証アプリに次のコードが表示されてから入力してください。",
	},
	EntryFactorLate: {EN: "Too much time has passed. Please log in once more.", JA: "時間が経過したため、もう一度ログインしてください。"},
	EntryFactorLost: {
		EN: "Lost the app? Use one of the recovery codes that you kept when you set it up. If those are lost too, please ask us.",
		JA: "認証アプリを使用できない場合は、設定時に保管したリカバリーコードを入力してください。リカバリーコードもない場合は、お問い合わせください。",
	},
	EntryFactorDo:   {EN: "Go on", JA: "次へ"},
	EntryFactorBack: {EN: "Log in as somebody else", JA: "別のログインIDでログインする"},
	EntryFactorLeft: {
		EN: "You used a recovery code. {count} {count|is|are} left: please make new ones before they run out.",
		JA: "リカバリーコードを使用しました（残り{count}個）。なくなる前に新しいコードを発行してください。",
	},

	EntryForgot: {EN: "Forgotten login ID or password", JA: "ログインID・パスワードをお忘れの方"},
	EntryForgotLead: {
		EN: "We send a mail to the address that is registered, with your login ID and a link to set a new password.",
		JA: "ご登録のメールアドレスに、ログインIDと、新しいパスワードを設定するためのリンクをお送りします。",
	},
	EntryForgotWho:  {EN: "Login ID or mail address", JA: "ログインIDまたはメールアドレス"},
	EntryForgotHint: {EN: "Either of them will do.", JA: "どちらか一方を入力してください。"},
	EntryForgotDo:   {EN: "Send the mail", JA: "メールを送信する"},
	EntrySent:       {EN: "Please look into your mail", JA: "メールをご確認ください"},
	EntrySentTo: {
		EN: "If it is registered here, a mail is on its way to {mail}.",
		JA: "ご登録がある場合は、{mail} 宛てにメールをお送りしました。",
	},
	EntrySentWait: {EN: "It can take up to {minutes} {minutes|minute|minutes} to arrive.", JA: "届くまでに{minutes}分ほどかかる場合があります。"},
	EntrySentLife: {EN: "The link in it is good for {minutes} {minutes|minute|minutes}, once.", JA: "メールのリンクは{minutes}分間、1回だけ有効です。"},
	EntrySentNot: {
		EN: "Nothing there? Please look among the junk mail, and check what you entered. If the address has changed, please ask us.",
		JA: "届かない場合は、迷惑メールフォルダーと入力内容をご確認ください。メールアドレスが変わった場合は、お問い合わせください。",
	},
	EntrySentCode:  {EN: "Enter the code from the mail", JA: "メールに記載のコードを入力する"},
	EntrySentAgain: {EN: "Enter something else", JA: "入力をやり直す"},
	EntryToLogIn:   {EN: "Go to the log-in page", JA: "ログイン画面へ"},

	EntryReset:      {EN: "Set a new password", JA: "新しいパスワードの設定"},
	EntryResetLead:  {EN: "Please enter the code from the mail, if it is not there already.", JA: "メールに記載のコードを入力してください（リンクから開いた場合は入力済みです）。"},
	EntryResetToken: {EN: "Code from the mail", JA: "メールに記載のコード"},
	EntryResetHint:  {EN: "43 letters, digits and hyphens: best pasted", JA: "43文字の英数字と記号（コピーして貼り付けてください）"},
	EntryResetNext:  {EN: "Go on", JA: "次へ"},
	EntryResetGone: {
		EN: "This code is not valid: it was used, has run out or is not complete. Please ask for a new mail.",
		JA: "このコードは使用できません。使用済みか、有効期限が切れているか、入力が不足しています。もう一度メールの送信をお申し込みください。",
	},
	EntryResetAgain: {EN: "Ask for a new mail", JA: "メールをもう一度申し込む"},
	EntryResetFor:   {EN: "For the login ID {login}", JA: "ログインID: {login} のパスワードを設定します。"},
	EntryResetWhich: {EN: "Login ID whose password is set", JA: "パスワードを設定するログインID"},
	EntryResetEnds:  {EN: "Whoever is logged in with the old password is logged out.", JA: "以前のパスワードでログイン中の端末は、すべてログアウトします。"},
	EntryResetDo:    {EN: "Set the password", JA: "パスワードを設定する"},
	EntryResetDone:  {EN: "The new password is set. Please log in with it.", JA: "新しいパスワードを設定しました。新しいパスワードでログインしてください。"},

	EntryHelp:     {EN: "Help and contact", JA: "ヘルプ・お問い合わせ"},
	EntryHelpLead: {EN: "Short answers to common questions, and whom to ask.", JA: "よくあるご質問と、お問い合わせ先をご案内します。"},
	EntryHelpAsk:  {EN: "Contact", JA: "お問い合わせ先"},
	EntryHelpAskText: {
		EN: "Please have your login ID or activation code at hand. Nobody here will ever ask for your password.",
		JA: "ログインIDまたはアクティベーションコードをお手元にご用意ください。パスワードをお尋ねすることはありません。",
	},
	EntryHelpNobody: {EN: "Please ask the dealer from whom you bought.", JA: "ご購入元の販売店にお問い合わせください。"},
	EntryHelpUsual:  {EN: "Common questions", JA: "よくあるご質問"},
	EntryHelpKey:    {EN: "Where is the registration key?", JA: "レジストレーションキーはどこに記載されていますか"},
	EntryHelpKeyText: {
		EN: "On the certificate that came with the product, on paper or by mail: two letters, then four groups of four characters. The letters I and O and the digits 0 and 1 are not used in the groups.",
		JA: "製品に付属する証書（書面またはメール）に記載されています。先頭2文字の英字と、4文字ずつ4組の英数字です。4文字の組では、紛らわしいIとO、0と1は使用していません。",
	},
	EntryHelpCode: {EN: "Where do I enter the activation code?", JA: "アクティベーションコードはどこに入力しますか"},
	EntryHelpCodeText: {
		EN: "On the licence screen of the product. Each code is shown with a button to copy it, in the list of your products and in the mail that we sent when you registered.",
		JA: "製品のライセンス画面に入力します。コードは、製品一覧（コピーボタン付き）と、登録時にお送りしたメールでご確認いただけます。",
	},
	EntryHelpTaken: {EN: "It says that the key was registered already.", JA: "「登録済み」と表示されて登録できません"},
	EntryHelpTakenText: {
		EN: "A key can be registered once. A colleague may have done it: ask who has the account, to be invited to it. If nobody knows, please contact us.",
		JA: "レジストレーションキーは1回だけ登録できます。社内の別の方が登録されている場合は、その方のアカウントに招待してもらってください。ご不明な場合はお問い合わせください。",
	},
	EntryHelpTrial: {EN: "We bought what we tried. What now?", JA: "体験版から製品版に切り替えるには"},
	EntryHelpTrialText: {
		EN: "Log in, choose “Register a product” and enter the new key. The line of the trial becomes that of the full licence, with a new activation code to enter in the product.",
		JA: "ログインして「製品を登録する」から新しいレジストレーションキーを入力してください。体験版の行が製品版に切り替わり、新しいアクティベーションコードが発行されますので、製品に入力してください。",
	},
	EntryHelpEnds: {EN: "How is a licence renewed?", JA: "ライセンスを更新するには"},
	EntryHelpEndsText: {
		EN: "Order the renewal from your dealer. The activation code stays the same, and the product takes the new date over by itself. It can take about two weeks until it shows here.",
		JA: "販売店に更新をお申し込みください。アクティベーションコードは変わらず、製品には新しい有効期限が自動的に反映されます。反映されるまで2週間ほどかかる場合があります。",
	},
	EntryHelpMoved: {EN: "The product moved to another machine.", JA: "製品を別のコンピュータに移行するには"},
	EntryHelpMovedText: {
		EN: "Enter the same activation code there. If it says that too many installations are in use, release the old one in the details of the licence.",
		JA: "移行先で同じアクティベーションコードを入力してください。台数の上限に達していると表示された場合は、ライセンスの詳細画面で以前の環境の登録を解除してください。",
	},
	EntryHelpLogIn: {EN: "I cannot log in.", JA: "ログインできません"},
	EntryHelpLogInText: {
		EN: "Have your login ID and a new password sent to your mail address. After several wrong passwords there is a robot check, and after many a short wait.",
		JA: "「ログインID・パスワードをお忘れの方」から再設定してください。続けて間違えると、ロボットではないことの確認や、しばらくの待ち時間が必要になります。",
	},
	EntryHelpMail: {EN: "A mail does not arrive.", JA: "メールが届きません"},
	EntryHelpMailText: {
		EN: "Please wait for 15 minutes and look among the junk mail. Let your mail filter pass mails from our domain.",
		JA: "15分ほどお待ちのうえ、迷惑メールフォルダーをご確認ください。受信制限をしている場合は、当社ドメインからのメールを許可してください。",
	},
	EntryHelpPhone: {EN: "I lost the telephone with the authenticator app.", JA: "認証アプリの入った端末を紛失しました"},
	EntryHelpPhoneText: {
		EN: "Log in with one of your recovery codes and set the second step up anew. Without any, please contact us: after we have made sure who you are, we can turn it off.",
		JA: "リカバリーコードでログインし、2段階認証を設定し直してください。リカバリーコードがない場合は、ご本人確認のうえで解除いたしますので、お問い合わせください。",
	},

	EntryTerms:        {EN: "Terms of use", JA: "利用規約"},
	EntryTermsVersion: {EN: "Version: {version}", JA: "版: {version}"},
	EntryTermsNone:    {EN: "There are no terms at present.", JA: "現在、利用規約はありません。"},
}
