package words

// What ollu-manager says by itself at the command line, beside what it shares
// with the agent's command line, the causes, and why a product is not up to date.
const (
	SiteFixConfig    ID = "site.fix_config"
	SiteInUse        ID = "site.in_use" // dir
	SiteWait         ID = "site.wait"
	SiteRunning      ID = "site.running" // dir
	SiteStopFirst    ID = "site.stop_first"
	SiteDamaged      ID = "site.damaged" // dir
	SitePutBack      ID = "site.put_back"
	SiteNewer        ID = "site.newer" // dir
	SiteUpgrade      ID = "site.upgrade"
	SiteNoRoom       ID = "site.no_room" // dir
	SiteMakeRoom     ID = "site.make_room"
	SiteOtherToken   ID = "site.other_token" // file
	SiteRestart      ID = "site.restart"
	SiteSeeLog       ID = "site.see_log"
	SiteOtherServer  ID = "site.other_server" // server
	SiteNoServer     ID = "site.no_server"
	SiteSetServer    ID = "site.set_server"
	SiteNotReached   ID = "site.not_reached"   // reason
	SiteNotBelieved  ID = "site.not_believed"  // reason
	SiteTryLater     ID = "site.try_later"     // what goes on meanwhile
	SiteNotFound     ID = "site.not_found"     // name: what was looked for, no code
	SiteCodeNotFound ID = "site.code_unknown"  //
	SiteLookAt       ID = "site.look_at"       //
	SiteSyncAgain    ID = "site.sync_again"    //
	SiteBadName      ID = "site.bad_name"      // name
	SiteBadURL       ID = "site.bad_url"       //
	SiteNeedURL      ID = "site.need_url"      //
	SiteNeedCodes    ID = "site.need_codes"    //
	SiteTwoSources   ID = "site.two_sources"   //
	SiteOneReplaced  ID = "site.one_replaced"  //
	SiteGiveCodes    ID = "site.give_codes"    //
	SiteCodeAt       ID = "site.code_at"       // place, reason
	SiteCodeMeant    ID = "site.code_meant"    // place, code
	SiteArgument     ID = "site.argument"      // number
	SiteLine         ID = "site.line"          // file, line
	SiteNotABundle   ID = "site.not_a_bundle"  // file
	SiteCutBundle    ID = "site.cut_bundle"    // file
	SiteNewBundle    ID = "site.new_bundle"    // file
	SiteCarryAgain   ID = "site.carry_again"   //
	SiteFileNotMade  ID = "site.file_not_made" // file, reason
	SiteInterrupted  ID = "site.interrupted"   //
	SiteRuleOut      ID = "site.rule_out"      // reason
	SiteNoState      ID = "site.no_state"      // dir
	SiteBegin        ID = "site.begin"
	SiteOffline      ID = "site.offline"
	SiteFileThere    ID = "site.file_there" // file
	SiteForce        ID = "site.force"

	// What a command did.
	SiteSyncing      ID = "site.syncing"  // server
	SiteAdded        ID = "site.added"    // code, state
	SiteKnown        ID = "site.known"    // code, state
	SiteNotHeard     ID = "site.unheard"  // state of a code
	SiteRemoved      ID = "site.removed"  // code
	SiteSynced       ID = "site.synced"   // codes, changed, renewed
	SiteSyncedNot    ID = "site.unsynced" // code, reason
	SiteNewKeys      ID = "site.new_keys" // keys
	SiteRegistered   ID = "site.registered"
	SiteProductAdded ID = "site.product_added"   // name
	SiteProductKept  ID = "site.product_changed" // name
	SiteProductGone  ID = "site.product_removed" // name
	SiteProductSaid  ID = "site.product_said"    // product, build, device
	SiteProductNot   ID = "site.product_not"     // reason
	SiteProductUses  ID = "site.product_uses"    // codes
	SiteStrange      ID = "site.strange"         // count
	SitePaste        ID = "site.paste"
	SitePasteToken   ID = "site.paste_token"
	SiteTokenOnce    ID = "site.token_once"
	SiteDelivered    ID = "site.delivered" // delivered, failed, held, waiting
	SiteNothingToDo  ID = "site.nothing_deployed"
	SiteNotUsed      ID = "site.not_used"
	SiteWaits        ID = "site.waits"
	SiteDetail       ID = "site.detail" // detail
	SiteOnlyAsks     ID = "site.only_asks"
	SiteExported     ID = "site.exported" // file
	SiteImported     ID = "site.imported" // file, site

	SiteTaken         ID = "site.taken"   // taken, unchanged, others
	SiteAdopted       ID = "site.adopted" // codes, devices
	SiteNotAdopted    ID = "site.not_adopted"
	SiteAnswered      ID = "site.answered" // devices
	SiteStands        ID = "site.stands"   // product, state, expires
	SiteStandsForEver ID = "site.stands_for_ever"

	// Causes of a sync that failed, beside those of the connection and of
	// verification.
	SiteCauseNoServer    ID = "sitecause.no_server"
	SiteCauseNotSaved    ID = "sitecause.not_saved"
	SiteCauseClockAhead  ID = "sitecause.clock_ahead"
	SiteCauseClockBehind ID = "sitecause.clock_behind"

	// Why a product refused a push, beside verification and results.
	SiteCauseNoKeys   ID = "sitecause.no_keys"
	SiteCauseNotInUse ID = "sitecause.not_in_use"

	// A file of products.
	SiteListed  ID = "site.listed"  // products, reached
	SiteColumns ID = "site.columns" // columns
	SiteNoRow   ID = "site.no_row"
	SiteRows    ID = "site.rows"

	// The status, beside the words of a licence screen.
	SiteNote       ID = "site.note"
	SiteDays       ID = "site.days"
	SiteName       ID = "site.name"
	SiteBuild      ID = "site.build"
	SiteUsedCode   ID = "site.used_code"
	SiteHeld       ID = "site.held"
	SiteProfile    ID = "site.last_profile"
	SiteSeen       ID = "site.seen"
	SiteAddress    ID = "site.address"
	SiteAsksItself ID = "site.asks_itself"
	SiteLastSync   ID = "site.last_sync"
	SiteLastFailed ID = "site.last_failed" // when, failures, reason
	SiteNextSync   ID = "site.next_sync"
	SiteImportedAt ID = "site.imported_at"
	SiteNews       ID = "site.news"
	SiteNewsOpen   ID = "site.news_open"
	SiteNewsDaily  ID = "site.news_daily"
	SiteNoLine     ID = "site.no_line"
	SiteNone       ID = "site.no_codes"
	SiteNoProducts ID = "site.no_products"
	SiteClockOff   ID = "site.clock_off" // off
	SiteCarried    ID = "site.carried"

	// What there is to do, and whom to turn to.
	SiteTodoAdd       ID = "site.todo_add"
	SiteTodoUnhealthy ID = "site.todo_unhealthy"
	SiteTodoNever     ID = "site.todo_never"
	SiteTodoFirst     ID = "site.todo_first"
	SiteTodoCarry     ID = "site.todo_carry"
	SiteTodoGrace     ID = "site.todo_grace"      // codes
	SiteTodoExpired   ID = "site.todo_expired"    // codes
	SiteTodoSoon      ID = "site.todo_soon"       // codes, days
	SiteTodoRevoked   ID = "site.todo_revoked"    // codes
	SiteTodoRevokedBy ID = "site.todo_revoked_by" // codes, reason
	SiteTodoSuspended ID = "site.todo_suspended"  // codes
	SiteTodoReplaced  ID = "site.todo_replaced"   // codes
	SiteTodoUnknown   ID = "site.todo_unknown"    // codes
	SiteTodoProblem   ID = "site.todo_problem"    // codes, reason
	SiteTodoProduct   ID = "site.todo_product"    // products, reason
	SiteTodoStale     ID = "site.todo_stale"      // products
	SiteTodoUnused    ID = "site.todo_unused"     // products
	SiteTodoAsks      ID = "site.todo_asks"       // products
	SiteTodoClock     ID = "site.todo_clock"
)

