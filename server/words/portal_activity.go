package words

// What was done in an account, and the page that lists it. Argument: word (as
// found in the log).
const (
	ActivityTitle ID = "activity.title"
	ActivityLead  ID = "activity.lead"
	ActivityNone  ID = "activity.none"
	ActivityWhen  ID = "activity.when"
	ActivityWho   ID = "activity.who"
	ActivityWhat  ID = "activity.what"
	ActivityOn    ID = "activity.on"
	ActivityOlder ID = "activity.older"
	ActivityFirst ID = "activity.first"

	ActivityDidOther          ID = "activity.did_other"
	ActivityDidIssue          ID = "activity.did_issue"
	ActivityDidIssueKey       ID = "activity.did_issue_key"
	ActivityDidImport         ID = "activity.did_import"
	ActivityDidActivate       ID = "activity.did_activate"
	ActivityDidRenew          ID = "activity.did_renew"
	ActivityDidSuspend        ID = "activity.did_suspend"
	ActivityDidResume         ID = "activity.did_resume"
	ActivityDidRevoke         ID = "activity.did_revoke"
	ActivityDidReplace        ID = "activity.did_replace"
	ActivityDidRemoveDevice   ID = "activity.did_remove_device"
	ActivityDidSignFile       ID = "activity.did_sign_file"
	ActivityDidOpenAccount    ID = "activity.did_open_account"
	ActivityDidRegister       ID = "activity.did_register"
	ActivityDidUnregister     ID = "activity.did_unregister"
	ActivityDidEditCompany    ID = "activity.did_edit_company"
	ActivityDidEditSupport    ID = "activity.did_edit_support"
	ActivityDidEditUser       ID = "activity.did_edit_user"
	ActivityDidSetPassword    ID = "activity.did_set_password"
	ActivityDidSetFactor      ID = "activity.did_set_factor"
	ActivityDidLogIn          ID = "activity.did_log_in"
	ActivityDidOpenTicket     ID = "activity.did_open_ticket"
	ActivityDidCloseTicket    ID = "activity.did_close_ticket"
	ActivityDidJoin           ID = "activity.did_join"
	ActivityDidSetRole        ID = "activity.did_set_role"
	ActivityDidRemoveUser     ID = "activity.did_remove_user"
	ActivityDidSetFeed        ID = "activity.did_set_feed"
	ActivityDidHoldAccount    ID = "activity.did_hold_account"
	ActivityDidReleaseAccount ID = "activity.did_release_account"
	ActivityDidRequestOffline ID = "activity.did_request_offline"
	ActivityDidAnswerOffline  ID = "activity.did_answer_offline"
	ActivityDidDropLetter     ID = "activity.did_drop_letter"
)

// ActivityDid gives the id of the words for an action of the log, and of
// ActivityDidOther for one that has none.
func ActivityDid(action string) ID {
	if id := ID("activity.did_" + action); Has(id) {
		return id
	}
	return ActivityDidOther
}

var portalActivityTexts = table{
	ActivityTitle: {EN: "Activity", JA: "操作履歴"},
	ActivityLead:  {EN: "What was done in your company's account, newest first.", JA: "お客様のアカウントで行われた操作を、新しい順に表示しています。"},
	ActivityNone:  {EN: "Nothing was done yet.", JA: "操作履歴はまだありません。"},
	ActivityWhen:  {EN: "When", JA: "日時"},
	ActivityWho:   {EN: "Who", JA: "操作者"},
	ActivityWhat:  {EN: "What", JA: "操作"},
	ActivityOn:    {EN: "Concerning", JA: "対象"},
	ActivityOlder: {EN: "Older", JA: "以前の履歴"},
	ActivityFirst: {EN: "Newest", JA: "最新の履歴"},

	ActivityDidOther:          {EN: "Other ({word})", JA: "その他の操作（{word}）"},
	ActivityDidIssue:          {EN: "Licence issued", JA: "ライセンスの発行"},
	ActivityDidIssueKey:       {EN: "Registration key issued", JA: "レジストレーションキーの発行"},
	ActivityDidImport:         {EN: "Licence taken over", JA: "ライセンスの取り込み"},
	ActivityDidActivate:       {EN: "Product activated", JA: "製品のアクティベーション"},
	ActivityDidRenew:          {EN: "Licence renewed", JA: "ライセンスの更新"},
	ActivityDidSuspend:        {EN: "Licence suspended", JA: "ライセンスの一時停止"},
	ActivityDidResume:         {EN: "Licence resumed", JA: "ライセンスの再開"},
	ActivityDidRevoke:         {EN: "Licence revoked", JA: "ライセンスの取り消し"},
	ActivityDidReplace:        {EN: "Activation code replaced", JA: "アクティベーションコードの変更"},
	ActivityDidRemoveDevice:   {EN: "Installation released", JA: "環境の登録解除"},
	ActivityDidSignFile:       {EN: "Licence file made", JA: "ライセンスファイルの発行"},
	ActivityDidOpenAccount:    {EN: "Account opened", JA: "アカウントの作成"},
	ActivityDidRegister:       {EN: "Product registered", JA: "製品の登録"},
	ActivityDidUnregister:     {EN: "Product taken off the list", JA: "製品の登録取り消し"},
	ActivityDidEditCompany:    {EN: "Company details changed", JA: "会社情報の変更"},
	ActivityDidEditSupport:    {EN: "Support contact changed", JA: "サポート連絡先の変更"},
	ActivityDidEditUser:       {EN: "User details changed", JA: "ユーザー情報の変更"},
	ActivityDidSetPassword:    {EN: "Password changed", JA: "パスワードの変更"},
	ActivityDidSetFactor:      {EN: "Two-step verification changed", JA: "2段階認証の設定変更"},
	ActivityDidLogIn:          {EN: "Logged in", JA: "ログイン"},
	ActivityDidOpenTicket:     {EN: "Invitation or reset mail sent", JA: "招待または再設定メールの送信"},
	ActivityDidCloseTicket:    {EN: "Invitation withdrawn", JA: "招待の取り消し"},
	ActivityDidJoin:           {EN: "User joined", JA: "招待されたユーザーの登録"},
	ActivityDidSetRole:        {EN: "Role changed", JA: "役割の変更"},
	ActivityDidRemoveUser:     {EN: "User removed", JA: "ユーザーの削除"},
	ActivityDidSetFeed:        {EN: "Calendar address changed", JA: "カレンダー用アドレスの変更"},
	ActivityDidHoldAccount:    {EN: "Account held by the issuer", JA: "発行元によるアカウントの停止"},
	ActivityDidReleaseAccount: {EN: "Account released by the issuer", JA: "発行元によるアカウントの停止解除"},
	ActivityDidRequestOffline: {EN: "Offline code requested", JA: "オフライン用コードの申請"},
	ActivityDidAnswerOffline:  {EN: "Offline code issued", JA: "オフライン用コードの発行"},
	ActivityDidDropLetter:     {EN: "Undeliverable mail dropped", JA: "配信できないメールの破棄"},
}
