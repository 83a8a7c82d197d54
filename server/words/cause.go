package words

// Why the server could not be asked, and what to check (row A3), one text for
// each cause of server/client. Arguments: server (its address) for all, status
// (of HTTP) for CauseStatus.
const (
	CauseAddress      ID = "cause.address"
	CauseName         ID = "cause.name"
	CauseRefused      ID = "cause.refused"
	CauseTimeout      ID = "cause.timeout"
	CauseNetwork      ID = "cause.network"
	CauseTLS          ID = "cause.tls"
	CauseProxy        ID = "cause.proxy"
	CauseProxyAuth    ID = "cause.proxy_auth"
	CauseProxyRefused ID = "cause.proxy_refused"
	CausePortal       ID = "cause.portal"
	CauseBusy         ID = "cause.busy"
	CauseStatus       ID = "cause.status"
	CauseBroken       ID = "cause.broken"
	CauseAnswer       ID = "cause.answer"
)

// Cause gives the id of the text for a cause by its name (snake_case).
func Cause(name string) ID { return ID("cause." + name) }

var causeTexts = table{
	CauseAddress: {
		EN: "{server} is not the address of a licence server: write it like http://licence.example.com:8080.",
		JA: "「{server}」はライセンスサーバのアドレスとして正しくありません。http://licence.example.com:8080 のように指定してください。",
	},
	CauseName: {
		EN: "The name in {server} could not be looked up: check the name for typing errors, then the DNS settings and the network connection of this machine.",
		JA: "{server}のホスト名を解決できませんでした。ホスト名に誤りがないか確認し、続いてこのコンピュータのDNS設定とネットワーク接続を確認してください。",
	},
	CauseRefused: {
		EN: "Nothing accepts connections at {server}: check the address and the port, and whether the server is running.",
		JA: "{server}への接続が拒否されました。アドレスとポート番号、およびサーバが起動しているかどうかを確認してください。",
	},
	CauseTimeout: {
		EN: "{server} did not answer in time: check the network connection and the firewall, and whether a proxy has to be used.",
		JA: "{server}から時間内に応答がありませんでした。ネットワーク接続とファイアウォール、およびプロキシの使用が必要かどうかを確認してください。",
	},
	CauseNetwork: {
		EN: "{server} cannot be reached: check the network connection, the firewall and the address.",
		JA: "{server}に接続できません。ネットワーク接続、ファイアウォール、およびアドレスを確認してください。",
	},
	CauseTLS: {
		EN: "A secure connection to {server} could not be made, because its certificate is not trusted or not valid: check the clock of this machine and the CA file in the settings.",
		JA: "{server}の証明書を検証できないため、安全な接続を確立できませんでした。このコンピュータの時刻と、設定のCAファイルを確認してください。",
	},
	CauseProxy: {
		EN: "The proxy cannot be reached, so {server} could not be asked: check the proxy's address and port in the settings.",
		JA: "プロキシに接続できないため、{server}に問い合わせできませんでした。設定のプロキシのアドレスとポート番号を確認してください。",
	},
	CauseProxyAuth: {
		EN: "The proxy on the way to {server} asks for a user and a password: check those in the proxy settings.",
		JA: "{server}への経路にあるプロキシで認証が必要です。プロキシ設定のユーザ名とパスワードを確認してください。",
	},
	CauseProxyRefused: {
		EN: "The proxy does not let the request to {server} pass: ask whoever runs the proxy to allow it.",
		JA: "プロキシが{server}への接続を許可していません。プロキシの管理者に、接続の許可を依頼してください。",
	},
	CausePortal: {
		EN: "A web page answered in place of {server}, as the log-in page of a network or of a proxy does: check the network connection, the proxy settings and the address.",
		JA: "{server}の代わりにWebページが応答しました。ネットワークやプロキシのログインページの可能性があります。ネットワーク接続、プロキシ設定、およびアドレスを確認してください。",
	},
	CauseBusy: {
		EN: "{server} is busy at the moment: nothing needs to be changed, try again later.",
		JA: "{server}が混み合っています。設定を変更する必要はありません。しばらくしてからもう一度実行してください。",
	},
	CauseStatus: {
		EN: "{server} answered with the HTTP status {status}, which a licence server does not use for answers: check the address and the proxy settings.",
		JA: "{server}がHTTPステータス{status}を返しました。ライセンスサーバの応答ではない可能性があります。アドレスとプロキシ設定を確認してください。",
	},
	CauseBroken: {
		EN: "The connection to {server} broke before the whole answer had arrived: try again, and check the network connection if it keeps happening.",
		JA: "{server}との接続が応答の途中で切断されました。もう一度実行し、繰り返し発生する場合はネットワーク接続を確認してください。",
	},
	CauseAnswer: {
		EN: "What came back from {server} is not the answer of a licence server: check the address and the proxy settings.",
		JA: "{server}からの応答は、ライセンスサーバの応答として認識できませんでした。アドレスとプロキシ設定を確認してください。",
	},
}
