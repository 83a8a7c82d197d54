package words

// The portal's registration pages: the first registration (rows R1, P1), a
// further product (rows R5, P3, R6), and what the server holds for a code (row L6).
const (
	// The steps, and what every one of them says.
	RegisterStepKey     ID = "register.step_key"
	RegisterStepProduct ID = "register.step_product"
	RegisterStepTerms   ID = "register.step_terms"
	RegisterStepDetails ID = "register.step_details"
	RegisterStepConfirm ID = "register.step_confirm"
	RegisterStepDone    ID = "register.step_done"
	RegisterNext        ID = "register.next"
	RegisterBack        ID = "register.back"
	RegisterEnded       ID = "register.ended"
	RegisterChanged     ID = "register.changed"

	// The key.
	RegisterTitle     ID = "register.title"
	RegisterLead      ID = "register.lead"
	RegisterAddTitle  ID = "register.add_title"
	RegisterAddLead   ID = "register.add_lead"
	RegisterHave      ID = "register.have"
	RegisterHaveDo    ID = "register.have_do"
	RegisterTake      ID = "register.take" // meant: the key or code in full
	RegisterUnknown   ID = "register.unknown"
	RegisterWithheld  ID = "register.withheld"
	RegisterTaken     ID = "register.taken"
	RegisterTakenText ID = "register.taken_text"
	RegisterTakenRace ID = "register.taken_race"
	RegisterOther     ID = "register.other"

	// What it is. Arguments: count, order, no (of a line), code (masked).
	RegisterProductTitle  ID = "register.product_title"
	RegisterProductLead   ID = "register.product_lead"
	RegisterOrderLead     ID = "register.order_lead"
	RegisterOrderMore     ID = "register.order_more"
	RegisterOrder         ID = "register.order"
	RegisterEntered       ID = "register.entered"
	RegisterStateOpen     ID = "register.state_open"
	RegisterStateTaken    ID = "register.state_taken"
	RegisterStateWithheld ID = "register.state_withheld"
	RegisterKey           ID = "register.key"
	RegisterCode          ID = "register.code"
	RegisterCodeLater     ID = "register.code_later"
	RegisterComponents    ID = "register.components"
	RegisterSeats         ID = "register.seats"
	RegisterExpires       ID = "register.expires"
	RegisterFromToday     ID = "register.from_today"
	RegisterLanguage      ID = "register.language"
	RegisterLanguageEN    ID = "register.language_en"
	RegisterLanguageJA    ID = "register.language_ja"
	RegisterUpgrade       ID = "register.upgrade"
	RegisterUpgradeLead   ID = "register.upgrade_lead"
	RegisterUpgradeBefore ID = "register.upgrade_before"
	RegisterUpgradeAfter  ID = "register.upgrade_after"
	RegisterUpgradeOld    ID = "register.upgrade_old"
	RegisterEndedAlready  ID = "register.ended_already"

	// The terms.
	RegisterTermsTitle   ID = "register.terms_title"
	RegisterTermsLead    ID = "register.terms_lead"
	RegisterTermsVersion ID = "register.terms_version" // version
	RegisterTermsText    ID = "register.terms_text"
	RegisterAccept       ID = "register.accept"

	// Who it is.
	RegisterDetailsTitle ID = "register.details_title"
	RegisterDetailsLead  ID = "register.details_lead"
	RegisterCompany      ID = "register.company"
	RegisterUser         ID = "register.user"
	RegisterLogin        ID = "register.login"
	RegisterSeller       ID = "register.seller"
	RegisterEmergency    ID = "register.emergency"
	RegisterSupport      ID = "register.support"
	RegisterSupportLead  ID = "register.support_lead"
	RegisterSellerLead   ID = "register.seller_lead"
	RegisterSellerMore   ID = "register.seller_more"
	RegisterPasswordKept ID = "register.password_kept"
	RegisterLoginTaken   ID = "register.login_taken"

	// Everything once more.
	RegisterConfirmTitle ID = "register.confirm_title"
	RegisterConfirmLead  ID = "register.confirm_lead"
	RegisterProducts     ID = "register.products"
	RegisterEdit         ID = "register.edit"
	RegisterDots         ID = "register.dots"
	RegisterDotsSaid     ID = "register.dots_said"
	RegisterNotGiven     ID = "register.not_given"
	RegisterSame         ID = "register.same"
	RegisterTo           ID = "register.to"
	RegisterToHint       ID = "register.to_hint"
	RegisterToHolder     ID = "register.to_holder"  // person, mail
	RegisterToSupport    ID = "register.to_support" // person, mail
	RegisterDo           ID = "register.do"
	RegisterUnsure       ID = "register.unsure"
	RegisterAlready      ID = "register.already"

	// Done. Arguments: login, mail (masked).
	RegisterDoneTitle    ID = "register.done_title"
	RegisterDoneLead     ID = "register.done_lead"
	RegisterAddedLead    ID = "register.added_lead"
	RegisterUpgradedLead ID = "register.upgraded_lead"
	RegisterDoneLogin    ID = "register.done_login"
	RegisterDoneMail     ID = "register.done_mail"
	RegisterDoneNext     ID = "register.done_next"
	RegisterDoneCode     ID = "register.done_code"
	RegisterDoneKeep     ID = "register.done_keep"
	RegisterToProducts   ID = "register.to_products"
	RegisterAnother      ID = "register.another"

	// What the server holds for a code (row L6).
	RegisterLookTitle      ID = "register.look_title"
	RegisterLookLead       ID = "register.look_lead"
	RegisterLookDo         ID = "register.look_do"
	RegisterLookUnknown    ID = "register.look_unknown"
	RegisterLookKey        ID = "register.look_key"
	RegisterLookResult     ID = "register.look_result"
	RegisterLookAnother    ID = "register.look_another"
	RegisterLookIssued     ID = "register.look_issued"
	RegisterLookDaysLeft   ID = "register.look_days_left" // days
	RegisterLookDaysAgo    ID = "register.look_days_ago"  // days
	RegisterLookToday      ID = "register.look_today"
	RegisterLookZone       ID = "register.look_zone" // zone
	RegisterLookDevices    ID = "register.look_devices"
	RegisterLookOf         ID = "register.look_of"        // count, limit
	RegisterLookUnlimited  ID = "register.look_unlimited" // count
	RegisterLookReason     ID = "register.look_reason"
	RegisterLookSince      ID = "register.look_since"
	RegisterLookGone       ID = "register.look_gone"
	RegisterLookAsOf       ID = "register.look_as_of"
	RegisterLookActivated  ID = "register.look_activated"
	RegisterLookActivation ID = "register.look_activation"
	RegisterLookLeft       ID = "register.look_left"
)

