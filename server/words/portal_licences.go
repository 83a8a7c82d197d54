package words

// The portal's pages about licences: the list of products (rows R4, P2), one
// licence (row L6), the calendar. Arguments: product (a name), no (a number in
// the list), day, from and to (days), days, count, total, first and last (places
// in the list), page and pages, at (a moment), who (a login id), device (an id),
// seats, what (a text below), reason (as the issuer gave it), brand and company
// (names), query.
const (
	LicencesTitle       ID = "licences.title"
	LicencesLead        ID = "licences.lead"
	LicencesRegister    ID = "licences.register"
	LicencesCSV         ID = "licences.csv"
	LicencesByStatus    ID = "licences.by_status"
	LicencesAll         ID = "licences.all"
	LicencesSearch      ID = "licences.search"
	LicencesSearchHint  ID = "licences.search_hint"
	LicencesFind        ID = "licences.find"
	LicencesClear       ID = "licences.clear"
	LicencesShown       ID = "licences.shown"
	LicencesNone        ID = "licences.none"
	LicencesNoneLead    ID = "licences.none_lead"
	LicencesNoneFound   ID = "licences.none_found"
	LicencesNoneFoundDo ID = "licences.none_found_do"
	LicencesPages       ID = "licences.pages"
	LicencesPage        ID = "licences.page"
	LicencesPrevious    ID = "licences.previous"
	LicencesNext        ID = "licences.next"

	LicencesNo         ID = "licences.no"
	LicencesProduct    ID = "licences.product"
	LicencesType       ID = "licences.type"
	LicencesKey        ID = "licences.key"
	LicencesRegistered ID = "licences.registered"
	LicencesCode       ID = "licences.code"
	LicencesSeats      ID = "licences.seats"
	LicencesExpires    ID = "licences.expires"
	LicencesStatus     ID = "licences.status"
	LicencesOrder      ID = "licences.order"
	LicencesConsole    ID = "licences.console"
	LicencesNoKey      ID = "licences.no_key"
	LicencesUnknown    ID = "licences.unknown"
	LicencesPerpetual  ID = "licences.perpetual"
	LicencesDaysLeft   ID = "licences.days_left"
	LicencesToday      ID = "licences.today"
	LicencesDaysAgo    ID = "licences.days_ago"
	LicencesGraceTo    ID = "licences.grace_to"

	LicencesTypeFull  ID = "licences.type_full"
	LicencesTypeTrial ID = "licences.type_trial"

	LicencesStatusValid     ID = "licences.status_valid"
	LicencesStatusEnding    ID = "licences.status_ending"
	LicencesStatusGrace     ID = "licences.status_grace"
	LicencesStatusExpired   ID = "licences.status_expired"
	LicencesStatusSuspended ID = "licences.status_suspended"
	LicencesStatusRevoked   ID = "licences.status_revoked"
	LicencesStatusReplaced  ID = "licences.status_replaced"
	LicencesStatusUnclear   ID = "licences.status_unclear"
	LicencesStatusWaiting   ID = "licences.status_waiting"

	LicencesBack           ID = "licences.back"
	LicencesDetails        ID = "licences.details"
	LicencesTerm           ID = "licences.term"
	LicencesRegisteredBy   ID = "licences.registered_by"
	LicencesGone           ID = "licences.gone"
	LicencesGraceEnds      ID = "licences.grace_ends"
	LicencesUpdates        ID = "licences.updates"
	LicencesUpdatesOn      ID = "licences.updates_on"
	LicencesUpdatesOff     ID = "licences.updates_off"
	LicencesNextCheck      ID = "licences.next_check"
	LicencesNoCheck        ID = "licences.no_check"
	LicencesZone           ID = "licences.zone"
	LicencesActivation     ID = "licences.activation"
	LicencesActivatedOn    ID = "licences.activated_on"
	LicencesNotActivated   ID = "licences.not_activated"
	LicencesIssued         ID = "licences.issued"
	LicencesLastSeen       ID = "licences.last_seen"
	LicencesNever          ID = "licences.never"
	LicencesReason         ID = "licences.reason"
	LicencesReasonGone     ID = "licences.reason_gone"
	LicencesSuspendedNote  ID = "licences.suspended_note"
	LicencesRevokedNote    ID = "licences.revoked_note"
	LicencesReplacedNote   ID = "licences.replaced_note"
	LicencesUnclearNote    ID = "licences.unclear_note"
	LicencesEndingNote     ID = "licences.ending_note"
	LicencesGraceNote      ID = "licences.grace_note"
	LicencesExpiredNote    ID = "licences.expired_note"
	LicencesComponents     ID = "licences.components"
	LicencesForecast       ID = "licences.forecast"
	LicencesForecastLead   ID = "licences.forecast_lead"
	LicencesForecastDay    ID = "licences.forecast_day"
	LicencesForecastAsk    ID = "licences.forecast_ask"
	LicencesForecastOn     ID = "licences.forecast_on"
	LicencesForecastPast   ID = "licences.forecast_past"
	LicencesForecastLater  ID = "licences.forecast_later"
	LicencesForecastNone   ID = "licences.forecast_none"
	LicencesForecastWhen   ID = "licences.forecast_when"
	LicencesForecastAnswer ID = "licences.forecast_answer"
	LicencesDevices        ID = "licences.devices"
	LicencesDevicesLead    ID = "licences.devices_lead"
	LicencesDevicesLimit   ID = "licences.devices_limit"
	LicencesDevicesNone    ID = "licences.devices_none"
	LicencesDevice         ID = "licences.device"
	LicencesVersion        ID = "licences.version"
	LicencesFirstSeen      ID = "licences.first_seen"
	LicencesRenewals       ID = "licences.renewals"
	LicencesRenewedFromTo  ID = "licences.renewed_from_to"
	LicencesFormer         ID = "licences.former"
	LicencesFormerLead     ID = "licences.former_lead"

	LicencesFileLead     ID = "licences.file_lead"
	LicencesFileGet      ID = "licences.file_get"
	LicencesFileRefused  ID = "licences.file_refused"
	LicencesFileEnded    ID = "licences.file_ended"
	LicencesFileKeys     ID = "licences.file_keys"
	LicencesCertificate  ID = "licences.certificate"
	LicencesNotAllowed   ID = "licences.not_allowed"
	LicencesActions      ID = "licences.actions"
	LicencesRelease      ID = "licences.release"
	LicencesReleaseOf    ID = "licences.release_of"
	LicencesReleaseAsk   ID = "licences.release_ask"
	LicencesReleaseLead  ID = "licences.release_lead"
	LicencesReleaseDo    ID = "licences.release_do"
	LicencesReleaseLeave ID = "licences.release_leave"
	LicencesReleased     ID = "licences.released"
	LicencesReleasedThen ID = "licences.released_then"

	LicencesOffline       ID = "licences.offline"
	LicencesOfflineLead   ID = "licences.offline_lead"
	LicencesOfflineNote   ID = "licences.offline_note"
	LicencesOfflineHint   ID = "licences.offline_hint"
	LicencesOfflineSend   ID = "licences.offline_send"
	LicencesOfflineSent   ID = "licences.offline_sent"
	LicencesOfflineTwice  ID = "licences.offline_twice"
	LicencesOfflineWaits  ID = "licences.offline_waits"
	LicencesOfflineYours  ID = "licences.offline_yours"
	LicencesOfflineAnswer ID = "licences.offline_answer"
	LicencesOfflineAgain  ID = "licences.offline_again"
	LicencesOfflineNot    ID = "licences.offline_not"
	LicencesOfflineAsk    ID = "licences.offline_ask"

	LicencesCertTitle  ID = "licences.cert_title"
	LicencesCertLead   ID = "licences.cert_lead"
	LicencesCertHolder ID = "licences.cert_holder"
	LicencesCertIssuer ID = "licences.cert_issuer"
	LicencesCertAsOf   ID = "licences.cert_as_of"
	LicencesCertPrint  ID = "licences.cert_print"
	LicencesCertSecret ID = "licences.cert_secret"
	LicencesCertTerm   ID = "licences.cert_term"
	LicencesCertNoTerm ID = "licences.cert_no_term"

	LicencesCalendar     ID = "licences.calendar"
	LicencesCalendarLead ID = "licences.calendar_lead"
	LicencesByIssuer     ID = "licences.by_issuer"
	LicencesCalendarNone ID = "licences.calendar_none"
	LicencesMonth        ID = "licences.month"
	LicencesEventExpiry  ID = "licences.event_expiry"
	LicencesEventGrace   ID = "licences.event_grace"
	LicencesEventCount   ID = "licences.event_count"
	LicencesFeed         ID = "licences.feed"
	LicencesFeedLead     ID = "licences.feed_lead"
	LicencesFeedOn       ID = "licences.feed_on"
	LicencesFeedOff      ID = "licences.feed_off"
	LicencesFeedMake     ID = "licences.feed_make"
	LicencesFeedRenew    ID = "licences.feed_renew"
	LicencesFeedStop     ID = "licences.feed_stop"
	LicencesFeedNew      ID = "licences.feed_new"
	LicencesFeedStopped  ID = "licences.feed_stopped"
	LicencesFeedAddress  ID = "licences.feed_address"
	LicencesFeedName     ID = "licences.feed_name"
	LicencesFeedExpiry   ID = "licences.feed_expiry"
	LicencesFeedGrace    ID = "licences.feed_grace"
	LicencesFeedText     ID = "licences.feed_text"
	LicencesFeedAlarm    ID = "licences.feed_alarm"
)

