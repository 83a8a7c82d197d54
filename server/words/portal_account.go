package words

// The portal's account pages: company, support contact, seller, one's own
// details, second factor, users and invitations (rows R7, P6, P7).
const (
	// Tabs, and what every one of them says.
	AccountTabs        ID = "account.tabs"
	AccountTabCompany  ID = "account.tab_company"
	AccountTabSupport  ID = "account.tab_support"
	AccountTabSeller   ID = "account.tab_seller"
	AccountTabMe       ID = "account.tab_me"
	AccountTabPassword ID = "account.tab_password"
	AccountTabFactor   ID = "account.tab_factor"
	AccountTabUsers    ID = "account.tab_users"
	AccountSave        ID = "account.save"
	AccountCancel      ID = "account.cancel"
	AccountApart       ID = "account.apart"
	AccountReadOnly    ID = "account.read_only"
	AccountUnchanged   ID = "account.unchanged"
	AccountNotGiven    ID = "account.not_given"
	AccountStaleTitle  ID = "account.stale_title"
	AccountStaleLead   ID = "account.stale_lead"
	AccountStaleField  ID = "account.stale_field"
	AccountStaleNow    ID = "account.stale_now"
	AccountStaleTyped  ID = "account.stale_typed"

	// Company, support contact, seller. Argument: mail.
	AccountCompanyLead     ID = "account.company_lead"
	AccountCompanySaved    ID = "account.company_saved"
	AccountSupportLead     ID = "account.support_lead"
	AccountSupportSame     ID = "account.support_same"
	AccountSupportSameHint ID = "account.support_same_hint"
	AccountSupportCompany  ID = "account.support_company"
	AccountSupportPerson   ID = "account.support_person"
	AccountSupportSaved    ID = "account.support_saved"
	AccountSellerLead      ID = "account.seller_lead"

	// One's own details and password. Argument: mail.
	AccountMeLead         ID = "account.me_lead"
	AccountMeLang         ID = "account.me_lang"
	AccountMeLangHint     ID = "account.me_lang_hint"
	AccountLangJA         ID = "account.lang_ja"
	AccountLangEN         ID = "account.lang_en"
	AccountMeCurrentHint  ID = "account.me_current_hint"
	AccountMeSaved        ID = "account.me_saved"
	AccountCurrentWrong   ID = "account.current_wrong"
	AccountPasswordLead   ID = "account.password_lead"
	AccountPasswordNew    ID = "account.password_new"
	AccountPasswordAgain  ID = "account.password_again"
	AccountPasswordSame   ID = "account.password_same"
	AccountPasswordChange ID = "account.password_change"
	AccountPasswordSaved  ID = "account.password_saved"

	// The second factor (row P7). Argument: count (of recovery codes), mail.
	AccountFactorLead      ID = "account.factor_lead"
	AccountFactorOff       ID = "account.factor_off"
	AccountFactorOn        ID = "account.factor_on"
	AccountFactorState     ID = "account.factor_state"
	AccountFactorSetUp     ID = "account.factor_set_up"
	AccountFactorScan      ID = "account.factor_scan"
	AccountFactorQR        ID = "account.factor_qr"
	AccountFactorByHand    ID = "account.factor_by_hand"
	AccountFactorKey       ID = "account.factor_key"
	AccountFactorKind      ID = "account.factor_kind"
	AccountFactorProve     ID = "account.factor_prove"
	AccountFactorCode      ID = "account.factor_code"
	AccountFactorCodeHint  ID = "account.factor_code_hint"
	AccountFactorAnyHint   ID = "account.factor_any_hint"
	AccountFactorWrong     ID = "account.factor_wrong"
	AccountFactorUsed      ID = "account.factor_used"
	AccountFactorAnew      ID = "account.factor_anew"
	AccountFactorSwitchOn  ID = "account.factor_switch_on"
	AccountFactorSwitchOff ID = "account.factor_switch_off"
	AccountFactorOffLead   ID = "account.factor_off_lead"
	AccountFactorOnSaved   ID = "account.factor_on_saved"
	AccountFactorOffSaved  ID = "account.factor_off_saved"
	AccountRecovery        ID = "account.recovery"
	AccountRecoveryLead    ID = "account.recovery_lead"
	AccountRecoveryCopy    ID = "account.recovery_copy"
	AccountRecoveryPrint   ID = "account.recovery_print"
	AccountRecoveryKept    ID = "account.recovery_kept"
	AccountRecoveryWrong   ID = "account.recovery_wrong"
	AccountRecoveryLeft    ID = "account.recovery_left"
	AccountRecoveryFew     ID = "account.recovery_few"
	AccountRecoveryNew     ID = "account.recovery_new"
	AccountRecoveryNewLead ID = "account.recovery_new_lead"
	AccountRecoveryMake    ID = "account.recovery_make"
	AccountRecoverySaved   ID = "account.recovery_saved"

	// Users and roles. Arguments: person, login, role (said), mail, days, company.
	AccountRoleViewer      ID = "account.role_viewer"
	AccountRoleEditor      ID = "account.role_editor"
	AccountRoleOwner       ID = "account.role_owner"
	AccountRoleViewerHint  ID = "account.role_viewer_hint"
	AccountRoleEditorHint  ID = "account.role_editor_hint"
	AccountRoleOwnerHint   ID = "account.role_owner_hint"
	AccountUsersLead       ID = "account.users_lead"
	AccountUserRole        ID = "account.user_role"
	AccountUserLastLogIn   ID = "account.user_last_log_in"
	AccountUserYou         ID = "account.user_you"
	AccountUserAction      ID = "account.user_action"
	AccountRoles           ID = "account.roles"
	AccountRoleOf          ID = "account.role_of"
	AccountRoleChange      ID = "account.role_change"
	AccountRoleSaved       ID = "account.role_saved"
	AccountLastOwner       ID = "account.last_owner"
	AccountRemove          ID = "account.remove"
	AccountRemoveTitle     ID = "account.remove_title"
	AccountRemoveLead      ID = "account.remove_lead"
	AccountRemoveYou       ID = "account.remove_you"
	AccountRemoveDo        ID = "account.remove_do"
	AccountUserRemoved     ID = "account.user_removed"
	AccountYouRemoved      ID = "account.you_removed"
	AccountInvite          ID = "account.invite"
	AccountInviteLead      ID = "account.invite_lead"
	AccountInviteLang      ID = "account.invite_lang"
	AccountInviteSend      ID = "account.invite_send"
	AccountInviteSent      ID = "account.invite_sent"
	AccountInviteOpen      ID = "account.invite_open"
	AccountInviteMany      ID = "account.invite_many"
	AccountInvitations     ID = "account.invitations"
	AccountInvitationsNone ID = "account.invitations_none"
	AccountInviteUntil     ID = "account.invite_until"
	AccountInviteBy        ID = "account.invite_by"
	AccountWithdraw        ID = "account.withdraw"
	AccountWithdrawn       ID = "account.withdrawn"
	AccountWithdrawnGone   ID = "account.withdrawn_gone"

	// Joining by invitation. Arguments: company, role (said), login.
	AccountJoin       ID = "account.join"
	AccountJoinLead   ID = "account.join_lead"
	AccountJoinCode   ID = "account.join_code"
	AccountJoinNext   ID = "account.join_next"
	AccountJoinTo     ID = "account.join_to"
	AccountJoinUntil  ID = "account.join_until"
	AccountJoinPerson ID = "account.join_person"
	AccountJoinUser   ID = "account.join_user"
	AccountJoinDo     ID = "account.join_do"
	AccountJoinVoid   ID = "account.join_void"
	AccountJoinOther  ID = "account.join_other"
	AccountJoinTaken  ID = "account.join_taken"
	AccountJoined     ID = "account.joined"
)

