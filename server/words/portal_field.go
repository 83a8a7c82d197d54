package words

// What the portal's forms ask for (rows R2, R3) and what they say beside a field
// that cannot be taken as it is.
const (
	FieldCompany       ID = "field.company"
	FieldCompanyKana   ID = "field.company_kana"
	FieldBranch        ID = "field.branch"
	FieldBranchKana    ID = "field.branch_kana"
	FieldPostcode      ID = "field.postcode"
	FieldPrefecture    ID = "field.prefecture"
	FieldAddress1      ID = "field.address1"
	FieldAddress2      ID = "field.address2"
	FieldPerson        ID = "field.person"
	FieldPersonKana    ID = "field.person_kana"
	FieldMail          ID = "field.mail"
	FieldMailAgain     ID = "field.mail_again"
	FieldDepartment    ID = "field.department"
	FieldPhone         ID = "field.phone"
	FieldFax           ID = "field.fax"
	FieldEmergencyMail ID = "field.emergency_mail"
	FieldSame          ID = "field.same"
	FieldSeller        ID = "field.seller"
	FieldLogin         ID = "field.login"
	FieldPassword      ID = "field.password"
	FieldPasswordAgain ID = "field.password_again"
	FieldPasswordNow   ID = "field.password_now"
	FieldProductKey    ID = "field.product_key"

	// How a tick is read.
	FieldYes ID = "field.yes"
	FieldNo  ID = "field.no"

	// Hints stand under the label.
	FieldHintKana          ID = "field.hint_kana"
	FieldHintPostcode      ID = "field.hint_postcode"
	FieldHintAddress1      ID = "field.hint_address1"
	FieldHintAddress2      ID = "field.hint_address2"
	FieldHintPhone         ID = "field.hint_phone"
	FieldHintMail          ID = "field.hint_mail"
	FieldHintEmergencyMail ID = "field.hint_emergency_mail"
	FieldHintLogin         ID = "field.hint_login"
	FieldHintPassword      ID = "field.hint_password"
	FieldHintProductKey    ID = "field.hint_product_key"

	// What is wrong with an entry, and what to do. Argument: label.
	FieldMissing        ID = "field.missing"
	FieldNotChosen      ID = "field.not_chosen"
	FieldNotTicked      ID = "field.not_ticked"
	FieldTooLong        ID = "field.too_long" // max: characters
	FieldNotSame        ID = "field.not_same" // first: label of the field it repeats
	FieldNotKana        ID = "field.not_kana"
	FieldNotPostcode    ID = "field.not_postcode"
	FieldNotPhone       ID = "field.not_phone"
	FieldNotMail        ID = "field.not_mail"
	FieldMailLong       ID = "field.mail_long"
	FieldNotLogin       ID = "field.not_login"
	FieldLoginLength    ID = "field.login_length"
	FieldPasswordLength ID = "field.password_length"
	FieldPasswordKinds  ID = "field.password_kinds"
	FieldPasswordSigns  ID = "field.password_signs"
	FieldPasswordCommon ID = "field.password_common"
	FieldPasswordLogin  ID = "field.password_login"
	FieldKeyLength      ID = "field.key_length"  // got, key, code: symbols
	FieldKeySymbols     ID = "field.key_symbols" // at: list of symbol numbers
	FieldKeyWrong       ID = "field.key_wrong"
	FieldKeyMeant       ID = "field.key_meant" // meant: the key or code in full
)