// LicencesStatusWord gives the id of the word for a status by its name: valid,
// ending, ….
func LicencesStatusWord(name string) ID { return ID("licences.status_" + name) }

// LicencesTypeWord gives the id of the sales type of a licence type: full, trial.
func LicencesTypeWord(name string) ID { return ID("licences.type_" + name) }

var portalLicencesTexts = table{
	LicencesTitle:       {EN: "Products", JA: "製品一覧"},
	LicencesLead:        {EN: "What your company has registered, with its activation codes and expiry dates.", JA: "登録済みの製品と、アクティベーションコード、有効期限を確認できます。"},
	LicencesRegister:    {EN: "Register a product", JA: "製品を登録する"},
	LicencesCSV:         {EN: "Download as CSV", JA: "CSVでダウンロード"},
	LicencesByStatus:    {EN: "By status", JA: "ステータス別"},
	LicencesAll:         {EN: "All", JA: "すべて"},
	LicencesSearch:      {EN: "Search", JA: "検索"},
	LicencesSearchHint:  {EN: "Product name, order number, or the end of a key or code", JA: "製品名、注文番号、またはキーやコードの末尾"},
	LicencesFind:        {EN: "Search", JA: "検索する"},
	LicencesClear:       {EN: "Show all", JA: "すべて表示"},
	LicencesShown:       {EN: "{first} to {last} of {total}", JA: "{total}件中{first}～{last}件"},
	LicencesNone:        {EN: "No product is registered yet", JA: "登録済みの製品はまだありません"},
	LicencesNoneLead:    {EN: "Enter the registration key that came with your purchase to get its activation code.", JA: "ご購入時に届いたレジストレーションキーを登録すると、アクティベーションコードが発行されます。"},
	LicencesNoneFound:   {EN: "Nothing matches", JA: "該当する製品がありません"},
	LicencesNoneFoundDo: {EN: "Search for something else, or choose another status.", JA: "検索する言葉やステータスを変えて、もう一度お試しください。"},
	LicencesPages:       {EN: "Pages", JA: "ページ"},
	LicencesPage:        {EN: "Page {page} of {pages}", JA: "{page} / {pages} ページ"},
	LicencesPrevious:    {EN: "Previous", JA: "前へ"},
	LicencesNext:        {EN: "Next", JA: "次へ"},

	LicencesNo:         {EN: "No.", JA: "番号"},
	LicencesProduct:    {EN: "Product", JA: "製品"},
	LicencesType:       {EN: "Sales type", JA: "販売形態"},
	LicencesKey:        {EN: "Registration key", JA: "レジストレーションキー"},
	LicencesRegistered: {EN: "Registered", JA: "登録日"},
	LicencesCode:       {EN: "Activation code", JA: "アクティベーションコード"},
	LicencesSeats:      {EN: "Seats", JA: "ライセンス数"},
	LicencesExpires:    {EN: "Expiry", JA: "有効期限"},
	LicencesStatus:     {EN: "Status", JA: "ステータス"},
	LicencesOrder:      {EN: "Order number", JA: "注文番号"},
	LicencesConsole:    {EN: "Open console", JA: "コンソールを開く"},
	LicencesNoKey:      {EN: "Registered by its code", JA: "コードで登録"},
	LicencesUnknown:    {EN: "Not known", JA: "不明"},
	LicencesPerpetual:  {EN: "None (perpetual)", JA: "無期限"},
	LicencesDaysLeft:   {EN: "{days} {days|day|days} left", JA: "残り{days}日"},
	LicencesToday:      {EN: "Ended today", JA: "本日終了"},
	LicencesDaysAgo:    {EN: "{days} {days|day|days} ago", JA: "{days}日前"},
	LicencesGraceTo:    {EN: "Grace ends on {day}", JA: "猶予終了日：{day}"},

	LicencesTypeFull:  {EN: "Licence", JA: "License（製品版）"},
	LicencesTypeTrial: {EN: "FREE (trial)", JA: "FREE（体験版）"},

	LicencesStatusValid:     {EN: "Valid", JA: "有効"},
	LicencesStatusEnding:    {EN: "Expires soon", JA: "まもなく終了"},
	LicencesStatusGrace:     {EN: "Grace period", JA: "更新猶予期間中"},
	LicencesStatusExpired:   {EN: "Expired", JA: "期限切れ"},
	LicencesStatusSuspended: {EN: "Suspended", JA: "一時停止中"},
	LicencesStatusRevoked:   {EN: "Revoked", JA: "取り消し済み"},
	LicencesStatusReplaced:  {EN: "Replaced", JA: "コード切り替え済み"},
	LicencesStatusUnclear:   {EN: "Please ask us", JA: "お問い合わせください"},
	LicencesStatusWaiting:   {EN: "Offline request", JA: "オフライン申請中"},

	LicencesBack:           {EN: "Back to the products", JA: "製品一覧に戻る"},
	LicencesDetails:        {EN: "Licence", JA: "ライセンス情報"},
	LicencesTerm:           {EN: "Term", JA: "契約期間"},
	LicencesRegisteredBy:   {EN: "Registered by", JA: "登録者"},
	LicencesGone:           {EN: "A user who was removed", JA: "削除されたユーザー"},
	LicencesGraceEnds:      {EN: "Grace period ends", JA: "更新猶予期間の終了日"},
	LicencesUpdates:        {EN: "Component updates", JA: "アップデート"},
	LicencesUpdatesOn:      {EN: "Allowed", JA: "利用可能"},
	LicencesUpdatesOff:     {EN: "Stopped", JA: "停止"},
	LicencesNextCheck:      {EN: "Products ask next", JA: "製品による次回の確認"},
	LicencesNoCheck:        {EN: "No further check is planned", JA: "予定なし"},
	LicencesZone:           {EN: "Dates are in the time zone {what}.", JA: "日付のタイムゾーンは{what}です。"},
	LicencesActivation:     {EN: "Activation", JA: "アクティベーション"},
	LicencesActivatedOn:    {EN: "First activated on {at}", JA: "{at} に初回実行済み"},
	LicencesNotActivated:   {EN: "Not yet: enter the activation code in the product", JA: "未実施（製品でアクティベーションコードを入力してください）"},
	LicencesIssued:         {EN: "Issued", JA: "発行日"},
	LicencesLastSeen:       {EN: "Last seen", JA: "最終確認日時"},
	LicencesNever:          {EN: "Never", JA: "未確認"},
	LicencesReason:         {EN: "Reason: {reason}", JA: "理由：{reason}"},
	LicencesReasonGone:     {EN: "No reason was given.", JA: "理由は記載されていません。"},
	LicencesSuspendedNote:  {EN: "This licence has been suspended since {at}. Products keep running, but get no updates until it is resumed.", JA: "このライセンスは {at} から一時停止中です。製品は引き続き動作しますが、再開されるまでアップデートは利用できません。"},
	LicencesRevokedNote:    {EN: "This licence was revoked on {at}. Please ask the support desk about it.", JA: "このライセンスは {at} に取り消されました。詳細はサポート窓口にお問い合わせください。"},
	LicencesReplacedNote:   {EN: "A new activation code was issued in place of this one.", JA: "このコードに代わる新しいアクティベーションコードが発行されています。"},
	LicencesUnclearNote:    {EN: "Nothing can be said of this licence at the moment. Please ask the support desk.", JA: "このライセンスの情報を表示できません。サポート窓口にお問い合わせください。"},
	LicencesEndingNote:     {EN: "This licence expires in {days} {days|day|days}. Please renew the contract.", JA: "このライセンスの有効期限まで残り{days}日です。契約の更新手続きをお願いいたします。"},
	LicencesGraceNote:      {EN: "This licence expired on {day}. Everything keeps working for another {days} {days|day|days}: please renew the contract.", JA: "このライセンスは {day} に有効期限を迎えました。更新猶予期間は残り{days}日です。契約の更新手続きをお願いいたします。"},
	LicencesExpiredNote:    {EN: "The grace period of this licence ended on {day}, and updates have stopped. Please renew the contract.", JA: "このライセンスの更新猶予期間は {day} に終了し、アップデートは停止しています。契約の更新手続きをお願いいたします。"},
	LicencesComponents:     {EN: "Components", JA: "コンポーネント"},
	LicencesForecast:       {EN: "What products will be told", JA: "製品への通知予定"},
	LicencesForecastLead:   {EN: "Products ask about this code by themselves at the beginning of these days. If nothing changes until then, they are told this.", JA: "製品は次の日付の0時に、このコードの状態を自動で確認します。契約内容に変更がない場合、製品には次のように通知されます。"},
	LicencesForecastDay:    {EN: "Another day", JA: "日付を指定する"},
	LicencesForecastAsk:    {EN: "Look ahead", JA: "確認する"},
	LicencesForecastOn:     {EN: "On {day}", JA: "{day} の通知内容"},
	LicencesForecastPast:   {EN: "Choose a day from today on.", JA: "本日以降の日付を指定してください。"},
	LicencesForecastLater:  {EN: "No installation asks about this code yet. The coming dates are shown here once it is activated.", JA: "このコードを確認する環境はまだありません。アクティベーションを行うと、今後の予定が表示されます。"},
	LicencesForecastNone:   {EN: "Products do not ask again by themselves.", JA: "製品が自動で確認する予定はありません。"},
	LicencesForecastWhen:   {EN: "Day", JA: "日付"},
	LicencesForecastAnswer: {EN: "Answer", JA: "通知内容"},
	LicencesDevices:        {EN: "Installations", JA: "登録済みの環境"},
	LicencesDevicesLead:    {EN: "Where the code was activated. Release an installation that is no longer in use to free its place.", JA: "コードをアクティベーションした環境です。使用しなくなった環境は、登録を解除してください。"},
	LicencesDevicesLimit:   {EN: "{count} of {total} in use", JA: "{total}台中{count}台を使用中"},
	LicencesDevicesNone:    {EN: "The code has not been activated anywhere yet.", JA: "このコードはまだアクティベーションされていません。"},
	LicencesDevice:         {EN: "Installation", JA: "環境ID"},
	LicencesVersion:        {EN: "Version", JA: "バージョン"},
	LicencesFirstSeen:      {EN: "First seen", JA: "初回登録日時"},
	LicencesRenewals:       {EN: "Renewals", JA: "更新履歴"},
	LicencesRenewedFromTo:  {EN: "Expiry moved from {from} to {to}", JA: "有効期限を {from} から {to} に変更"},
	LicencesFormer:         {EN: "Earlier keys and codes", JA: "以前のキーとコード"},
	LicencesFormerLead:     {EN: "They were replaced by an upgrade or by a new code, and are shown for your records.", JA: "製品版への切り替えやコードの変更により、現在のものに置き換えられています。"},

	LicencesFileLead:     {EN: "For a product that reaches no server: import this signed file there.", JA: "サーバに接続できない製品では、この署名付きファイルを読み込んでください。"},
	LicencesFileGet:      {EN: "Download the licence file", JA: "ライセンスファイルをダウンロード"},
	LicencesFileRefused:  {EN: "There is no file for this licence, because of its status: {what}.", JA: "ステータスが「{what}」のため、ライセンスファイルを発行できません。"},
	LicencesFileEnded:    {EN: "There is no file for this licence, because its grace period is over. Please renew the contract first.", JA: "更新猶予期間が終了しているため、ライセンスファイルを発行できません。先に契約の更新手続きをお願いいたします。"},
	LicencesFileKeys:     {EN: "Files cannot be signed at the moment. Please try again later, and ask the support desk if that does not help.", JA: "現在ファイルに署名できません。しばらくしてからもう一度お試しいただき、解決しない場合はサポート窓口にお問い合わせください。"},
	LicencesCertificate:  {EN: "Licence certificate", JA: "ライセンス証書"},
	LicencesNotAllowed:   {EN: "Your role lets you look, but not change anything here.", JA: "現在の役割では閲覧のみ行えます。"},
	LicencesActions:      {EN: "What you can do", JA: "ご利用いただける操作"},
	LicencesRelease:      {EN: "Release", JA: "登録を解除"},
	LicencesReleaseOf:    {EN: "Release {device}", JA: "{device} の登録を解除"},
	LicencesReleaseAsk:   {EN: "Release this installation?", JA: "この環境の登録を解除しますか？"},
	LicencesReleaseLead:  {EN: "Its place becomes free for another one. If the product still runs there, it is told that it is not activated when it asks next.", JA: "解除すると、別の環境で利用できるようになります。この環境で製品が動作している場合、次回の確認時に未アクティベーションと通知されます。"},
	LicencesReleaseDo:    {EN: "Release it", JA: "登録を解除する"},
	LicencesReleaseLeave: {EN: "Leave it as it is", JA: "解除せずに戻る"},
	LicencesReleased:     {EN: "{device} was released.", JA: "{device} の登録を解除しました。"},
	LicencesReleasedThen: {EN: "{device} is not registered any more.", JA: "{device} はすでに登録されていません。"},

	LicencesOffline:       {EN: "Offline activation code", JA: "オフライン用アクティベーションコード"},
	LicencesOfflineLead:   {EN: "For a product that has neither network nor central management. The code carries its own expiry, so you need a new one after each renewal.", JA: "ネットワークにも統合管理製品にも接続できない製品向けのコードです。コード自体に有効期限が含まれるため、契約の更新ごとに新しいコードが必要です。"},
	LicencesOfflineNote:   {EN: "About the installation", JA: "ご利用環境について"},
	LicencesOfflineHint:   {EN: "Which product version it is, where it runs, and why it cannot be online. At most 500 characters.", JA: "製品のバージョン、設置場所、オンラインで利用できない理由などをご記入ください（500文字以内）。"},
	LicencesOfflineSend:   {EN: "Send the request", JA: "申請する"},
	LicencesOfflineSent:   {EN: "Your request was sent. You get a mail when the code is there.", JA: "申請を受け付けました。コードが発行されると、メールでお知らせします。"},
	LicencesOfflineTwice:  {EN: "A request is under way already: please wait for its answer.", JA: "すでに申請中です。回答をお待ちください。"},
	LicencesOfflineWaits:  {EN: "Requested on {at}. You get a mail when the code is there.", JA: "{at} に申請済みです。コードが発行されると、メールでお知らせします。"},
	LicencesOfflineYours:  {EN: "Your note", JA: "記入内容"},
	LicencesOfflineAnswer: {EN: "Issued on {at}. Enter this code in the product.", JA: "{at} に発行されました。製品でこのコードを入力してください。"},
	LicencesOfflineAgain:  {EN: "Request another one", JA: "もう一度申請する"},
	LicencesOfflineNot:    {EN: "An offline code cannot be requested for this licence, because of its status: {what}.", JA: "ステータスが「{what}」のため、オフライン用コードを申請できません。"},
	LicencesOfflineAsk:    {EN: "Request an offline code", JA: "オフライン用コードを申請する"},

	LicencesCertTitle:  {EN: "Licence certificate", JA: "ライセンス証書"},
	LicencesCertLead:   {EN: "{brand} confirms that the licence below is registered to this company.", JA: "{brand}は、下記のライセンスが次のお客様に登録されていることを証明します。"},
	LicencesCertHolder: {EN: "Licence holder", JA: "ライセンス契約者"},
	LicencesCertIssuer: {EN: "Issued by", JA: "発行元"},
	LicencesCertAsOf:   {EN: "As of {day}", JA: "{day} 現在"},
	LicencesCertPrint:  {EN: "Print this page with your browser.", JA: "ブラウザの印刷機能で印刷してください。"},
	LicencesCertSecret: {EN: "Keep this sheet safe: whoever has the activation code can use the licence.", JA: "アクティベーションコードはライセンスの利用に必要です。この証書は大切に保管してください。"},
	LicencesCertTerm:   {EN: "{from} to the day before {to}", JA: "{from} から {to} の前日まで"},
	LicencesCertNoTerm: {EN: "From {from}, without end", JA: "{from} から無期限"},

	LicencesCalendar:     {EN: "Calendar", JA: "カレンダー"},
	LicencesByIssuer:     {EN: "The issuer", JA: "発行元"},
	LicencesCalendarLead: {EN: "When licences and their grace periods end.", JA: "ライセンスの有効期限と、更新猶予期間の終了日を確認できます。"},
	LicencesCalendarNone: {EN: "No dates are ahead.", JA: "今後の予定はありません。"},
	LicencesMonth:        {EN: "{year}-{month}", JA: "{year}年{month}月"},
	LicencesEventExpiry:  {EN: "Expiry", JA: "有効期限"},
	LicencesEventGrace:   {EN: "Grace period ends", JA: "更新猶予期間の終了"},
	LicencesEventCount:   {EN: "{count} {count|date|dates}", JA: "{count}件"},
	LicencesFeed:         {EN: "In your own calendar", JA: "お使いのカレンダーで見る"},
	LicencesFeedLead:     {EN: "Subscribe to these dates in your calendar program by a secret address, with a reminder 60 days ahead. Whoever has the address can read the dates and product names, but no code.", JA: "専用のアドレスをカレンダーソフトに登録すると、これらの日付と60日前の通知を受け取れます。アドレスを知っている人は誰でも日付と製品名を閲覧できますが、コードは含まれません。"},
	LicencesFeedOn:       {EN: "The address is in use. It was shown once when it was made; make a new one if you do not have it any more, and the old one stops.", JA: "アドレスは有効です。アドレスは作成時に一度だけ表示されます。お手元にない場合は作り直してください（以前のアドレスは無効になります）。"},
	LicencesFeedOff:      {EN: "There is no address yet.", JA: "アドレスはまだ作成されていません。"},
	LicencesFeedMake:     {EN: "Make the address", JA: "アドレスを作成する"},
	LicencesFeedRenew:    {EN: "Make a new address", JA: "アドレスを作り直す"},
	LicencesFeedStop:     {EN: "Switch it off", JA: "無効にする"},
	LicencesFeedNew:      {EN: "The new address is ready. Copy it now: it is not shown again.", JA: "新しいアドレスを作成しました。再度表示されることはありませんので、今すぐ控えてください。"},
	LicencesFeedStopped:  {EN: "The address was switched off.", JA: "アドレスを無効にしました。"},
	LicencesFeedAddress:  {EN: "Address for your calendar program", JA: "カレンダーソフトに登録するアドレス"},
	LicencesFeedName:     {EN: "Licence dates: {company}", JA: "ライセンスの期限：{company}"},
	LicencesFeedExpiry:   {EN: "Licence expires: {product} (No. {no})", JA: "ライセンスの有効期限：{product}（番号 {no}）"},
	LicencesFeedGrace:    {EN: "Grace period ends: {product} (No. {no})", JA: "更新猶予期間の終了：{product}（番号 {no}）"},
	LicencesFeedText:     {EN: "{seats} {seats|seat|seats}. Please renew the contract in time.", JA: "ライセンス数は{seats}です。お早めに契約の更新手続きをお願いいたします。"},
	LicencesFeedAlarm:    {EN: "In 60 days: {what}", JA: "60日後：{what}"},
}