// AccountRole gives the id of the word for a role by its name: viewer, editor,
// owner.
func AccountRole(name string) ID { return ID("account.role_" + name) }

var portalAccountTexts = table{
	AccountTabs:        {EN: "Account", JA: "登録情報"},
	AccountTabCompany:  {EN: "Company", JA: "会社情報"},
	AccountTabSupport:  {EN: "Support contact", JA: "サポート連絡先"},
	AccountTabSeller:   {EN: "Seller", JA: "販売店"},
	AccountTabMe:       {EN: "My details", JA: "ユーザー情報"},
	AccountTabPassword: {EN: "Password", JA: "パスワード"},
	AccountTabFactor:   {EN: "Two-step verification", JA: "2段階認証"},
	AccountTabUsers:    {EN: "Users", JA: "ユーザー管理"},
	AccountSave:        {EN: "Save", JA: "保存する"},
	AccountCancel:      {EN: "Cancel", JA: "キャンセル"},
	AccountApart:       {EN: "Each tab is saved by itself.", JA: "内容はタブごとに保存されます。"},
	AccountReadOnly: {
		EN: "Your role lets you look at this, not change it. An editor or an owner of your company can.",
		JA: "現在の役割では閲覧のみ行えます。変更は、編集者または管理責任者にご依頼ください。",
	},
	AccountUnchanged:  {EN: "Nothing was different, so nothing was saved.", JA: "変更された項目がないため、保存は行われませんでした。"},
	AccountNotGiven:   {EN: "—", JA: "（未入力）"},
	AccountStaleTitle: {EN: "Somebody else saved this meanwhile", JA: "ほかのユーザーが先に内容を変更しました"},
	AccountStaleLead: {
		EN: "Nothing of yours is lost, and nothing of it is saved yet. Compare the two, correct the form below where needed, and save again.",
		JA: "入力した内容はまだ保存されていませんが、下のフォームに残っています。現在の内容と見比べ、必要に応じて修正してから、もう一度保存してください。",
	},
	AccountStaleField: {EN: "Field", JA: "項目"},
	AccountStaleNow:   {EN: "Saved now", JA: "現在の内容"},
	AccountStaleTyped: {EN: "You entered", JA: "入力した内容"},

	AccountCompanyLead: {EN: "The company that the licences are registered to.", JA: "ライセンスの登録先となる会社の情報です。"},
	AccountCompanySaved: {
		EN: "The company’s details are saved. A confirmation goes to {mail}.",
		JA: "会社情報を保存しました。確認のメールを {mail} 宛てに送信します。",
	},
	AccountSupportLead:     {EN: "Whom we write to and call about support.", JA: "サポートに関するご連絡先です。"},
	AccountSupportSame:     {EN: "Same as the company and the user", JA: "会社情報・ユーザー情報と同じ"},
	AccountSupportSameHint: {EN: "While this is ticked, the fields below are not used.", JA: "チェックを入れている間、以下の項目は使用されません。"},
	AccountSupportCompany:  {EN: "Company of the support contact", JA: "サポート連絡先の会社"},
	AccountSupportPerson:   {EN: "Person to ask", JA: "ご担当者"},
	AccountSupportSaved: {
		EN: "The support contact is saved. A confirmation goes to {mail}.",
		JA: "サポート連絡先を保存しました。確認のメールを {mail} 宛てに送信します。",
	},
	AccountSellerLead: {
		EN: "Where the products were bought. This was given at registration and stays as it is.",
		JA: "製品の購入元となる販売店です。登録時の情報のため、変更することはできません。",
	},

	AccountMeLead:        {EN: "Who you are, where we write to you, and in which language.", JA: "お客様ご自身の情報と、メールの宛先、使用する言語です。"},
	AccountMeLang:        {EN: "Language", JA: "使用する言語"},
	AccountMeLangHint:    {EN: "Of mails, and of these pages.", JA: "メールと画面の表示に使用します。"},
	AccountLangJA:        {EN: "Japanese", JA: "日本語"},
	AccountLangEN:        {EN: "English", JA: "英語"},
	AccountMeCurrentHint: {EN: "Needed only when the mail address changes.", JA: "メールアドレスを変更する場合のみ入力してください。"},
	AccountMeSaved: {
		EN: "Your details are saved. A confirmation goes to {mail}.",
		JA: "ユーザー情報を保存しました。確認のメールを {mail} 宛てに送信します。",
	},
	AccountCurrentWrong: {EN: "That is not your current password.", JA: "現在のパスワードが正しくありません。"},
	AccountPasswordLead: {
		EN: "After the change you stay logged in here, and are logged out everywhere else.",
		JA: "変更後もこの画面ではログインしたままとなり、ほかの端末やブラウザからはログアウトされます。",
	},
	AccountPasswordNew:    {EN: "New password", JA: "新しいパスワード"},
	AccountPasswordAgain:  {EN: "New password, once more", JA: "新しいパスワード（確認用）"},
	AccountPasswordSame:   {EN: "That is the password you have now. Choose another one.", JA: "現在のパスワードと同じです。別のパスワードを入力してください。"},
	AccountPasswordChange: {EN: "Change the password", JA: "パスワードを変更する"},
	AccountPasswordSaved: {
		EN: "Your password is changed, and you are logged out everywhere else. A confirmation goes to {mail}.",
		JA: "パスワードを変更し、ほかの端末やブラウザからすべてログアウトしました。確認のメールを {mail} 宛てに送信します。",
	},

	AccountFactorLead: {
		EN: "With two-step verification every log-in also asks for a code that an app on your phone shows.",
		JA: "2段階認証を有効にすると、ログインのたびに、パスワードに加えて認証アプリに表示される確認コードの入力が必要になります。",
	},
	AccountFactorOff:   {EN: "Off", JA: "無効"},
	AccountFactorOn:    {EN: "On", JA: "有効"},
	AccountFactorState: {EN: "State", JA: "状態"},
	AccountFactorSetUp: {EN: "Set up two-step verification", JA: "2段階認証を設定する"},
	AccountFactorScan:  {EN: "Scan the QR code with an authenticator app", JA: "認証アプリでQRコードを読み取る"},
	AccountFactorQR:    {EN: "QR code of the set-up key", JA: "設定キーのQRコード"},
	AccountFactorByHand: {
		EN: "If you cannot scan it, enter this key in the app by hand.",
		JA: "QRコードを読み取れない場合は、次の設定キーを認証アプリに手動で入力してください。",
	},
	AccountFactorKey:      {EN: "Set-up key", JA: "設定キー"},
	AccountFactorKind:     {EN: "Time-based (TOTP), SHA-1, 6 digits, every 30 seconds.", JA: "時間ベース（TOTP）、SHA-1、6桁、30秒間隔です。"},
	AccountFactorProve:    {EN: "Enter your password and the code that the app shows", JA: "パスワードと確認コードを入力する"},
	AccountFactorCode:     {EN: "Code", JA: "確認コード"},
	AccountFactorCodeHint: {EN: "The 6 digits that the app shows now.", JA: "認証アプリに現在表示されている6桁の数字です。"},
	AccountFactorAnyHint: {
		EN: "The 6 digits that the app shows now, or one of your recovery codes.",
		JA: "認証アプリに現在表示されている6桁の数字、またはリカバリーコードです。",
	},
	AccountFactorWrong: {
		EN: "That code is not right. Check that the phone’s clock is, and enter the code that the app shows now.",
		JA: "確認コードが正しくありません。端末の時刻が正確であることを確認し、認証アプリに現在表示されているコードを入力してください。",
	},
	AccountFactorUsed: {
		EN: "That code was used already. Wait until the app shows the next one.",
		JA: "この確認コードは使用済みです。認証アプリに次のコードが表示されてから入力してください。",
	},
	AccountFactorAnew: {
		EN: "The set-up had to begin again. Please scan this QR code, and delete an earlier entry from the app.",
		JA: "設定を最初からやり直します。このQRコードを読み取り、認証アプリに以前の登録がある場合は削除してください。",
	},
	AccountFactorSwitchOn:  {EN: "Switch on", JA: "有効にする"},
	AccountFactorSwitchOff: {EN: "Switch off two-step verification", JA: "2段階認証を無効にする"},
	AccountFactorOffLead: {
		EN: "From then on your password alone logs you in. The key in the app and all recovery codes become void.",
		JA: "無効にすると、パスワードのみでログインできるようになります。認証アプリの設定キーとリカバリーコードは、すべて使用できなくなります。",
	},
	AccountFactorOnSaved: {
		EN: "Two-step verification is on. A confirmation goes to {mail}.",
		JA: "2段階認証を有効にしました。確認のメールを {mail} 宛てに送信します。",
	},
	AccountFactorOffSaved: {
		EN: "Two-step verification is off. A confirmation goes to {mail}.",
		JA: "2段階認証を無効にしました。確認のメールを {mail} 宛てに送信します。",
	},
	AccountRecovery: {EN: "Recovery codes", JA: "リカバリーコード"},
	AccountRecoveryLead: {
		EN: "Each of them stands in once for the app’s code. They are shown now and never again. Copy or print them, and keep them where only you find them.",
		JA: "認証アプリを使用できないときに、確認コードの代わりとして1回ずつ使用できます。この画面を閉じると再表示できません。コピーまたは印刷し、ご自身だけが確認できる場所に保管してください。",
	},
	AccountRecoveryCopy:  {EN: "Copy all", JA: "すべてコピー"},
	AccountRecoveryPrint: {EN: "Print", JA: "印刷する"},
	AccountRecoveryKept:  {EN: "I have kept the codes", JA: "コードを保管しました"},
	AccountRecoveryWrong: {
		EN: "That recovery code is not right, or was used before. Take another one.",
		JA: "リカバリーコードが正しくないか、すでに使用されています。別のコードを入力してください。",
	},
	AccountRecoveryLeft: {EN: "{count} {count|recovery code is|recovery codes are} left.", JA: "リカバリーコードの残りは{count}個です。"},
	AccountRecoveryFew: {
		EN: "Only few recovery codes are left. Make new ones in time.",
		JA: "リカバリーコードの残りが少なくなっています。お早めに新しいコードを発行してください。",
	},
	AccountRecoveryNew:     {EN: "Make new recovery codes", JA: "新しいリカバリーコードを発行する"},
	AccountRecoveryNewLead: {EN: "The recovery codes that you have now become void.", JA: "現在のリカバリーコードは使用できなくなります。"},
	AccountRecoveryMake:    {EN: "Make them", JA: "発行する"},
	AccountRecoverySaved:   {EN: "The recovery codes are in force.", JA: "リカバリーコードが有効になりました。"},

	AccountRoleViewer:     {EN: "Viewer", JA: "閲覧者"},
	AccountRoleEditor:     {EN: "Editor", JA: "編集者"},
	AccountRoleOwner:      {EN: "Owner", JA: "管理責任者"},
	AccountRoleViewerHint: {EN: "Sees everything, changes only his or her own details.", JA: "すべての情報を閲覧できます。変更できるのはご自身の情報のみです。"},
	AccountRoleEditorHint: {
		EN: "Also registers products, edits the company and releases installations.",
		JA: "閲覧者の操作に加えて、製品の登録、会社情報の変更、環境の登録解除を行えます。",
	},
	AccountRoleOwnerHint: {EN: "Also invites and removes users, and gives roles.", JA: "編集者の操作に加えて、ユーザーの招待と削除、役割の変更を行えます。"},
	AccountUsersLead: {
		EN: "Who may log in for your company, and what each may do.",
		JA: "会社のアカウントにログインできるユーザーの一覧です。各ユーザーが行える操作は、役割によって決まります。",
	},
	AccountUserRole:      {EN: "Role", JA: "役割"},
	AccountUserLastLogIn: {EN: "Last log-in", JA: "最終ログイン"},
	AccountUserYou:       {EN: "You", JA: "ご本人"},
	AccountUserAction:    {EN: "Action", JA: "操作"},
	AccountRoles:         {EN: "What the roles may do", JA: "役割ごとに行える操作"},
	AccountRoleOf:        {EN: "Role of {login}", JA: "{login} の役割"},
	AccountRoleChange:    {EN: "Change", JA: "変更"},
	AccountRoleSaved:     {EN: "{login}: the role is now “{role}”.", JA: "{login} の役割を「{role}」に変更しました。"},
	AccountLastOwner: {
		EN: "A company keeps at least one owner. Make somebody else an owner first.",
		JA: "管理責任者は1名以上必要です。先に別のユーザーを管理責任者に変更してください。",
	},
	AccountRemove:      {EN: "Remove", JA: "削除"},
	AccountRemoveTitle: {EN: "Remove a user", JA: "ユーザーの削除"},
	AccountRemoveLead: {
		EN: "This user is logged out everywhere and cannot log in again. What was registered stays with your company. It cannot be undone: to come back, the person must be invited again.",
		JA: "このユーザーはすべての端末からログアウトされ、以後ログインできなくなります。登録済みの製品は会社のアカウントに残ります。この操作は取り消せません。再び利用するには、あらためて招待が必要です。",
	},
	AccountRemoveYou:   {EN: "This is you. You are logged out at once.", JA: "ご自身を削除しようとしています。削除すると、ただちにログアウトされます。"},
	AccountRemoveDo:    {EN: "Remove this user", JA: "このユーザーを削除する"},
	AccountUserRemoved: {EN: "{login} is removed and logged out everywhere.", JA: "{login} を削除し、すべての端末からログアウトしました。"},
	AccountYouRemoved:  {EN: "You are removed from {company} and logged out.", JA: "{company} のユーザーから削除され、ログアウトしました。"},
	AccountInvite:      {EN: "Invite a user", JA: "ユーザーを招待する"},
	AccountInviteLead: {
		EN: "The person gets a mail with a link that works once, within {days} days.",
		JA: "招待する方に、リンクを記載したメールを送信します。リンクの有効期間は{days}日で、1回のみ使用できます。",
	},
	AccountInviteLang: {EN: "Language of the mail", JA: "メールの言語"},
	AccountInviteSend: {EN: "Send the invitation", JA: "招待メールを送信する"},
	AccountInviteSent: {
		EN: "The invitation goes to {mail}. It is good for {days} days.",
		JA: "{mail} 宛てに招待メールを送信します。有効期間は{days}日です。",
	},
	AccountInviteOpen: {
		EN: "This address has an open invitation. Withdraw it first to send another.",
		JA: "このアドレスには有効な招待があります。再送する場合は、先に招待を取り消してください。",
	},
	AccountInviteMany: {
		EN: "Too many invitations are open. Withdraw those that are not needed.",
		JA: "有効な招待が上限に達しています。不要な招待を取り消してください。",
	},
	AccountInvitations:     {EN: "Open invitations", JA: "招待中のユーザー"},
	AccountInvitationsNone: {EN: "No invitation is open.", JA: "有効な招待はありません。"},
	AccountInviteUntil:     {EN: "Good until", JA: "有効期限"},
	AccountInviteBy:        {EN: "Invited by", JA: "招待者"},
	AccountWithdraw:        {EN: "Withdraw", JA: "取り消す"},
	AccountWithdrawn:       {EN: "The invitation is withdrawn.", JA: "招待を取り消しました。"},
	AccountWithdrawnGone:   {EN: "That invitation was used or withdrawn already.", JA: "この招待は、すでに使用されたか取り消されています。"},

	AccountJoin:       {EN: "Join by invitation", JA: "招待による登録"},
	AccountJoinLead:   {EN: "Enter the invitation code from the mail.", JA: "メールに記載された招待コードを入力してください。"},
	AccountJoinCode:   {EN: "Invitation code", JA: "招待コード"},
	AccountJoinNext:   {EN: "Next", JA: "次へ"},
	AccountJoinTo:     {EN: "You are invited to join {company}. Your role: {role}.", JA: "{company} のアカウントに招待されています。役割: {role}"},
	AccountJoinUntil:  {EN: "The invitation is good until", JA: "招待の有効期限:"},
	AccountJoinPerson: {EN: "About you", JA: "ご自身の情報"},
	AccountJoinUser:   {EN: "Login", JA: "ログイン情報"},
	AccountJoinDo:     {EN: "Join", JA: "登録する"},
	AccountJoinVoid: {
		EN: "This invitation is not valid: it was used or withdrawn, has run out, or the code is incomplete. Copy the whole code from the mail, or ask whoever invited you for a new invitation.",
		JA: "この招待は無効です。使用済み、取り消し済み、期限切れ、またはコードの一部が欠けている可能性があります。メールのコード全体をコピーするか、招待した方に再度の招待をご依頼ください。",
	},
	AccountJoinOther: {
		EN: "You are logged in as {login}. When you join, you go on as the new user.",
		JA: "現在 {login} としてログインしています。登録すると、新しいユーザーとしてログインします。",
	},
	AccountJoinTaken: {EN: "This login ID is taken. Choose another one.", JA: "このログインIDは使用されています。別のIDを入力してください。"},
	AccountJoined:    {EN: "Welcome. You are now a user of {company}.", JA: "{company} のユーザーとして登録し、ログインしました。"},
}
