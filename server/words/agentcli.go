package words

// What ollu-agent says by itself at the command line, beside outcomes, causes
// and notices.
const (
	// A failure is what is wrong, and CLINext: what to do.
	CLINext          ID = "cli.next"            // what
	CLISeeHelp       ID = "cli.see_help"        // command
	CLIDidYouMean    ID = "cli.did_you_mean"    // what
	CLIWrite         ID = "cli.write"           // usage, command
	CLINoCommand     ID = "cli.no_command"      // command, name
	CLINoSuchCommand ID = "cli.no_such_command" // command: what was typed may be a code
	CLINoFlag        ID = "cli.no_flag"         // flag
	CLIFlagNeeds     ID = "cli.flag_needs"      // flag
	CLIFlagValue     ID = "cli.flag_value"      // flag
	CLINotTogether   ID = "cli.not_together"    // flags
	CLITakes         ID = "cli.takes"           // command, what, got
	CLITakesNothing  ID = "cli.takes_nothing"   // command, got
	CLIFixConfig     ID = "cli.fix_config"
	CLIConfigSound   ID = "cli.config_sound"
	CLIFileNot       ID = "cli.file_not" // file, reason
	CLICheckFile     ID = "cli.check_file"
	CLIFileOpen      ID = "cli.file_open" // file: everybody can read the secret in it
	CLICloseFile     ID = "cli.close_file"
	CLIFileEmpty     ID = "cli.file_empty" // file
	CLIFileLarge     ID = "cli.file_large" // file
	CLIInputEmpty    ID = "cli.input_empty"
	CLIGiveCode      ID = "cli.give_code"
	CLIOtherOwner    ID = "cli.other_owner" // dir, owner
	CLIRunAs         ID = "cli.run_as"      // owner
	CLICheckState    ID = "cli.check_state"
	CLIInterrupted   ID = "cli.interrupted"
	CLIRunAgain      ID = "cli.run_again"
	CLIExplain       ID = "cli.explain"
	CLISeeStatus     ID = "cli.see_status"

	// What to do about a setting that is missing.
	CLINeedServer     ID = "cli.need_server"
	CLINeedProduct    ID = "cli.need_product"
	CLINeedOfflineKey ID = "cli.need_offline_key"
	CLINeedKeys       ID = "cli.need_keys"
	CLINeedComponent  ID = "cli.need_component"
	CLINeedCode       ID = "cli.need_code"
	CLICompareCode    ID = "cli.compare_code"

	CLIMeant        ID = "cli.meant"          // code
	CLIAsking       ID = "cli.asking"         // server
	CLINoServerHere ID = "cli.no_server_here" // cause offline of a part
	CLIChanged      ID = "cli.changed"        // name, reason
	CLINoNotices    ID = "cli.no_notices"
	CLIHidden       ID = "cli.hidden" // name, id
	CLIShown        ID = "cli.shown"  // name

	// The licence screen.
	CLIDaysLeft     ID = "cli.days_left"  // days
	CLIDaysOver     ID = "cli.days_over"  // days
	CLIEndsToday    ID = "cli.ends_today" //
	CLISpan         ID = "cli.span"       // span: a length of time
	CLIZone         ID = "cli.zone"
	CLITodo         ID = "cli.todo"
	CLIEnvironment  ID = "cli.environment"
	CLIOnline       ID = "cli.online"
	CLIManager      ID = "cli.manager"
	CLIOffline      ID = "cli.offline"
	CLITrustVendor  ID = "cli.trust_vendor" // issuer, keys
	CLITrustFirst   ID = "cli.trust_first"  // issuer, keys
	CLITrustNone    ID = "cli.trust_none"
	CLIClockRight   ID = "cli.clock_right"
	CLIClockSetBack ID = "cli.clock_set_back" // off
	CLIClockAhead   ID = "cli.clock_ahead"    // off, left
	CLISetAside     ID = "cli.set_aside"      // file
	CLISetAsideAll  ID = "cli.set_aside_all"  // file
	CLIOtherProduct ID = "cli.other_product"  // product
	CLIMailRefused  ID = "cli.mail_refused"   // reason
	CLIRightProduct ID = "cli.right_product"
	CLIHyphen       ID = "cli.hyphen"
	CLINotFresh     ID = "cli.not_fresh"
	CLIBusyManager  ID = "cli.busy_manager"
	CLINotFacts     ID = "cli.not_facts"   // file
	CLIOtherFacts   ID = "cli.other_facts" // file, got, want
	CLINewFacts     ID = "cli.new_facts"
	CLINotKeys      ID = "cli.not_keys" // file
	CLINewKeys      ID = "cli.new_keys"
	CLINotPEM       ID = "cli.not_pem"  // file
	CLINotPair      ID = "cli.not_pair" // cert, key, reason
	CLINotVerified  ID = "cli.not_verified"
	CLIOpenDoor     ID = "cli.open_door" // address
	CLIRevoked      ID = "cli.revoked"   // when, reason
	CLIDelivered    ID = "cli.delivered"
	CLIListTaken    ID = "cli.list_taken"
	CLICloseDoor    ID = "cli.close_door"
	CLIHiddenMark   ID = "cli.hidden_mark"
	CLINothingToDo  ID = "cli.nothing_to_do"
	CLIAskNow       ID = "cli.ask_now"
	CLIRunMissing   ID = "cli.run_missing" // when
)

