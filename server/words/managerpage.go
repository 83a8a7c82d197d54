package words

// The manager's web page. Arguments: idle (how long a session may go unused),
// wait (a length of time), value (a day or a moment), from, to and total (places
// in a list), since (a moment), delivered, failed, held and waiting (numbers of
// deliveries), product (its name), code (masked), why (a text below), count,
// days, cause (a name).
const (
	PageName         ID = "managerpage.name"
	PageValue        ID = "managerpage.value"
	PageLanguage     ID = "managerpage.language"
	PageSkip         ID = "managerpage.skip"
	PageScreens      ID = "managerpage.screens"
	PageSignIn       ID = "managerpage.sign_in"
	PageSignOut      ID = "managerpage.sign_out"
	PageToken        ID = "managerpage.token"
	PageTokenHint    ID = "managerpage.token_hint"
	PageWrongToken   ID = "managerpage.wrong_token"
	PageTooManyTries ID = "managerpage.too_many_tries"
	PageEnded        ID = "managerpage.ended"
	PageOldForm      ID = "managerpage.old_form"
	PageCannot       ID = "managerpage.cannot"
	PageUnread       ID = "managerpage.unread"
	PageNothingHere  ID = "managerpage.nothing_here"
	PageBack         ID = "managerpage.back"

	PageProducts     ID = "managerpage.products"
	PageProductsLead ID = "managerpage.products_lead"
	PageCodes        ID = "managerpage.codes"
	PageCodesLead    ID = "managerpage.codes_lead"
	PageIssuer       ID = "managerpage.issuer"
	PageIssuerLead   ID = "managerpage.issuer_lead"

	PageDeliver          ID = "managerpage.deliver"
	PageDeliverTo        ID = "managerpage.deliver_to"
	PageDeliverAll       ID = "managerpage.deliver_all"
	PageDeliverCode      ID = "managerpage.deliver_code"
	PageDelivering       ID = "managerpage.delivering"
	PageDelivered        ID = "managerpage.delivered"
	PageDeliveryFailed   ID = "managerpage.delivery_failed"
	PageNothingToDeliver ID = "managerpage.nothing_to_deliver"
	PageBusy             ID = "managerpage.busy"
	PageFailure          ID = "managerpage.failure"
	PageMore             ID = "managerpage.more"

	PageAllProducts ID = "managerpage.all_products"
	PageAnyState    ID = "managerpage.any_state"
	PageByState     ID = "managerpage.by_state"
	PageSearch      ID = "managerpage.search"
	PageSearchHint  ID = "managerpage.search_hint"
	PageApply       ID = "managerpage.apply"
	PageClear       ID = "managerpage.clear"
	PageNoneFound   ID = "managerpage.none_found"
	PageNoProducts  ID = "managerpage.no_products"
	PageNoCodes     ID = "managerpage.no_codes"
	PageNoCodesYet  ID = "managerpage.no_codes_yet"
	PageShown       ID = "managerpage.shown"
	PagePages       ID = "managerpage.pages"
	PageFirst       ID = "managerpage.first"
	PagePrevious    ID = "managerpage.previous"
	PageNext        ID = "managerpage.next"
	PageLast        ID = "managerpage.last"

	PageColProduct  ID = "managerpage.col_product"
	PageColCode     ID = "managerpage.col_code"
	PageColState    ID = "managerpage.col_state"
	PageColExpiry   ID = "managerpage.col_expiry"
	PageColProfile  ID = "managerpage.col_profile"
	PageColAction   ID = "managerpage.col_action"
	PageColLicence  ID = "managerpage.col_licence"
	PageColGrace    ID = "managerpage.col_grace"
	PageColHeard    ID = "managerpage.col_heard"
	PageBuild       ID = "managerpage.build"
	PageVersion     ID = "managerpage.version"
	PageAsks        ID = "managerpage.asks"
	PageHolds       ID = "managerpage.holds"
	PageIssuerSays  ID = "managerpage.issuer_says"
	PageNextTry     ID = "managerpage.next_try"
	PageFailures    ID = "managerpage.failures"
	PageNoProfile   ID = "managerpage.no_profile"
	PageNoDate      ID = "managerpage.no_date"
	PageReplaces    ID = "managerpage.replaces"
	PageCarried     ID = "managerpage.carried"
	PageSigned      ID = "managerpage.signed"
	PageChanged     ID = "managerpage.changed"
	PageReason      ID = "managerpage.reason"
	PageProblem     ID = "managerpage.problem"
	PageNoAnswer    ID = "managerpage.no_answer"
	PageUnknownCode ID = "managerpage.unknown_code"
	PageDaysLeft    ID = "managerpage.days_left"
	PageEndsToday   ID = "managerpage.ends_today"
	PageDaysAgo     ID = "managerpage.days_ago"

	PageLastGood   ID = "managerpage.last_good"
	PageLastTry    ID = "managerpage.last_try"
	PageNextSync   ID = "managerpage.next_sync"
	PageImported   ID = "managerpage.imported"
	PageNever      ID = "managerpage.never"
	PageNotPlanned ID = "managerpage.not_planned"
	PageUnheard    ID = "managerpage.unheard"
	PageUnheardDo  ID = "managerpage.unheard_do"
	PageHealthy    ID = "managerpage.healthy"
	PageHealth     ID = "managerpage.health"
	PageOtherCause ID = "managerpage.other_cause"
	PageTrouble    ID = "managerpage.trouble"
	PageWaiting    ID = "managerpage.waiting"
	PageWaitingOn  ID = "managerpage.waiting_on"
	PageWaitingOff ID = "managerpage.waiting_off"
	PageServer     ID = "managerpage.server"
	PageNoServer   ID = "managerpage.no_server"
	PageIssuerName ID = "managerpage.issuer_name"
	PageKeys       ID = "managerpage.keys"
	PageFirstUse   ID = "managerpage.first_use"
	PageNow        ID = "managerpage.now"
)

