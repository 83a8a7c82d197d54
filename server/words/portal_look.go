package words

// The frame of the portal's pages, and what is said where a page cannot be
// shown. Arguments: value (a day or a moment), wait (a length of time), id (of
// an error, for the operator's log), count (of fields), address (of the portal),
// login (of who is logged in).
const (
	LookName       ID = "look.name"
	LookValue      ID = "look.value"
	LookSkip       ID = "look.skip"
	LookMain       ID = "look.main"
	LookLanguage   ID = "look.language"
	LookProducts   ID = "look.products"
	LookCalendar   ID = "look.calendar"
	LookAccount    ID = "look.account"
	LookActivity   ID = "look.activity"
	LookHelp       ID = "look.help"
	LookTerms      ID = "look.terms"
	LookLogIn      ID = "look.log_in"
	LookLogOut     ID = "look.log_out"
	LookLoggedInAs ID = "look.logged_in_as"
	LookHome       ID = "look.home"

	LookOptional ID = "look.optional"
	LookErrors   ID = "look.errors"
	LookChoose   ID = "look.choose"
	LookCopy     ID = "look.copy"
	LookCopied   ID = "look.copied"
	LookSteps    ID = "look.steps"
	LookStepDone ID = "look.step_done"
	LookTabs     ID = "look.tabs"
	LookShow     ID = "look.show"
	LookHide     ID = "look.hide"

	LookRobot        ID = "look.robot"
	LookRobotReady   ID = "look.robot_ready"
	LookRobotWorking ID = "look.robot_working"
	LookRobotDone    ID = "look.robot_done"
	LookRobotWrong   ID = "look.robot_wrong"
	LookRobotStale   ID = "look.robot_stale"

	LookNotFound    ID = "look.not_found"
	LookNotFoundDo  ID = "look.not_found_do"
	LookForbidden   ID = "look.forbidden"
	LookForbiddenDo ID = "look.forbidden_do"
	LookForeign     ID = "look.foreign"
	LookForeignDo   ID = "look.foreign_do"
	LookMethod      ID = "look.method"
	LookMethodDo    ID = "look.method_do"
	LookTooLarge    ID = "look.too_large"
	LookTooLargeDo  ID = "look.too_large_do"
	LookBadForm     ID = "look.bad_form"
	LookBadFormDo   ID = "look.bad_form_do"
	LookLimited     ID = "look.limited"
	LookLimitedDo   ID = "look.limited_do"
	LookBusy        ID = "look.busy"
	LookBusyDo      ID = "look.busy_do"
	LookUnsure      ID = "look.unsure"
	LookUnsureDo    ID = "look.unsure_do"
	LookFailed      ID = "look.failed"
	LookFailedDo    ID = "look.failed_do"
	LookElsewhereDo ID = "look.elsewhere_do"
	LookUnset       ID = "look.unset"
	LookErrorID     ID = "look.error_id"
	LookLogInFirst  ID = "look.log_in_first"
)