// RegisterLanguageOf gives the id of the word for the language of mails.
func RegisterLanguageOf(l Lang) ID { return ID("register.language_" + l.String()) }

// RegisterState gives the id of the word for how it stands with a line of an
// order: open, taken, withheld.
func RegisterState(name string) ID { return ID("register.state_" + name) }

var portalRegisterTexts = table{
	RegisterStepKey:     {EN: "Key", JA: "キーの入力"},
	RegisterStepProduct: {EN: "Product", JA: "製品の確認"},
	RegisterStepTerms:   {EN: "Terms", JA: "利用規約"},
	RegisterStepDetails: {EN: "Your details", JA: "お客様情報"},
	RegisterStepConfirm: {EN: "Confirm", JA: "内容の確認"},
	RegisterStepDone:    {EN: "Done", JA: "完了"},
	RegisterNext:        {EN: "Next", JA: "次へ"},
	RegisterBack:        {EN: "Back", JA: "戻る"},
	RegisterEnded: {
		EN: "The registration was not begun, or its session has ended. Nothing has been registered. Please begin with the key.",
		JA: "登録手続きが開始されていないか、セッションの有効時間が過ぎています。登録は行われていません。お手数ですが、キーの入力からやり直してください。",
	},
	RegisterChanged: {
		EN: "What you are about to register has changed meanwhile. Nothing has been registered. Please look at it once more.",
		JA: "登録内容が、途中で変更されました。登録はまだ行われていません。もう一度内容をご確認ください。",
	},

	RegisterTitle: {EN: "Register a product", JA: "製品の登録"},
	RegisterLead: {
		EN: "Enter the registration key or the activation code that you received with your product.",
		JA: "製品に付属のレジストレーションキー、またはアクティベーションコードを入力してください。",
	},
	RegisterAddTitle: {EN: "Add a product", JA: "製品の追加登録"},
	RegisterAddLead: {
		EN: "Enter the registration key or the activation code of the product that you want to add to your list. The key of a full licence upgrades a trial of the same product.",
		JA: "追加する製品のレジストレーションキー、またはアクティベーションコードを入力してください。製品版のキーを入力すると、同じ製品の体験版は製品版に切り替わります。",
	},
	RegisterHave:   {EN: "Already registered a product here?", JA: "すでにアカウントをお持ちの方"},
	RegisterHaveDo: {EN: "Log in and add it to your list", JA: "ログインして製品を追加登録する"},
	RegisterTake:   {EN: "Use {meant}", JA: "{meant} を使用する"},
	RegisterUnknown: {
		EN: "This is well formed, but no such key or code was issued. Please compare it with the certificate, or ask your dealer.",
		JA: "入力されたキーまたはコードは発行されていません。証書と見比べてご確認のうえ、解決しない場合は販売店にお問い合わせください。",
	},
	RegisterWithheld: {
		EN: "This key or code cannot be registered at present. Please ask the support desk.",
		JA: "入力されたキーまたはコードは、現在登録できません。サポート窓口にお問い合わせください。",
	},
	RegisterTaken: {EN: "This key has been registered before", JA: "このキーはすでに登録されています"},
	RegisterTakenText: {
		EN: "A key or code can be registered once. If you registered it yourself, you find it in your list of products once you have logged in; a colleague may have registered it too. If neither is so, please ask your dealer or the support desk.",
		JA: "キーとコードを登録できるのは一度だけです。ご自身で登録された場合は、ログインすると製品一覧でご確認いただけます。社内のほかの方が登録されている場合もあります。いずれにも該当しない場合は、販売店またはサポート窓口にお問い合わせください。",
	},
	RegisterTakenRace: {
		EN: "It was registered while you were filling in the form. Nothing was registered for you; what you typed is kept for another key.",
		JA: "入力されている間に、ほかの方によって登録されました。お客様の登録は行われていません。入力された内容は、別のキーの登録にそのままご利用いただけます。",
	},
	RegisterOther: {EN: "Enter another key", JA: "別のキーを入力する"},

	RegisterProductTitle: {EN: "Is this what you bought?", JA: "登録する製品の確認"},
	RegisterProductLead:  {EN: "Please compare it with your certificate.", JA: "お手元の証書と見比べてご確認ください。"},
	RegisterOrderLead: {
		EN: "The key belongs to an order. {count} {count|key|keys} of it will be registered together.",
		JA: "このキーは、複数のキーを含むご注文のものです。ご注文のうち{count}件をまとめて登録します。",
	},
	RegisterOrderMore: {
		EN: "The order has {count} more {count|key|keys}. Please register {count|it|them} afterwards by {count|its|their} own key.",
		JA: "このご注文には、ほかに{count}件のキーがあります。登録の完了後に、残りのキーを入力して登録してください。",
	},
	RegisterOrder:         {EN: "Order", JA: "ご注文番号"},
	RegisterEntered:       {EN: "Entered", JA: "入力されたキー"},
	RegisterStateOpen:     {EN: "To be registered", JA: "登録します"},
	RegisterStateTaken:    {EN: "Registered already", JA: "登録済み"},
	RegisterStateWithheld: {EN: "Cannot be registered", JA: "登録できません"},
	RegisterKey:           {EN: "Registration key", JA: "レジストレーションキー"},
	RegisterCode:          {EN: "Activation code", JA: "アクティベーションコード"},
	RegisterCodeLater:     {EN: "Issued when you register", JA: "登録時に発行します"},
	RegisterComponents:    {EN: "Includes", JA: "含まれる機能"},
	RegisterSeats:         {EN: "Seats", JA: "ライセンス数"},
	RegisterExpires:       {EN: "Expiry", JA: "有効期限"},
	RegisterFromToday:     {EN: "If registered today", JA: "本日登録した場合"},
	RegisterLanguage:      {EN: "Language of mails", JA: "メールの言語"},
	RegisterLanguageEN:    {EN: "English", JA: "英語"},
	RegisterLanguageJA:    {EN: "Japanese", JA: "日本語"},
	RegisterUpgrade:       {EN: "Upgrade from trial to full", JA: "体験版から製品版への切り替え"},
	RegisterUpgradeLead: {
		EN: "You have a trial of this product. Line {no} of your list becomes the full licence, with a new key, activation code and expiry.",
		JA: "この製品の体験版が登録されています。製品一覧の{no}番が製品版に切り替わり、レジストレーションキー、アクティベーションコード、有効期限が新しくなります。",
	},
	RegisterUpgradeBefore: {EN: "Now", JA: "現在"},
	RegisterUpgradeAfter:  {EN: "After registering", JA: "登録後"},
	RegisterUpgradeOld: {
		EN: "The trial’s activation code keeps working until it ends. Please enter the new one in your product before that.",
		JA: "体験版のアクティベーションコードは、体験期間が終わるまで使用できます。それまでに、新しいコードを製品に入力してください。",
	},
	RegisterEndedAlready: {EN: "This term has ended already. It can be registered, and renewed afterwards.", JA: "有効期限が過ぎています。登録後に更新の手続きを行ってください。"},

	RegisterTermsTitle:   {EN: "Terms of use", JA: "利用規約"},
	RegisterTermsLead:    {EN: "Please read the terms and accept them to go on.", JA: "利用規約をお読みになり、同意のうえお進みください。"},
	RegisterTermsVersion: {EN: "Version {version}", JA: "版: {version}"},
	RegisterTermsText:    {EN: "Text of the terms", JA: "利用規約の本文"},
	RegisterAccept:       {EN: "I accept the terms of use", JA: "利用規約に同意します"},

	RegisterDetailsTitle: {EN: "Your details", JA: "お客様情報の入力"},
	RegisterDetailsLead: {
		EN: "These are the contract holder’s details. You can change them later, all but the seller.",
		JA: "ご契約者様の情報を入力してください。販売店以外の項目は、登録後に変更できます。",
	},
	RegisterCompany:   {EN: "Company", JA: "会社情報"},
	RegisterUser:      {EN: "User (contract holder)", JA: "ご担当者（ご契約者）"},
	RegisterLogin:     {EN: "Login", JA: "ログイン情報"},
	RegisterSeller:    {EN: "Seller", JA: "販売店"},
	RegisterEmergency: {EN: "Emergency contact", JA: "緊急連絡先"},
	RegisterSupport:   {EN: "Support contact", JA: "サポート連絡先"},
	RegisterSupportLead: {
		EN: "Whom we contact about support.",
		JA: "サポートに関するご連絡先です。",
	},
	RegisterSellerLead: {
		EN: "Who sold it to you. It cannot be changed later.",
		JA: "ご購入先の販売店です。登録後は変更できません。",
	},
	RegisterSellerMore: {EN: "Address and person of the seller", JA: "販売店の住所とご担当者"},
	RegisterPasswordKept: {
		EN: "Your password is kept. Leave both fields empty unless you want another.",
		JA: "入力済みのパスワードを保持しています。変更しない場合は、空欄のままお進みください。",
	},
	RegisterLoginTaken: {EN: "This login ID is taken. Please choose another.", JA: "このログインIDは使用できません。別のログインIDを入力してください。"},

	RegisterConfirmTitle: {EN: "Please confirm", JA: "登録内容の確認"},
	RegisterConfirmLead: {
		EN: "Nothing has been registered yet. Please look at everything once more.",
		JA: "登録はまだ完了していません。内容をご確認のうえ、登録してください。",
	},
	RegisterProducts:  {EN: "What will be registered", JA: "登録する製品"},
	RegisterEdit:      {EN: "Change", JA: "変更"},
	RegisterDots:      {EN: "••••••••", JA: "••••••••"},
	RegisterDotsSaid:  {EN: "Not shown", JA: "非表示"},
	RegisterNotGiven:  {EN: "–", JA: "－"},
	RegisterSame:      {EN: "Same as the company and user", JA: "お客様情報と同じ"},
	RegisterTo:        {EN: "Send the activation code by mail to", JA: "アクティベーションコードのメール送付先"},
	RegisterToHint:    {EN: "It is shown on the next page as well.", JA: "次の画面にも表示されます。"},
	RegisterToHolder:  {EN: "The contract holder: {person} ({mail})", JA: "ご契約者: {person} 様（{mail}）"},
	RegisterToSupport: {EN: "The support contact: {person} ({mail})", JA: "サポート連絡先: {person} 様（{mail}）"},
	RegisterDo:        {EN: "Register", JA: "登録する"},
	RegisterUnsure: {
		EN: "The registration could not be completed just now. Nothing was changed as far as we can see, and nothing you entered is lost. Please press “Register” again in a moment: it is never registered twice.",
		JA: "登録を完了できませんでした。現時点で変更は確認されておらず、入力内容は保持されています。しばらくしてから、もう一度「登録する」を押してください。二重に登録されることはありません。",
	},
	RegisterAlready: {
		EN: "Your registration is complete. Please log in with the login ID that you chose.",
		JA: "登録は完了しています。登録したログインIDでログインしてください。",
	},

	RegisterDoneTitle: {EN: "Registered", JA: "登録が完了しました"},
	RegisterDoneLead:  {EN: "Thank you. Your account and your product are registered.", JA: "ご登録ありがとうございます。お客様情報と製品の登録が完了しました。"},
	RegisterAddedLead: {EN: "The product is in your list.", JA: "製品一覧に追加されました。"},
	RegisterUpgradedLead: {
		EN: "The trial in your list is now a full licence. Please enter the new activation code in your product.",
		JA: "製品一覧の体験版が製品版に切り替わりました。新しいアクティベーションコードを製品に入力してください。",
	},
	RegisterDoneLogin: {EN: "You are logged in as {login}.", JA: "ログインID「{login}」でログインしています。"},
	RegisterDoneMail: {
		EN: "A mail with the activation code is on its way to {mail}.",
		JA: "アクティベーションコードを記載したメールを {mail} に送信します。",
	},
	RegisterDoneNext:   {EN: "What comes next", JA: "次の手順"},
	RegisterDoneCode:   {EN: "Enter the activation code in your product to activate it.", JA: "アクティベーションコードを製品に入力し、アクティベーションを行ってください。"},
	RegisterDoneKeep:   {EN: "You find the code again at any time in your list of products.", JA: "コードは、製品一覧でいつでもご確認いただけます。"},
	RegisterToProducts: {EN: "To the list of products", JA: "製品一覧へ"},
	RegisterAnother:    {EN: "Add another product", JA: "続けて製品を追加する"},

	RegisterLookTitle: {EN: "Licence details", JA: "ライセンス情報の確認"},
	RegisterLookLead: {
		EN: "Enter an activation code to see what the licence server holds for it now.",
		JA: "アクティベーションコードを入力すると、ライセンスサーバに登録されている現在の情報を確認できます。",
	},
	RegisterLookDo: {EN: "Show", JA: "表示する"},
	RegisterLookUnknown: {
		EN: "This is well formed, but no such code was issued. Please compare it with the mail or certificate that you received.",
		JA: "入力されたコードは発行されていません。お手元のメールまたは証書と見比べてご確認ください。",
	},
	RegisterLookKey: {
		EN: "This is a registration key. Please register it first: you then receive the activation code.",
		JA: "入力されたのはレジストレーションキーです。先に製品の登録を行い、アクティベーションコードを取得してください。",
	},
	RegisterLookResult:    {EN: "What the server holds", JA: "現在の登録情報"},
	RegisterLookAnother:   {EN: "Look up another code", JA: "別のコードを確認する"},
	RegisterLookIssued:    {EN: "Issued on", JA: "発行日"},
	RegisterLookDaysLeft:  {EN: "{days} {days|day|days} left", JA: "残り{days}日"},
	RegisterLookDaysAgo:   {EN: "Ended {days} {days|day|days} ago", JA: "終了から{days}日経過"},
	RegisterLookToday:     {EN: "Ended today", JA: "本日終了"},
	RegisterLookZone:      {EN: "Dates are days in {zone}.", JA: "日付は{zone}の暦日です。"},
	RegisterLookDevices:   {EN: "Registered installations", JA: "登録済みの環境数"},
	RegisterLookOf:        {EN: "{count} of {limit}", JA: "{count}台（上限{limit}台）"},
	RegisterLookUnlimited: {EN: "{count} (no limit)", JA: "{count}台（上限なし）"},
	RegisterLookReason:    {EN: "Reason", JA: "理由"},
	RegisterLookSince:     {EN: "Since", JA: "取り消し・停止の日時"},
	RegisterLookGone: {
		EN: "The code exists, but its product is not in the catalogue any more. Please ask the support desk.",
		JA: "コードは発行されていますが、対象の製品は現在取り扱っていません。サポート窓口にお問い合わせください。",
	},
	RegisterLookAsOf:       {EN: "As of", JA: "確認日時"},
	RegisterLookActivation: {EN: "Activation", JA: "アクティベーション"},
	RegisterLookLeft:       {EN: "Time left", JA: "残り日数"},
	RegisterLookActivated:  {EN: "Activated", JA: "アクティベーション済み"},
}