// How it stands with a delivery (row M3), one word for each state of
// server/manager/book.
const (
	ManagerCurrent  ID = "managerstate.current"
	ManagerStale    ID = "managerstate.stale"
	ManagerFailed   ID = "managerstate.failed"
	ManagerHeldBack ID = "managerstate.held_back"
)

// Why a delivery failed or is held back, and what to do: one text for each of the
// list in server/manager/book. They take no arguments.
const (
	ManagerWhyNewCodeByHand ID = "managerwhy.new_code_by_hand"
	ManagerWhyRenewalByHand ID = "managerwhy.renewal_by_hand"
	ManagerWhyBuildTooOld   ID = "managerwhy.build_too_old"
	ManagerWhyBuildUnknown  ID = "managerwhy.build_unknown"
	ManagerWhyUnreachable   ID = "managerwhy.unreachable"
	ManagerWhyNotTrusted    ID = "managerwhy.not_trusted"
	ManagerWhyNotAProduct   ID = "managerwhy.not_a_product"
	ManagerWhyOtherProduct  ID = "managerwhy.other_product"
	ManagerWhyRefused       ID = "managerwhy.refused"
	ManagerWhyNotSaved      ID = "managerwhy.not_saved"
	ManagerWhyNoStatement   ID = "managerwhy.no_statement"
	ManagerWhyDeviceLimit   ID = "managerwhy.device_limit"
)

// Page gives the id of a text of the manager's page by its name.
func Page(name string) ID { return ID("managerpage." + name) }

// ManagerState gives the id of the word for a delivery's state by its name:
// current, stale, failed, held_back.
func ManagerState(name string) ID { return ID("managerstate." + name) }

// ManagerWhy gives the id of the text for the reason of a delivery's state by its
// name (snake_case).
func ManagerWhy(name string) ID { return ID("managerwhy." + name) }

// ManagerBecause says in a language why a delivery is not current, with what was
// seen. why and detail are those of the delivery. A reason that is not of the list
// stays as it is; a detail that there are no words for is left out where English
// is not spoken.
func ManagerBecause(l Lang, why, detail string) string {
	said := why
	if id := ManagerWhy(why); Has(id) {
		said = Say(l, id, nil)
	}
	for _, id := range []ID{Cause(detail), Verify(detail), Result(detail), SiteCause(detail)} {
		if Has(id) {
			return Join(l, said, Say(l, id, Args{"server": "…", "status": "…"}))
		}
	}
	told := Told(l, detail)
	if detail == "" || l.sure() != EN && told == detail {
		return said
	}
	return Join(l, said, Say(l, SiteDetail, Args{"detail": told}))
}