// SiteCause gives the id of the text for a cause of a failed sync by its name
// (snake_case).
func SiteCause(name string) ID { return ID("sitecause." + name) }

var managercliTexts = table{
	SiteFixConfig: {
		EN: "Correct the configuration; ollu-manager config show prints what is in force.",
		JA: "設定を修正してください。現在の設定は ollu-manager config show で確認できます。",
	},
	SiteInUse:     {EN: "Another command is working on the state in {dir}.", JA: "{dir} の状態は、ほかのコマンドが使用中です。"},
	SiteWait:      {EN: "Wait until it has ended, then run this again.", JA: "そのコマンドが終わってから、もう一度実行してください。"},
	SiteRunning:   {EN: "A manager is running on {dir} already.", JA: "{dir} を使用するマネージャがすでに動作しています。"},
	SiteStopFirst: {EN: "Stop that one first; the other commands work while it runs.", JA: "先にそのプログラムを停止してください。ほかのコマンドは動作中のまま使用できます。"},
	SiteDamaged:   {EN: "The state in {dir} is damaged. Nothing in it was changed.", JA: "{dir} の状態ファイルが破損しています。内容は変更していません。"},
	SitePutBack: {
		EN: "Move manager.db aside and put a copy back; without one, add the codes and products again: products keep what they have.",
		JA: "manager.db を別の場所に移し、バックアップを戻してください。ない場合は、コードと製品をもう一度登録してください。製品のライセンスはそのまま有効です。",
	},
	SiteNewer:      {EN: "The state in {dir} was written by a newer ollu-manager.", JA: "{dir} の状態は、新しい版の ollu-manager が書き込んだものです。"},
	SiteUpgrade:    {EN: "Install that version again.", JA: "新しい版をインストールし直してください。"},
	SiteNoRoom:     {EN: "There is no room on the disk of {dir}, and nothing was changed.", JA: "{dir} のディスクに空き容量がないため、変更は行いませんでした。"},
	SiteMakeRoom:   {EN: "Make room on that disk, then run this again.", JA: "ディスクの空き容量を増やしてから、もう一度実行してください。"},
	SiteOtherToken: {EN: "The running manager does not take the token in {file}.", JA: "動作中のマネージャは、{file} のトークンを受け付けません。"},
	SiteRestart:    {EN: "Restart the manager: it reads that file when it starts.", JA: "マネージャを再起動してください。トークンは起動時に読み込まれます。"},
	SiteSeeLog:     {EN: "Run it again, and read the log of ollu-manager run if that does not help.", JA: "もう一度実行し、解決しない場合は ollu-manager run のログを確認してください。"},
	SiteOtherServer: {
		EN: "The manager that runs here asks {server}; --server was not used.",
		JA: "動作中のマネージャは {server} に問い合わせます。--server の指定は使用しませんでした。",
	},
	SiteNoServer: {EN: "No licence server is set, so there is nobody to ask.", JA: "ライセンスサーバが設定されていないため、問い合わせできません。"},
	SiteSetServer: {
		EN: "Write its address as server into the configuration, or carry a file: ollu-manager export, and import what comes back.",
		JA: "設定ファイルの server にアドレスを記入するか、ollu-manager export で作成したファイルを持ち出し、戻ったファイルを import で取り込んでください。",
	},
	SiteNotReached:  {EN: "The licence server gave no answer. {reason}", JA: "ライセンスサーバから応答を得られませんでした。{reason}"},
	SiteNotBelieved: {EN: "What the licence server answered was not believed. {reason}", JA: "ライセンスサーバの応答を確認できませんでした。{reason}"},
	SiteTryLater: {
		EN: "What is held stands, and the products keep it. Correct what is named above, then run ollu-manager sync.",
		JA: "現在のライセンス情報はそのまま有効です。上記の点を確認してから ollu-manager sync を実行してください。",
	},
	SiteNotFound:     {EN: "There is neither a product nor a code called {name}.", JA: "{name} という製品またはコードは登録されていません。"},
	SiteCodeNotFound: {EN: "That code is not managed here.", JA: "指定されたコードは、ここでは管理していません。"},
	SiteSyncAgain:    {EN: "The codes are managed. With room on the disk, run ollu-manager sync.", JA: "コードは管理対象に追加済みです。ディスクの空きを確保してから ollu-manager sync を実行してください。"},
	SiteLookAt:       {EN: "ollu-manager status lists the codes and their ids, ollu-manager products list the products.", JA: "コードとIDは ollu-manager status、製品は ollu-manager products list で確認できます。"},
	SiteBadName: {
		EN: "{name} is no name of a product: take letters, digits, dots, underscores and hyphens, at most 64.",
		JA: "{name} は製品の名前として使用できません。英数字、ピリオド、アンダースコア、ハイフンで64文字以内にしてください。",
	},
	SiteBadURL: {
		EN: "The address of a product is written like http://gw1.example.com:8085, without user, path or question.",
		JA: "製品のアドレスは http://gw1.example.com:8085 のように指定してください（ユーザ名、パス、検索文字列は指定できません）。",
	},
	SiteNeedURL: {
		EN: "Name the product's profile listener with --url. A product that asks by itself needs no entry: set server in its agent, and it appears here.",
		JA: "--url で製品のプロファイル受信アドレスを指定してください。自分で問い合わせる製品は登録不要です。エージェントの server を設定すると、ここに表示されます。",
	},
	SiteNeedCodes:   {EN: "There is no activation code in what was given.", JA: "アクティベーションコードが指定されていません。"},
	SiteTwoSources:  {EN: "Codes come as arguments, from standard input with -, or from a file with --file: take one of these.", JA: "コードは、引数、標準入力（-）、--file のいずれか1つで指定してください。"},
	SiteOneReplaced: {EN: "With --replaces, give the one code that takes the place of the other.", JA: "--replaces を使用する場合は、新しいコードを1つだけ指定してください。"},
	SiteGiveCodes:   {EN: "Write one code in a line; empty lines and lines that begin with # are passed over.", JA: "1行に1つのコードを記入してください。空の行と # で始まる行は無視されます。"},
	SiteCodeAt:      {EN: "{place}: {reason}", JA: "{place}: {reason}"},
	SiteCodeMeant:   {EN: "{place}: probably meant is {code}", JA: "{place}: 正しくは {code} と思われます"},
	SiteArgument:    {EN: "Code {number}", JA: "{number}番目のコード"},
	SiteLine:        {EN: "{file}, line {line}", JA: "{file} の{line}行目"},
	SiteNotABundle:  {EN: "{file} is not a file of ollu-manager export.", JA: "{file} は ollu-manager export のファイルではありません。"},
	SiteCutBundle:   {EN: "{file} is cut short or damaged, and nothing was taken from it.", JA: "{file} は途中で切れているか破損しているため、取り込みませんでした。"},
	SiteNewBundle:   {EN: "{file} was written by a newer ollu-manager.", JA: "{file} は、新しい版の ollu-manager が作成したものです。"},
	SiteCarryAgain:  {EN: "Copy it again from where it was made, and carry it as it is.", JA: "作成元からもう一度コピーし、内容を変更せずに取り込んでください。"},
	SiteFileNotMade: {EN: "{file} could not be written: {reason}.", JA: "{file} に書き込めませんでした（{reason}）。"},
	SiteInterrupted: {EN: "The manager stopped before it was done.", JA: "処理が終わる前に、マネージャが停止しました。"},
	SiteRuleOut:     {EN: "It was refused: {reason}", JA: "受け付けられませんでした（{reason}）。"},

	SiteNoState:   {EN: "There is no manager's state in {dir}.", JA: "{dir} にマネージャの状態がありません。"},
	SiteBegin:     {EN: "Name its folder with --state-dir, or begin with ollu-manager add.", JA: "--state-dir でフォルダを指定するか、ollu-manager add で登録を始めてください。"},
	SiteOffline:   {EN: "This is an offline activation code, which no server is asked about: enter it at the product.", JA: "これはオフライン用アクティベーションコードです。サーバへの問い合わせは行われないため、製品に直接入力してください。"},
	SiteFileThere: {EN: "{file} exists already.", JA: "{file} はすでに存在します。"},
	SiteForce:     {EN: "Name another file, or add --force.", JA: "別のファイル名を指定するか、--force を付けてください。"},

	SiteTaken:         {EN: "{taken} {taken|statement was|statements were} taken, {unchanged} {unchanged|was|were} known, {others} {others|is|are} about codes of others.", JA: "ライセンス情報: 取り込み{taken}件、変更なし{unchanged}件、対象外{others}件"},
	SiteAdopted:       {EN: "{codes} {codes|code|codes} and {devices} {devices|installation|installations} are asked about for that site from now on: sync, then export.", JA: "その拠点のコード{codes}件と環境{devices}件を問い合わせの対象に加えました。同期してからエクスポートしてください。"},
	SiteNotAdopted:    {EN: "It holds no answers. Where it is from another site that this manager is to ask for, import it with --adopt.", JA: "応答は含まれていません。ほかの拠点の代わりに問い合わせる場合は、--adopt を付けて取り込んでください。"},
	SiteAnswered:      {EN: "{devices} {devices|registration was|registrations were} answered.", JA: "環境の登録{devices}件に応答がありました。"},
	SiteStands:        {EN: "{product}: {state}, expiry {expires}.", JA: "{product}: {state}、有効期限は{expires}です。"},
	SiteStandsForEver: {EN: "{product}: {state}, does not expire.", JA: "{product}: {state}、無期限です。"},

	SiteCauseNoServer:    {EN: "No licence server is set.", JA: "ライセンスサーバが設定されていません。"},
	SiteCauseNotSaved:    {EN: "What was answered could not be written to the disk: make room, and read the log.", JA: "応答をディスクに保存できませんでした。空き容量を増やし、ログを確認してください。"},
	SiteCauseClockAhead:  {EN: "The clock of this machine is ahead of the issuer's: correct it.", JA: "このコンピュータの時刻が発行元より進んでいます。修正してください。"},
	SiteCauseNoKeys:      {EN: "The product knows no key of the issuer: write issuer_keys into its agent's configuration, or let it ask this manager once.", JA: "製品に発行元の鍵がありません。エージェントの設定に issuer_keys を指定するか、一度このマネージャに問い合わせてください。"},
	SiteCauseNotInUse:    {EN: "The product does not use this code.", JA: "製品でこのコードは使用されていません。"},
	SiteCauseClockBehind: {EN: "The clock of this machine is behind the issuer's: correct it.", JA: "このコンピュータの時刻が発行元より遅れています。修正してください。"},

	SiteSyncing:      {EN: "Asking {server} …", JA: "{server} に問い合わせています…"},
	SiteAdded:        {EN: "{code} is managed from now on. {state}", JA: "{code} を管理対象に追加しました。{state}"},
	SiteKnown:        {EN: "{code} was managed already. {state}", JA: "{code} はすでに管理対象です。{state}"},
	SiteNotHeard:     {EN: "The issuer has said nothing about it yet.", JA: "発行元からの情報はまだありません。"},
	SiteRemoved:      {EN: "{code} is no longer managed. Products keep what they hold.", JA: "{code} を管理対象から外しました。製品のライセンスはそのままです。"},
	SiteSynced:       {EN: "{codes} {codes|code was|codes were} asked about: {changed} changed, {renewed} signed anew.", JA: "{codes}件のコードを確認しました（変更{changed}件、署名の更新{renewed}件）。"},
	SiteSyncedNot:    {EN: "{code}: the answer was not believed. {reason}", JA: "{code}: 応答を確認できませんでした。{reason}"},
	SiteNewKeys:      {EN: "Keys of the issuer that are trusted from now on: {keys}.", JA: "発行元の鍵を信頼する鍵に追加しました: {keys}"},
	SiteRegistered:   {EN: "{code}: the installation {device} was handed on to be registered: {result}.", JA: "{code}: 環境 {device} の登録を取り次ぎました（{result}）。"},
	SiteProductAdded: {EN: "The product {name} is looked after from now on.", JA: "製品 {name} を管理対象に追加しました。"},
	SiteProductKept:  {EN: "The entry of the product {name} was changed.", JA: "製品 {name} の登録内容を変更しました。"},
	SiteProductGone:  {EN: "The product {name} is no longer looked after. It keeps what it holds.", JA: "製品 {name} を管理対象から外しました。製品のライセンスはそのままです。"},
	SiteProductSaid:  {EN: "It answers as {product}, build {build}, installation {device}.", JA: "製品 {product}、ビルド {build}、環境ID {device} として応答しました。"},
	SiteProductNot:   {EN: "It was not reached yet, and is tried again by itself: {reason}", JA: "まだ接続できません。自動的に再試行します。{reason}"},
	SiteProductUses:  {EN: "It is to use: {codes}.", JA: "使用するコード: {codes}"},
	SiteStrange: {
		EN: "It uses {count} {count|code|codes} that this manager does not manage: add {count|it|them} with ollu-manager add.",
		JA: "この製品は、管理対象でないコードを{count}件使用しています。ollu-manager add で追加してください。",
	},
	SitePaste: {EN: "Lines for the configuration of the product's ollu-agent:", JA: "製品の ollu-agent の設定ファイルに次の行を追加してください:"},
	SitePasteToken: {
		EN: "The token for that file, in one line, which the agent alone may read:",
		JA: "上記のトークンファイルの内容は次の1行です。エージェントだけが読み取れるようにしてください:",
	},
	SiteTokenOnce: {EN: "It is not shown again; ollu-manager products add with --new-token makes another one.", JA: "このトークンは再表示できません。新しく作成するには ollu-manager products add に --new-token を付けて実行してください。"},
	SiteDelivered: {
		EN: "{delivered} delivered, {failed} failed, {held} held back, {waiting} waiting.",
		JA: "配信済み{delivered}件、失敗{failed}件、保留{held}件、待機中{waiting}件",
	},
	SiteNothingToDo: {EN: "There is nothing to deploy: all is current.", JA: "すべて最新です。配信する対象はありません。"},
	SiteWaits:       {EN: "Not now: it asks by itself, or is not due yet.", JA: "今回は配信しません。製品からの問い合わせ時、または次回の配信時に反映されます。"},
	SiteDetail:      {EN: "What was seen: {detail}.", JA: "（詳細: {detail}）"},
	SiteNotUsed: {
		EN: "There is nothing to deploy: nothing that is pushed to uses it. See ollu-manager products list for who uses which code.",
		JA: "配信する対象がありません。配信先の製品で使用されていません。製品が使用するコードは ollu-manager products list で確認できます。",
	},
	SiteOnlyAsks: {
		EN: "There is nothing to deploy now: what is not current asks by itself or is not due; ollu-manager status shows it.",
		JA: "今回配信する対象はありません。最新でないものは、製品からの問い合わせ時または次回の配信時に反映されます。ollu-manager status で確認できます。",
	},
	SiteExported: {EN: "{file} was written. It holds activation codes: treat it as a secret.", JA: "{file} を作成しました。アクティベーションコードが含まれているため、機密として扱ってください。"},
	SiteImported: {EN: "{file} of the site {site} was taken in.", JA: "拠点 {site} の {file} を取り込みました。"},

	SiteListed:  {EN: "{products} {products|product is|products are} looked after from now on, and {reached} answered.", JA: "{products}件の製品を管理対象に追加しました（応答あり{reached}件）。"},
	SiteColumns: {EN: "The first line names the columns, which are: {columns}.", JA: "1行目に列名を記入してください（{columns}）。"},
	SiteNoRow:   {EN: "The line is not one of CSV with as many columns as the first.", JA: "CSVの行として読み取れないか、列の数が1行目と異なります。"},
	SiteRows:    {EN: "Write one product in a line, such as gw1,http://gw1.example.com:8085,TOKEN,CODE below the line name,url,token,codes.", JA: "1行目を name,url,token,codes とし、2行目以降に gw1,http://gw1.example.com:8085,TOKEN,CODE のように1行に1製品を記入してください。"},

	SiteNote:       {EN: "Note", JA: "メモ"},
	SiteDays:       {EN: "Days", JA: "残り日数"},
	SiteName:       {EN: "Name", JA: "名前"},
	SiteBuild:      {EN: "Build", JA: "ビルド"},
	SiteUsedCode:   {EN: "Code", JA: "コード"},
	SiteHeld:       {EN: "Its expiry", JA: "製品側の有効期限"},
	SiteProfile:    {EN: "Last profile", JA: "最終配信"},
	SiteSeen:       {EN: "Last seen", JA: "最終通信"},
	SiteAddress:    {EN: "Address", JA: "アドレス"},
	SiteAsksItself: {EN: "asks by itself", JA: "製品から問い合わせ"},
	SiteLastSync:   {EN: "Last good sync", JA: "最後に成功した同期"},
	SiteLastFailed: {EN: "The try of {when} failed ({failures} in a row). {reason}", JA: "{when}の同期に失敗しました（連続{failures}回）。{reason}"},
	SiteNextSync:   {EN: "Next sync", JA: "次回の同期"},
	SiteImportedAt: {EN: "Last import", JA: "最後の取り込み"},
	SiteNews:       {EN: "News", JA: "変更の通知"},
	SiteNewsOpen:   {EN: "In seconds: the server tells when a code changes", JA: "即時（コードの変更をサーバから受信）"},
	SiteNewsDaily:  {EN: "Not waited for just now; daily at least", JA: "現在は待機していません（毎日の同期で確認）"},
	SiteNoLine:     {EN: "Not set: nobody is asked, files are carried", JA: "未設定（問い合わせは行わず、ファイルで受け渡し）"},
	SiteNone:       {EN: "No codes are managed yet.", JA: "管理対象のコードはまだありません。"},
	SiteNoProducts: {EN: "No products yet.", JA: "製品はまだ登録されていません。"},
	SiteClockOff:   {EN: "The clock of this machine is {off} off.", JA: "このコンピュータの時刻が{off}ずれています。"},
	SiteCarried:    {EN: "for another site", JA: "別の拠点用"},

	SiteTodoAdd: {EN: "Add the site's codes with ollu-manager add.", JA: "ollu-manager add でコードを追加してください。"},
	SiteTodoUnhealthy: {
		EN: "The issuer was not heard for two days: see to the line, run ollu-manager sync, and ask the network's administrator if it fails again.",
		JA: "2日以上、発行元と通信できていません。通信経路を確認して ollu-manager sync を実行し、解決しない場合はネットワーク管理者にお問い合わせください。",
	},
	SiteTodoNever: {
		EN: "The issuer was never heard: keep ollu-manager run going, or run ollu-manager sync, or import a file.",
		JA: "発行元とまだ通信していません。ollu-manager run を常時実行するか、ollu-manager sync を実行、またはファイルを取り込んでください。",
	},
	SiteTodoCarry: {
		EN: "Nothing is known from the issuer yet: carry a file out with ollu-manager export, and take in what comes back with ollu-manager import. Where there is a line to it, set server.",
		JA: "発行元の情報がまだありません。ollu-manager export で作成したファイルを持ち出し、戻ったファイルを ollu-manager import で取り込んでください。発行元に接続できる場合は server を設定してください。",
	},
	SiteTodoFirst: {
		EN: "The issuer was asked about each code when it was added, and about all of them not yet: keep ollu-manager run going, or run ollu-manager sync.",
		JA: "各コードは追加時に発行元へ確認しましたが、全コードの同期はまだ行われていません。ollu-manager run を常時実行するか、ollu-manager sync を実行してください。",
	},
	SiteTodoGrace:     {EN: "In grace, everything still works: {codes}. Ask your dealer to renew the contract.", JA: "更新猶予期間中です（{codes}）。販売店に契約の更新を依頼してください。"},
	SiteTodoExpired:   {EN: "Expired, updates have stopped: {codes}. Ask your dealer to renew the contract.", JA: "契約期間が終了し、アップデートが停止しています（{codes}）。販売店に契約の更新を依頼してください。"},
	SiteTodoSoon:      {EN: "Ends within {days} days: {codes}. Ask your dealer to renew the contract.", JA: "{days}日以内に契約が終了します（{codes}）。販売店に契約の更新を依頼してください。"},
	SiteTodoRevoked:   {EN: "Withdrawn by the issuer: {codes}. Ask your dealer why.", JA: "発行元によって取り消されています（{codes}）。理由については販売店にお問い合わせください。"},
	SiteTodoRevokedBy: {EN: "Withdrawn by the issuer, who says why: {reason} ({codes}). Ask your dealer.", JA: "発行元によって取り消されています（{codes}、理由: {reason}）。販売店にお問い合わせください。"},
	SiteTodoSuspended: {EN: "Suspended by the issuer: {codes}. Ask your dealer what is missing.", JA: "発行元によって一時停止されています（{codes}）。詳細については販売店にお問い合わせください。"},
	SiteTodoReplaced: {
		EN: "Replaced by a new code: {codes}. Add the new one, which the contract holder was sent, with ollu-manager add --replaces.",
		JA: "新しいコードに切り替えられています（{codes}）。契約者様宛に送付された新しいコードを ollu-manager add --replaces で追加してください。",
	},
	SiteTodoUnknown: {EN: "Not known to the issuer: {codes}. Make sure that the vendor of these products issued it, and ask your dealer if it was.", JA: "発行元に登録されていません（{codes}）。発行元を確認し、解決しない場合は販売店にお問い合わせください。"},
	SiteTodoProblem: {EN: "The last answer about these was not believed: {codes}. {reason}", JA: "直近の応答を確認できませんでした（{codes}）。{reason}"},
	SiteTodoProduct: {EN: "{products}: {reason}", JA: "{products}: {reason}"},
	SiteTodoStale:   {EN: "Waiting to be delivered to: {products}. Keep ollu-manager run going, or run ollu-manager deploy.", JA: "配信待ちです（{products}）。ollu-manager run を常時実行するか、ollu-manager deploy を実行してください。"},
	SiteTodoUnused:  {EN: "No code of this manager is in use there: {products}. Activate the product with one, or name it with ollu-manager products add --code.", JA: "管理対象のコードが使用されていません（{products}）。製品でアクティベーションを行うか、ollu-manager products add の --code でコードを指定してください。"},
	SiteTodoAsks:    {EN: "Not asked since the last change: {products}. These ask by themselves, and are told then.", JA: "最後の変更以降、問い合わせがありません（{products}）。これらの製品には、次回の問い合わせ時に反映されます。"},
	SiteTodoClock:   {EN: "Correct the clock of this machine.", JA: "このコンピュータの時刻を修正してください。"},
}