var fieldTexts = table{
	FieldCompany:       {EN: "Company name", JA: "会社名"},
	FieldCompanyKana:   {EN: "Company name (katakana)", JA: "会社名（カナ）"},
	FieldBranch:        {EN: "Branch or office", JA: "事業所名"},
	FieldBranchKana:    {EN: "Branch or office (katakana)", JA: "事業所名（カナ）"},
	FieldPostcode:      {EN: "Postcode", JA: "郵便番号"},
	FieldPrefecture:    {EN: "Prefecture", JA: "都道府県"},
	FieldAddress1:      {EN: "Address 1", JA: "住所1"},
	FieldAddress2:      {EN: "Address 2", JA: "住所2"},
	FieldPerson:        {EN: "Name", JA: "氏名"},
	FieldPersonKana:    {EN: "Name (katakana)", JA: "氏名（カナ）"},
	FieldMail:          {EN: "Mail address", JA: "メールアドレス"},
	FieldMailAgain:     {EN: "Mail address, once more", JA: "メールアドレス（確認用）"},
	FieldDepartment:    {EN: "Department", JA: "部署名"},
	FieldPhone:         {EN: "Phone number", JA: "電話番号"},
	FieldFax:           {EN: "Fax number", JA: "FAX番号"},
	FieldEmergencyMail: {EN: "Mail address for emergencies", JA: "緊急連絡先メールアドレス"},
	FieldSame:          {EN: "Same as the company and user above", JA: "お客様情報と同じ"},
	FieldSeller:        {EN: "Seller (company name)", JA: "販売店（会社名）"},
	FieldLogin:         {EN: "Login ID", JA: "ログインID"},
	FieldPassword:      {EN: "Password", JA: "パスワード"},
	FieldPasswordAgain: {EN: "Password, once more", JA: "パスワード（確認用）"},
	FieldPasswordNow:   {EN: "Current password", JA: "現在のパスワード"},
	FieldProductKey:    {EN: "Registration key or activation code", JA: "レジストレーションキーまたはアクティベーションコード"},

	FieldYes: {EN: "Yes", JA: "はい"},
	FieldNo:  {EN: "No", JA: "いいえ"},

	FieldHintKana: {
		EN: "In katakana. Hiragana and half-width katakana are turned into it.",
		JA: "全角カタカナ（ひらがなと半角カナは自動で変換します）",
	},
	FieldHintPostcode: {EN: "Seven digits, with or without a hyphen: 100-0001", JA: "7桁の数字（例: 100-0001、ハイフンは省略できます）"},
	FieldHintAddress1: {EN: "City, district and number", JA: "市区町村・番地（例: 千代田区千代田1-1）"},
	FieldHintAddress2: {EN: "Building and floor", JA: "建物名・階数"},
	FieldHintPhone:    {EN: "With the area code: 03-1234-5678", JA: "市外局番から（例: 03-1234-5678）"},
	FieldHintMail:     {EN: "We write to this address.", JA: "このアドレスにご連絡します。"},
	FieldHintEmergencyMail: {
		EN: "We write here as well when something is urgent.",
		JA: "緊急のお知らせは、このアドレスにもお送りします。",
	},
	FieldHintLogin: {
		EN: "6 to 25 characters: letters, digits, full stop, underscore, hyphen",
		JA: "半角英数字と記号（. _ -）で6～25文字",
	},
	FieldHintPassword: {
		EN: "8 to 25 characters, with at least one digit, one capital and one small letter",
		JA: "半角8～25文字（数字・英大文字・英小文字をそれぞれ1文字以上）",
	},
	FieldHintProductKey: {
		EN: "As printed on the certificate. Hyphens and spaces do not matter, nor does capital or small.",
		JA: "証書に記載のとおりに入力してください。ハイフンや空白の有無、大文字・小文字は問いません。",
	},

	FieldMissing:   {EN: "Please enter this: {label}.", JA: "{label}を入力してください。"},
	FieldNotChosen: {EN: "Please choose from the list: {label}.", JA: "{label}を選択してください。"},
	FieldNotTicked: {EN: "Please tick this to go on.", JA: "続けるには、チェックを入れてください。"},
	FieldTooLong: {
		EN: "Please shorten this to {max} characters at most.",
		JA: "{max}文字以内で入力してください。",
	},
	FieldNotSame: {
		EN: "This differs from the entry above ({first}). Please enter the same in both.",
		JA: "{first}と一致しません。同じ内容を入力してください。",
	},
	FieldNotKana: {
		EN: "Please write this in katakana, without kanji, letters or digits.",
		JA: "全角カタカナで入力してください。漢字・英数字は使用できません。",
	},
	FieldNotPostcode: {
		EN: "Please enter the seven digits of the postcode, such as 100-0001.",
		JA: "郵便番号は7桁の数字で入力してください（例: 100-0001）。",
	},
	FieldNotPhone: {
		EN: "Please enter the number with its area code, 9 to 15 digits, such as 03-1234-5678.",
		JA: "市外局番から9～15桁の数字で入力してください（例: 03-1234-5678）。",
	},
	FieldNotMail: {
		EN: "Please check the mail address. It looks like name@example.com.",
		JA: "メールアドレスの形式を確認してください（例: name@example.com）。",
	},
	FieldMailLong: {EN: "A mail address has 254 characters at most.", JA: "メールアドレスは254文字以内で入力してください。"},
	FieldNotLogin: {
		EN: "Please use letters a to z, digits, full stop, underscore and hyphen alone.",
		JA: "ログインIDには半角英数字と記号（. _ -）だけを使用してください。",
	},
	FieldLoginLength: {EN: "Please choose a login ID of 6 to 25 characters.", JA: "ログインIDは6～25文字で入力してください。"},
	FieldPasswordLength: {
		EN: "Please choose a password of 8 to 25 characters.",
		JA: "パスワードは8～25文字で入力してください。",
	},
	FieldPasswordKinds: {
		EN: "Please use at least one digit, one capital and one small letter.",
		JA: "数字・英大文字・英小文字をそれぞれ1文字以上使用してください。",
	},
	FieldPasswordSigns: {
		EN: "Please use letters, digits and signs of the plain keyboard alone. Is the Japanese input on?",
		JA: "半角の英数字と記号だけを使用してください。日本語入力がオンになっていないかご確認ください。",
	},
	FieldPasswordLogin: {EN: "Please choose a password that is not the login ID.", JA: "ログインIDと異なるパスワードを入力してください。"},
	FieldPasswordCommon: {
		EN: "Please choose another one: this is among the passwords that are tried first.",
		JA: "推測されやすいパスワードです。別のパスワードを入力してください。",
	},
	FieldKeyLength: {
		EN: "This has {got} {got|character|characters} without the hyphens. A registration key has {key}, an activation code {code}. Please compare it with the certificate.",
		JA: "ハイフンを除いて{got}文字が入力されています。レジストレーションキーは{key}文字、アクティベーションコードは{code}文字です。証書と見比べてご確認ください。",
	},
	FieldKeySymbols: {
		EN: "Please look again at these characters, counted without the hyphens: {at}.",
		JA: "ハイフンを除いて数えて{at}文字目に誤りがあるようです。証書と見比べてご確認ください。",
	},
	FieldKeyWrong: {
		EN: "This was mistyped in several places. Please compare it with the certificate group by group.",
		JA: "複数の箇所に誤りがあります。証書と区切りごとに見比べてご確認ください。",
	},
	FieldKeyMeant: {EN: "Did you mean {meant}?", JA: "もしかして: {meant}"},
}
