package words

// The words of a licence screen (rows A9 and C2). They take no arguments.
const (
	LabelProduct   ID = "label.product"
	LabelComponent ID = "label.component"
	LabelType      ID = "label.type"
	LabelCode      ID = "label.code"
	LabelSeats     ID = "label.seats"
	LabelState     ID = "label.state"
	LabelExpires   ID = "label.expires"
	LabelGraceEnds ID = "label.grace_ends"
	LabelUpdates   ID = "label.updates"
	LabelNextCheck ID = "label.next_check"
	LabelLastCheck ID = "label.last_check"
	LabelUnheard   ID = "label.unheard"
	LabelServer    ID = "label.server"
	LabelDevice    ID = "label.device"
	LabelTrust     ID = "label.trust"
	LabelPage      ID = "label.licence_page"
	LabelClock     ID = "label.clock"

	TypeFull  ID = "type.full"
	TypeTrial ID = "type.trial"

	StateActive       ID = "state.active"
	StateGrace        ID = "state.grace"
	StateExpired      ID = "state.expired"
	StateNotActivated ID = "state.not_activated"
	StateSuspended    ID = "state.suspended"
	StateRevoked      ID = "state.revoked"
	StateReplaced     ID = "state.replaced"
	StateDeviceLimit  ID = "state.device_limit"
	StateOtherProduct ID = "state.wrong_product"
	StateOtherPart    ID = "state.wrong_component"

	ShortUpdated  ID = "short.updated"
	ShortNothing  ID = "short.nothing_to_update"
	ShortCouldNot ID = "short.could_not_complete"

	Perpetual     ID = "short.perpetual"
	UpdatesOn     ID = "short.updates_on"
	UpdatesOff    ID = "short.updates_off"
	NotYet        ID = "short.not_yet"
	NoneScheduled ID = "short.none_scheduled"
)

// Type gives the id of the word for a licence type by its name: full, trial.
func Type(name string) ID { return ID("type." + name) }

// State gives the id of the word for a phase by its name, or for one of the
// results that are no matter of dates.
func State(name string) ID { return ID("state." + name) }

// Short gives the id of the word for an outcome by its name: updated,
// nothing_to_update, could_not_complete.
func Short(outcome string) ID { return ID("short." + outcome) }

var labelTexts = table{
	LabelProduct:   {EN: "Product", JA: "製品"},
	LabelComponent: {EN: "Component", JA: "コンポーネント"},
	LabelType:      {EN: "Type", JA: "種別"},
	LabelCode:      {EN: "Activation code", JA: "アクティベーションコード"},
	LabelSeats:     {EN: "Seats", JA: "ライセンス数"},
	LabelState:     {EN: "Status", JA: "ステータス"},
	LabelExpires:   {EN: "Expiry", JA: "有効期限"},
	LabelGraceEnds: {EN: "Grace period ends", JA: "更新猶予期間の終了日"},
	LabelUpdates:   {EN: "Updates", JA: "アップデート"},
	LabelNextCheck: {EN: "Next check", JA: "次回の確認"},
	LabelLastCheck: {EN: "Last check", JA: "前回の確認"},
	LabelUnheard:   {EN: "Server not heard for", JA: "サーバと通信できていない期間"},
	LabelServer:    {EN: "Licence server", JA: "ライセンスサーバ"},
	LabelDevice:    {EN: "Installation", JA: "環境ID"},
	LabelTrust:     {EN: "Trusted keys", JA: "信頼する鍵"},
	LabelPage:      {EN: "Details online", JA: "ライセンスの詳細"},
	LabelClock:     {EN: "Clock", JA: "時刻"},

	TypeFull:  {EN: "Full", JA: "製品版"},
	TypeTrial: {EN: "Trial", JA: "体験版"},

	StateActive:       {EN: "Active", JA: "期限内"},
	StateGrace:        {EN: "Grace period", JA: "猶予期間"},
	StateExpired:      {EN: "Expired", JA: "契約期間終了"},
	StateNotActivated: {EN: "Not activated", JA: "未アクティベーション"},
	StateSuspended:    {EN: "Suspended", JA: "一時停止"},
	StateRevoked:      {EN: "Revoked", JA: "取り消し済み"},
	StateReplaced:     {EN: "Replaced", JA: "新しいコードに切り替え済み"},
	StateDeviceLimit:  {EN: "Too many installations", JA: "登録台数の上限"},
	StateOtherProduct: {EN: "For another product", JA: "別の製品用"},
	StateOtherPart:    {EN: "For another component", JA: "別のコンポーネント用"},

	ShortUpdated:  {EN: "Updated", JA: "更新済み"},
	ShortNothing:  {EN: "Nothing to update", JA: "更新なし"},
	ShortCouldNot: {EN: "Could not be completed", JA: "完了できませんでした"},

	Perpetual:     {EN: "None (perpetual)", JA: "無期限"},
	UpdatesOn:     {EN: "Allowed", JA: "利用可能"},
	UpdatesOff:    {EN: "Stopped", JA: "停止"},
	NotYet:        {EN: "Never", JA: "未実施"},
	NoneScheduled: {EN: "None scheduled", JA: "予定なし"},
}