var agentcliTexts = table{
	CLINext:          {EN: "next: {what}", JA: "対処: {what}"},
	CLISeeHelp:       {EN: "See {command} --help.", JA: "{command} --help を参照してください。"},
	CLIDidYouMean:    {EN: "Did you mean {what}?", JA: "{what} の誤りではありませんか？"},
	CLIWrite:         {EN: "Write {usage}; see {command} --help.", JA: "{usage} の形式で指定してください（{command} --help を参照）。"},
	CLINoCommand:     {EN: "{command} has no command {name}.", JA: "{command} に {name} というコマンドはありません。"},
	CLINoSuchCommand: {EN: "{command} has no command of that name.", JA: "{command} に指定された名前のコマンドはありません。"},
	CLINoFlag:        {EN: "There is no flag {flag}.", JA: "{flag} というオプションはありません。"},
	CLIFlagNeeds:     {EN: "The flag {flag} needs a value.", JA: "オプション {flag} には値が必要です。"},
	CLIFlagValue:     {EN: "The flag {flag} does not take that value.", JA: "オプション {flag} にその値は指定できません。"},
	CLINotTogether:   {EN: "These flags do not go together: {flags}.", JA: "次のオプションは同時に指定できません: {flags}"},
	CLITakes: {
		EN: "{command} takes {what}, and was given {got} {got|argument|arguments}.",
		JA: "{command} には {what} を指定します（指定された引数は{got}個です）。",
	},
	CLITakesNothing: {
		EN: "{command} takes no arguments beside its flags, and was given {got}.",
		JA: "{command} にはオプション以外の引数を指定できません（指定された引数は{got}個です）。",
	},
	CLIFixConfig: {
		EN: "Correct the configuration; ollu-agent config show prints what is in force.",
		JA: "設定を修正してください。現在の設定は ollu-agent config show で確認できます。",
	},
	CLIConfigSound: {EN: "The configuration is sound.", JA: "設定に問題はありません。"},
	CLIFileNot:     {EN: "{file} cannot be read: {reason}.", JA: "{file} を読み取れません（{reason}）。"},
	CLICheckFile:   {EN: "Check the name of the file and its permissions.", JA: "ファイル名とアクセス権を確認してください。"},
	CLIFileOpen: {
		EN: "{file} holds a secret, and everybody on this machine can read it.",
		JA: "{file} には秘密の情報が含まれていますが、このコンピュータのすべてのユーザが読み取れます。",
	},
	CLICloseFile: {EN: "Take it away from the others with chmod o= on the file.", JA: "chmod o= で、ほかのユーザのアクセス権を外してください。"},
	CLIFileEmpty: {EN: "{file} is empty.", JA: "{file} は空です。"},
	CLIFileLarge: {EN: "{file} is too large to be what is asked for.", JA: "{file} は大きすぎます。別のファイルの可能性があります。"},
	CLIInputEmpty: {
		EN: "Standard input holds no activation code.",
		JA: "標準入力にアクティベーションコードがありません。",
	},
	CLIGiveCode: {EN: "Give one activation code in one line.", JA: "アクティベーションコードを1行で入力してください。"},
	CLIOtherOwner: {
		EN: "The state in {dir} belongs to the user {owner}, who could not read what is written now.",
		JA: "{dir} の状態ファイルはユーザ {owner} のものです。このまま実行すると {owner} が読み取れなくなります。",
	},
	CLIRunAs:      {EN: "Run this as that user, with sudo -u {owner}.", JA: "sudo -u {owner} を付けて実行してください。"},
	CLICheckState: {EN: "Check the folder of the state, who owns it, and the room on its disk.", JA: "状態フォルダとその所有者、およびディスクの空き容量を確認してください。"},
	CLIInterrupted: {
		EN: "Interrupted before it was done.",
		JA: "完了する前に中断されました。",
	},
	CLIRunAgain: {EN: "Run it again.", JA: "もう一度実行してください。"},
	CLIExplain: {
		EN: "Correct what is named above, then run ollu-agent check; ollu-agent explain tells what holds meanwhile.",
		JA: "上記の点を確認してから ollu-agent check を実行してください。現在の状況は ollu-agent explain で確認できます。",
	},
	CLISeeStatus: {
		EN: "What holds meanwhile is shown by ollu-agent status.",
		JA: "現在のライセンス情報は ollu-agent status で確認できます。",
	},
	CLINeedServer: {
		EN: "Add --server with the address, or write it as server into the configuration.",
		JA: "--server でアドレスを指定するか、設定ファイルの server に記入してください。",
	},
	CLINeedProduct: {
		EN: "Add --product with its id, or write it as product into the configuration.",
		JA: "--product で製品IDを指定するか、設定ファイルの product に記入してください。",
	},
	CLINeedOfflineKey: {
		EN: "Write the path of the key as offline_key into the configuration, or take a licence file in with ollu-agent import.",
		JA: "設定ファイルの offline_key に鍵ファイルのパスを記入するか、ollu-agent import でライセンスファイルを読み込んでください。",
	},
	CLINeedKeys: {
		EN: "Write the path of the keys as issuer_keys into the configuration.",
		JA: "設定ファイルの issuer_keys に鍵ファイルのパスを記入してください。",
	},
	CLINeedComponent: {
		EN: "Take one of those for --component, or leave it out to activate all that the code covers.",
		JA: "--component に上記のいずれかを指定するか、省略してコードの対象すべてをアクティベーションしてください。",
	},
	CLINeedCode:    {EN: "Run ollu-agent activate CODE.", JA: "ollu-agent activate CODE を実行してください。"},
	CLICompareCode: {EN: "Enter the code again as it was sent to you.", JA: "お手元のコードをもう一度入力してください。"},

	CLIMeant:  {EN: "Probably meant: {code}", JA: "正しくは次のコードと思われます: {code}"},
	CLIAsking: {EN: "Asking {server} …", JA: "{server} に問い合わせています…"},
	CLINoServerHere: {
		EN: "No server is asked about it: its licence was taken in offline, and is renewed with a new licence file or code, or by the manager that delivers it.",
		JA: "サーバへの問い合わせを行わない環境です。更新するには、新しいライセンスファイルまたはコードを使用するか、統合管理製品から再配信してください。",
	},
	CLIChanged: {
		EN: "{name}: the state of the licence has changed. {reason}",
		JA: "「{name}」のライセンスの状態が変わりました。{reason}",
	},
	CLINoNotices: {EN: "There are no notices.", JA: "お知らせはありません。"},
	CLIHidden: {
		EN: "{name}: the notice is hidden from now on. It comes back with ollu-agent notices --show {id}.",
		JA: "「{name}」のお知らせを非表示にしました。もう一度表示するには ollu-agent notices --show {id} を実行してください。",
	},
	CLIShown: {EN: "{name}: the notice is shown again.", JA: "「{name}」のお知らせを再び表示します。"},

	CLIDaysLeft:    {EN: "{days} {days|day|days} left", JA: "あと{days}日"},
	CLIDaysOver:    {EN: "{days} {days|day|days} ago", JA: "{days}日前"},
	CLIEndsToday:   {EN: "today", JA: "本日"},
	CLISpan:        {EN: "{span}", JA: "{span}"},
	CLIZone:        {EN: "Dates are of", JA: "日付の基準"},
	CLITodo:        {EN: "What to do", JA: "必要な操作"},
	CLIEnvironment: {EN: "Environment", JA: "利用環境"},
	CLIOnline:      {EN: "Online: the licence server is asked", JA: "オンライン（ライセンスサーバに確認）"},
	CLIManager:     {EN: "Managed: a manager hands the licence out", JA: "統合管理（統合管理製品から取得）"},
	CLIOffline:     {EN: "Offline: no server is asked", JA: "オフライン（サーバへの確認なし）"},
	CLITrustVendor: {EN: "{keys} of {issuer}, as the vendor shipped them", JA: "{issuer}の鍵 {keys}（製品に付属）"},
	CLITrustFirst: {
		EN: "{keys} of {issuer}, as they were met at the first contact; issuer_keys in the configuration makes sure of them",
		JA: "{issuer}の鍵 {keys}（最初の接続時に取得。確実にするには設定の issuer_keys を指定してください）",
	},
	CLITrustNone:    {EN: "No key of the issuer is known yet", JA: "発行元の鍵はまだありません"},
	CLIClockRight:   {EN: "Right", JA: "問題なし"},
	CLIClockSetBack: {EN: "Set back: it is {off} behind. The licence goes by the right time; correct the clock", JA: "{off}遅れています。ライセンスの判定には正しい時刻を使用しています。時刻を修正してください"},
	CLIClockAhead:   {EN: "In doubt: it is {off} ahead of what the server said last. Nothing ends because of that before the server is heard, or for {left}; check the clock", JA: "サーバから最後に受け取った時刻より{off}進んでいます。サーバと通信できるまで、または{left}が過ぎるまで、この理由で期限切れになることはありません。時刻を確認してください"},
	CLISetAside: {
		EN: "A damaged state was set aside as {file}. What is missing comes from the server at the next check: run ollu-agent check.",
		JA: "破損した状態ファイルを {file} として退避しました。不足している情報は次回の確認時にサーバから取得します。ollu-agent check を実行してください。",
	},
	CLISetAsideAll: {
		EN: "A damaged state was set aside as {file}, and its second copy was damaged too: enter the codes again with ollu-agent activate CODE.",
		JA: "破損した状態ファイルを {file} として退避しましたが、予備のファイルも破損していました。ollu-agent activate CODE でコードをもう一度入力してください。",
	},
	CLIOtherProduct: {
		EN: "The licence is for {product}, and another product is configured: correct product in the configuration, or activate a code of that other product. Nothing is lost meanwhile.",
		JA: "ライセンスは {product} のものですが、別の製品が設定されています。設定の product を修正するか、設定した製品のコードをアクティベーションしてください。ライセンス情報は失われません。",
	},
	CLIMailRefused: {
		EN: "The last notice could not be mailed, and was not tried again: {reason}",
		JA: "前回の通知メールは送信を拒否されたため、再送しませんでした。理由: {reason}",
	},
	CLIRightProduct: {
		EN: "Leave --product out, or correct product in the configuration; to change the product, activate a code of the other one.",
		JA: "--product を省略するか、設定の product を修正してください。製品を変更する場合は、その製品のコードをアクティベーションしてください。",
	},
	CLINotFresh: {
		EN: "Where a manager answers in place of the licence server, write require_fresh: false into the configuration: it hands out what was signed before.",
		JA: "統合管理製品が応答している場合は、設定に require_fresh: false を記入してください。統合管理製品は署名済みのライセンス情報を配信します。",
	},
	CLIBusyManager: {
		EN: "Where a manager answers in its place, also make sure that ollu-manager add was run there with this code.",
		JA: "統合管理製品が応答している場合は、このコードが ollu-manager add で追加されていることも確認してください。",
	},
	CLIHyphen: {
		EN: "What begins with a hyphen is taken for a flag: write a file of that name as ./-NAME.",
		JA: "ハイフンで始まる引数はオプションとして扱われます。そのような名前のファイルは ./-NAME の形式で指定してください。",
	},
	CLINotFacts: {
		EN: "{file} is not the signed description of a product.",
		JA: "{file} は署名付きの製品情報ファイルではありません。",
	},
	CLIOtherFacts: {
		EN: "{file} describes the product {got}, and {want} is configured.",
		JA: "{file} は製品 {got} の情報ですが、設定の製品は {want} です。",
	},
	CLINewFacts: {
		EN: "Get /ollu/products/PRODUCT.jwt from the licence server again for the product, or leave facts empty in the configuration.",
		JA: "ライセンスサーバの /ollu/products/PRODUCT.jwt から対象製品のファイルを取得し直すか、設定の facts を空にしてください。",
	},
	CLINotKeys: {
		EN: "{file} does not hold the issuer's public keys.",
		JA: "{file} は発行元の公開鍵のファイルではありません。",
	},
	CLINewKeys: {
		EN: "Write the path of a file with the body of /ollu/keys.json of the licence server as issuer_keys into the configuration.",
		JA: "ライセンスサーバの /ollu/keys.json の内容を保存したファイルのパスを、設定の issuer_keys に記入してください。",
	},
	CLINotPEM: {
		EN: "{file} holds no certificate: it should be PEM, with BEGIN CERTIFICATE in it.",
		JA: "{file} に証明書がありません。BEGIN CERTIFICATE を含む PEM 形式のファイルを指定してください。",
	},
	CLINotPair: {
		EN: "The certificate {cert} and the key {key} cannot be used together: {reason}.",
		JA: "証明書 {cert} と秘密鍵 {key} の組み合わせは使用できません（{reason}）。",
	},
	CLIOpenDoor: {
		EN: "Other machines can reach {address}, and nothing says who may push licence profiles there.",
		JA: "{address} にはほかのコンピュータからも接続できますが、ライセンスプロファイルを配信できる相手が設定されていません。",
	},
	CLIRevoked: {
		EN: "Its code was revoked on {when}; the issuer says why: {reason}",
		JA: "コードは{when}に失効しました。発行元の示す理由: {reason}",
	},
	CLIDelivered: {EN: "Last delivery", JA: "最終配信"},
	CLIListTaken: {
		EN: "The issuer's list of revoked codes was taken in.",
		JA: "発行元の失効コードの一覧を取り込みました。",
	},
	CLICloseDoor: {
		EN: "Write the path of a token as profile.token_file into the configuration, or that of the manager's CA as profile.client_ca, or listen on 127.0.0.1.",
		JA: "設定ファイルの profile.token_file にトークンのファイル、または profile.client_ca に統合管理製品のCAファイルを指定するか、127.0.0.1 で待ち受けてください。",
	},
	CLINotVerified: {EN: "Not verified", JA: "未確認"},
	CLIHiddenMark:  {EN: "notice hidden", JA: "お知らせ非表示"},
	CLINothingToDo: {EN: "Nothing.", JA: "ありません。"},
	CLIAskNow: {
		EN: "Nothing about the code could be verified: run ollu-agent check, and ollu-agent explain if that does not help.",
		JA: "コードの情報を確認できていません。ollu-agent check を実行し、解決しない場合は ollu-agent explain で状況を確認してください。",
	},
	CLIRunMissing: {
		EN: "The check of {when} was missed: keep ollu-agent run going, or run ollu-agent check.",
		JA: "{when}の確認が行われていません。ollu-agent run を常時実行するか、ollu-agent check を実行してください。",
	},
}