var managerpageTexts = table{
	PageName:         {EN: "ollu licence manager", JA: "ollu ライセンス管理"},
	PageValue:        {EN: "{value}", JA: "{value}"},
	PageLanguage:     {EN: "Language", JA: "表示言語"},
	PageSkip:         {EN: "Skip to the content", JA: "本文へ移動"},
	PageScreens:      {EN: "Screens", JA: "画面"},
	PageSignIn:       {EN: "Sign in", JA: "サインイン"},
	PageSignOut:      {EN: "Sign out", JA: "サインアウト"},
	PageToken:        {EN: "Manager’s token", JA: "管理用トークン"},
	PageTokenHint:    {EN: "It stands in the file manager.token of the manager’s state directory.", JA: "マネージャの状態ディレクトリにある manager.token ファイルに記載されています。"},
	PageWrongToken:   {EN: "That is not this manager’s token. Copy it again from the file, without anything before or after it.", JA: "トークンが正しくありません。前後に余分な文字が入らないように、ファイルからもう一度コピーしてください。"},
	PageTooManyTries: {EN: "Too many tries. Please wait {wait} and try again.", JA: "試行回数が上限に達しました。{wait}待ってから、もう一度お試しください。"},
	PageEnded:        {EN: "You have been signed out: the session ended, or was not used for {idle}. Please sign in again.", JA: "セッションが終了したか、{idle}以上操作がなかったため、サインアウトしました。もう一度サインインしてください。"},
	PageOldForm:      {EN: "This form was out of date, so nothing was done. Please try again.", JA: "フォームの有効期間が過ぎたため、処理は行われませんでした。もう一度お試しください。"},
	PageCannot:       {EN: "This could not be shown", JA: "表示できませんでした"},
	PageUnread:       {EN: "The manager’s records cannot be read at the moment. Products keep what they hold. Look at the manager’s log.", JA: "現在、マネージャの記録を読み取れません。各製品は保持しているライセンス情報で動作を続けます。マネージャのログを確認してください。"},
	PageNothingHere:  {EN: "There is nothing at this address.", JA: "このアドレスにページはありません。"},
	PageBack:         {EN: "To the products", JA: "製品の一覧へ"},

	PageProducts:     {EN: "Products", JA: "製品"},
	PageProductsLead: {EN: "Every installation that this manager looks after, and the licence that it holds.", JA: "このマネージャが管理する製品と、各製品が保持しているライセンスの一覧です。"},
	PageCodes:        {EN: "Codes", JA: "コード"},
	PageCodesLead:    {EN: "What the issuer says about each activation code of this site.", JA: "この拠点の各アクティベーションコードについて、発行元から受け取ったライセンス情報です。"},
	PageIssuer:       {EN: "Issuer", JA: "発行元"},
	PageIssuerLead:   {EN: "Whom this manager asks, and how that goes.", JA: "問い合わせ先のライセンスサーバと、同期の状況です。"},

	PageDeliver:          {EN: "Deliver again", JA: "再配信"},
	PageDeliverTo:        {EN: "Deliver again to", JA: "再配信先："},
	PageDeliverAll:       {EN: "Deliver to all", JA: "すべてに再配信"},
	PageDeliverCode:      {EN: "Deliver again the code", JA: "再配信するコード："},
	PageDelivering:       {EN: "Delivering since {since}. This screen shows the outcome when it is done.", JA: "配信中です（開始：{since}）。完了すると、この画面に結果が表示されます。"},
	PageDelivered:        {EN: "Delivered {delivered}, failed {failed}, held back {held}, waiting {waiting}.", JA: "配信が完了しました。成功 {delivered} 件、失敗 {failed} 件、保留 {held} 件、待機 {waiting} 件"},
	PageDeliveryFailed:   {EN: "The delivery could not be made.", JA: "配信を実行できませんでした。"},
	PageNothingToDeliver: {EN: "There was nothing to deliver.", JA: "配信するものはありませんでした。"},
	PageBusy:             {EN: "A delivery is under way already. Please wait until it is done.", JA: "すでに配信を実行中です。完了するまでお待ちください。"},
	PageFailure:          {EN: "{product} ({code}): {why}", JA: "{product}（{code}）：{why}"},
	PageMore:             {EN: "And {count} more; see the list below.", JA: "ほか {count} 件あります。下の一覧を確認してください。"},

	PageAllProducts: {EN: "All products", JA: "すべての製品"},
	PageAnyState:    {EN: "Any state", JA: "すべての状態"},
	PageByState:     {EN: "Products by state", JA: "状態別の製品数"},
	PageSearch:      {EN: "Search", JA: "検索"},
	PageSearchHint:  {EN: "Name, product, build, code or note", JA: "名前、製品、ビルド、コード、メモ"},
	PageApply:       {EN: "Show", JA: "表示"},
	PageClear:       {EN: "Clear", JA: "条件をクリア"},
	PageNoneFound:   {EN: "Nothing fits. Try another search, or clear it.", JA: "該当するものはありません。条件を変更するか、クリアしてください。"},
	PageNoProducts:  {EN: "No product is managed yet. Add one with “ollu-manager products add”, or point an agent at this manager.", JA: "管理対象の製品はまだありません。「ollu-manager products add」で追加するか、製品の問い合わせ先をこのマネージャに変更してください。"},
	PageNoCodes:     {EN: "No code", JA: "コードなし"},
	PageNoCodesYet:  {EN: "No code is managed yet. Add one with “ollu-manager add”.", JA: "管理対象のコードはまだありません。「ollu-manager add」で追加してください。"},
	PageShown:       {EN: "{from}–{to} of {total}", JA: "{total} 件中 {from}～{to} 件"},
	PagePages:       {EN: "Pages", JA: "ページ"},
	PageFirst:       {EN: "First", JA: "最初"},
	PagePrevious:    {EN: "Previous", JA: "前へ"},
	PageNext:        {EN: "Next", JA: "次へ"},
	PageLast:        {EN: "Last", JA: "最後"},

	PageColProduct:  {EN: "Product", JA: "製品"},
	PageColCode:     {EN: "Activation code", JA: "コード"},
	PageColState:    {EN: "State", JA: "状態"},
	PageColExpiry:   {EN: "Expiry", JA: "有効期限"},
	PageColProfile:  {EN: "Last profile", JA: "最終配信日時"},
	PageColAction:   {EN: "Action", JA: "操作"},
	PageColLicence:  {EN: "Licence", JA: "ライセンス"},
	PageColGrace:    {EN: "Grace period ends", JA: "猶予期間の終了日"},
	PageColHeard:    {EN: "Issuer’s word", JA: "発行元の情報"},
	PageBuild:       {EN: "Build", JA: "ビルド"},
	PageVersion:     {EN: "Version", JA: "バージョン"},
	PageAsks:        {EN: "Asks by itself", JA: "製品からの問い合わせ"},
	PageHolds:       {EN: "Holds", JA: "保持"},
	PageIssuerSays:  {EN: "Issuer says", JA: "発行元"},
	PageNextTry:     {EN: "Next try", JA: "次の再試行"},
	PageFailures:    {EN: "Failed {count} {count|time|times} in a row", JA: "連続 {count} 回失敗"},
	PageNoProfile:   {EN: "None yet", JA: "未配信"},
	PageNoDate:      {EN: "Not known", JA: "不明"},
	PageReplaces:    {EN: "Replaces", JA: "置き換え元"},
	PageCarried:     {EN: "Of another site", JA: "別の拠点のコード"},
	PageSigned:      {EN: "Signed", JA: "署名日時"},
	PageChanged:     {EN: "Changed", JA: "変更日時"},
	PageReason:      {EN: "Reason", JA: "理由"},
	PageProblem:     {EN: "The last answer about this code was not believed", JA: "このコードに対する最新の応答は採用されませんでした"},
	PageNoAnswer:    {EN: "Not answered yet", JA: "応答待ち"},
	PageUnknownCode: {EN: "Not issued", JA: "未発行"},
	PageDaysLeft:    {EN: "{days} {days|day|days} left", JA: "残り{days}日"},
	PageEndsToday:   {EN: "Ended today", JA: "本日終了"},
	PageDaysAgo:     {EN: "{days} {days|day|days} ago", JA: "{days}日経過"},

	PageLastGood:   {EN: "Last good sync", JA: "最後に成功した同期"},
	PageLastTry:    {EN: "Last try", JA: "最後の試行"},
	PageNextSync:   {EN: "Next sync", JA: "次回の同期"},
	PageImported:   {EN: "Last import", JA: "最後のファイル取り込み"},
	PageNever:      {EN: "Never", JA: "なし"},
	PageNotPlanned: {EN: "None planned", JA: "予定なし"},
	PageUnheard:    {EN: "The issuer was not heard for two days.", JA: "発行元から二日以上応答がありません。"},
	PageUnheardDo:  {EN: "Products keep their dates, and renewals do not arrive. Check the line to the issuer, or import a file from it.", JA: "各製品は現在の期限で動作を続けますが、更新は反映されません。発行元への接続を確認するか、発行元のファイルを取り込んでください。"},
	PageHealthy:    {EN: "In order", JA: "正常"},
	PageHealth:     {EN: "Sync", JA: "同期"},
	PageOtherCause: {EN: "The last sync failed ({cause}).", JA: "前回の同期に失敗しました（{cause}）。"},
	PageTrouble:    {EN: "The last sync failed", JA: "前回の同期に失敗しました"},
	PageWaiting:    {EN: "Renewals in seconds", JA: "更新の即時反映"},
	PageWaitingOn:  {EN: "On: the issuer says at once when something changes", JA: "有効（変更があると発行元からすぐに通知されます）"},
	PageWaitingOff: {EN: "Off: changes arrive with the next sync", JA: "無効（変更は次回の同期で反映されます）"},
	PageServer:     {EN: "Licence server", JA: "ライセンスサーバ"},
	PageNoServer:   {EN: "None: statements come by file", JA: "なし（ファイルで取り込みます）"},
	PageIssuerName: {EN: "Issuer", JA: "発行元"},
	PageKeys:       {EN: "Trusted keys", JA: "信頼する鍵"},
	PageFirstUse:   {EN: "They were taken when the server was first met. Compare them with those that the issuer publishes.", JA: "最初の接続時に取得した鍵です。発行元が公開している鍵と一致することを確認してください。"},
	PageNow:        {EN: "As of", JA: "現在日時"},

	ManagerCurrent:  {EN: "Current", JA: "最新"},
	ManagerStale:    {EN: "Stale", JA: "未反映"},
	ManagerFailed:   {EN: "Failed", JA: "失敗"},
	ManagerHeldBack: {EN: "Held back", JA: "保留"},

	ManagerWhyNewCodeByHand: {
		EN: "This product does not take another code by profile: enter the new code in the product.",
		JA: "この製品は、プロファイルでのコードの変更に対応していません。製品の画面で新しいコードを入力してください。",
	},
	ManagerWhyRenewalByHand: {
		EN: "This product does not take a renewed expiry by profile: have the product check its licence itself.",
		JA: "この製品は、プロファイルでの有効期限の更新に対応していません。製品の画面でライセンス情報を更新してください。",
	},
	ManagerWhyBuildTooOld: {
		EN: "The product’s build is older than the first that applies profiles correctly: update the product first.",
		JA: "製品のビルドが、プロファイルを正しく適用できる最小ビルドより古いため保留しています。先に製品をアップデートしてください。",
	},
	ManagerWhyBuildUnknown: {
		EN: "The product’s build is not known, and older ones apply profiles wrongly: make sure that the product says its build.",
		JA: "製品のビルドが不明なため保留しています。古いビルドではプロファイルが正しく適用されません。製品がビルドを報告しているか確認してください。",
	},
	ManagerWhyUnreachable: {
		EN: "The product cannot be reached: check that it is running, its address, and the firewall.",
		JA: "製品に接続できません。製品が起動しているか、アドレスとファイアウォールの設定を確認してください。",
	},
	ManagerWhyNotTrusted: {
		EN: "Product and manager do not trust each other: compare the token or the certificates on both sides.",
		JA: "製品との認証に失敗しました。トークンまたは証明書が双方で一致しているか確認してください。",
	},
	ManagerWhyNotAProduct: {
		EN: "Something else answers at the product’s address: check the address and the port.",
		JA: "指定されたアドレスで別のプログラムが応答しています。アドレスとポート番号を確認してください。",
	},
	ManagerWhyOtherProduct: {
		EN: "The code was issued for another product than the one at that address: check which code belongs to it.",
		JA: "コードが、そのアドレスの製品とは別の製品用に発行されています。製品に対応するコードを確認してください。",
	},
	ManagerWhyRefused: {
		EN: "The product did not accept the statement: look at its log.",
		JA: "製品がライセンス情報を受け付けませんでした。製品のログを確認してください。",
	},
	ManagerWhyNotSaved: {
		EN: "The product could not write the statement down: check its disk.",
		JA: "製品がライセンス情報を保存できませんでした。製品のディスクを確認してください。",
	},
	ManagerWhyNoStatement: {
		EN: "The issuer has not answered about this code yet: it is delivered after the next sync.",
		JA: "このコードについて、まだ発行元から応答がありません。次回の同期後に配信します。",
	},
	ManagerWhyDeviceLimit: {
		EN: "The code is in use on as many installations as the licence allows: have one that is no longer in use removed, or add to the licence.",
		JA: "このコードは、ライセンスで許可された台数まで登録済みです。使用していない登録の解除を依頼するか、ライセンスを追加してください。",
	},
}