var portalLookTexts = table{
	LookName:       {EN: "Licence portal", JA: "ライセンスポータル"},
	LookValue:      {EN: "{value}", JA: "{value}"},
	LookSkip:       {EN: "Skip to the content", JA: "本文へ移動"},
	LookMain:       {EN: "Main menu", JA: "メインメニュー"},
	LookLanguage:   {EN: "Language", JA: "表示言語"},
	LookProducts:   {EN: "Products", JA: "製品一覧"},
	LookCalendar:   {EN: "Calendar", JA: "カレンダー"},
	LookAccount:    {EN: "Account", JA: "登録情報"},
	LookActivity:   {EN: "Activity", JA: "操作履歴"},
	LookHelp:       {EN: "Help", JA: "ヘルプ"},
	LookTerms:      {EN: "Terms of use", JA: "利用規約"},
	LookLogIn:      {EN: "Log in", JA: "ログイン"},
	LookLogOut:     {EN: "Log out", JA: "ログアウト"},
	LookLoggedInAs: {EN: "Logged in as {login}", JA: "{login} としてログイン中"},
	LookHome:       {EN: "To the start page", JA: "トップページへ"},

	LookOptional: {EN: "optional", JA: "任意"},
	LookErrors:   {EN: "Please check {count} {count|field|fields}", JA: "{count}か所の入力内容をご確認ください"},
	LookChoose:   {EN: "Choose", JA: "選択してください"},
	LookCopy:     {EN: "Copy", JA: "コピー"},
	LookCopied:   {EN: "Copied", JA: "コピーしました"},
	LookSteps:    {EN: "Steps", JA: "手順"},
	LookStepDone: {EN: "done:", JA: "完了："},
	LookTabs:     {EN: "Sections", JA: "セクション"},
	LookShow:     {EN: "Show the password", JA: "パスワードを表示"},
	LookHide:     {EN: "Hide the password", JA: "パスワードを隠す"},

	LookRobot:        {EN: "Robot check", JA: "ロボットではないことの確認"},
	LookRobotReady:   {EN: "Your browser does this check by itself. You need not do anything.", JA: "ブラウザが自動で確認します。操作は必要ありません。"},
	LookRobotWorking: {EN: "The check is under way …", JA: "確認しています…"},
	LookRobotDone:    {EN: "The check is done.", JA: "確認が完了しました。"},

	LookRobotWrong: {EN: "The answer is missing or not right. Here is another question.", JA: "答えが入力されていないか、正しくありません。次の質問にお答えください。"},
	LookRobotStale: {EN: "The check has run out. Please answer once more.", JA: "確認の有効時間が過ぎました。もう一度お答えください。"},

	LookNotFound:    {EN: "This page does not exist", JA: "ページが見つかりません"},
	LookNotFoundDo:  {EN: "The address may be mistyped, or what it showed is not there any more.", JA: "アドレスに誤りがあるか、対象がすでに存在しない可能性があります。"},
	LookForbidden:   {EN: "You may not do this", JA: "この操作は許可されていません"},
	LookForbiddenDo: {EN: "Your role in the account does not allow it. Please ask an owner of your account.", JA: "現在の役割では、この操作を行えません。管理責任者にご依頼ください。"},
	LookForeign:     {EN: "This was sent from another site", JA: "ほかのサイトから送信されました"},
	LookForeignDo:   {EN: "Nothing was changed. Please open the portal's page and send the form from there.", JA: "変更は行われていません。ポータルの画面を開き、そこから送信してください。"},
	LookMethod:      {EN: "This page cannot be used like that", JA: "この方法では利用できないページです"},
	LookMethodDo:    {EN: "Please go back and use the buttons of the page.", JA: "前の画面に戻り、画面のボタンから操作してください。"},
	LookTooLarge:    {EN: "That was too much to send", JA: "送信された内容が大きすぎます"},
	LookTooLargeDo:  {EN: "Please go back and shorten what you entered.", JA: "前の画面に戻り、入力内容を短くしてください。"},
	LookBadForm:     {EN: "The form could not be read", JA: "送信された内容を読み取れませんでした"},
	LookBadFormDo:   {EN: "Nothing was changed. Please go back and send it once more.", JA: "変更は行われていません。前の画面に戻り、もう一度送信してください。"},
	LookLimited:     {EN: "Too many tries", JA: "試行回数が多すぎます"},
	LookLimitedDo:   {EN: "Please wait {wait} and try again.", JA: "{wait}ほど待ってから、もう一度お試しください。"},
	LookBusy:        {EN: "Please try again in a moment", JA: "しばらくしてからもう一度お試しください"},
	LookBusyDo:      {EN: "The portal is very busy now. Nothing was changed.", JA: "現在、アクセスが集中しています。変更は行われていません。"},
	LookUnsure:      {EN: "The portal is not available now", JA: "現在、ポータルを利用できません"},
	LookUnsureDo:    {EN: "Please try again in a moment. What you did last may or may not have been saved: look before you do it again.", JA: "しばらくしてからもう一度お試しください。直前の操作が保存されたかどうかは、再開後の画面でご確認ください。"},
	LookFailed:      {EN: "Something went wrong", JA: "エラーが発生しました"},
	LookFailedDo:    {EN: "This is our fault, not yours. Please try again; if it happens again, tell us the number below.", JA: "ご不便をおかけして申し訳ありません。もう一度お試しいただき、解決しない場合は下記の番号をお知らせください。"},
	LookUnset:       {EN: "The portal has no address for others yet: set portal.url in the server's configuration.", JA: "ポータルの公開アドレスが設定されていません。サーバの設定 portal.url を指定してください。"},
	LookElsewhereDo: {EN: "Please open {address}.", JA: "{address} を開いてください。"},
	LookErrorID:     {EN: "Error number", JA: "エラー番号"},
	LookLogInFirst:  {EN: "Please log in to go on. Whoever does nothing for a while is logged out.", JA: "続けるには、ログインしてください。一定時間操作がない場合は、自動的にログアウトします。"},
}
