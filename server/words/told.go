package words

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Told says in a language what the configuration's rules, and the details of a
// delivery, say in English, line by line. A line that the catalogue does not know, or English, stays as it is.
func Told(l Lang, english string) string {
	if l.sure() == EN {
		return english
	}
	lines := strings.Split(english, "\n")
	for i, line := range lines {
		lines[i] = toldLine(l, line)
	}
	return strings.Join(lines, "\n")
}

// toldLine translates one line, and what stands in its holes.
func toldLine(l Lang, line string) string {
	for _, k := range toldKnown() {
		found := k.like.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		args := Args{}
		for i, name := range k.like.SubexpNames() {
			if name != "" {
				args[name] = toldLine(l, found[i])
			}
		}
		return fill(l, k.says.in(l), args)
	}
	return line
}

// known is a sentence, and what it looks like.
type known struct {
	says text
	like *regexp.Regexp
}

var toldKnown = sync.OnceValue(func() (all []known) {
	hole := regexp.MustCompile(`\\\{(\w+)\\\}`)
	for _, t := range slices.Concat(toldTexts, detailTexts) {
		like := hole.ReplaceAllString(regexp.QuoteMeta(t.EN), `(?P<$1>.+?)`)
		all = append(all, known{t, regexp.MustCompile("^" + like + "$")})
	}
	return all
})

// toldTexts are the sentences of configuration faults as package config writes
// them, those that say more before those that say less.
var toldTexts = []text{
	{"profile.listen is {value}, which other machines can reach: expected profile.token_file or profile.client_ca, so that not everybody can push, or an address of this machine alone, such as 127.0.0.1:8085",
		"profile.listen の {value} にはほかのコンピュータからも接続できます。配信できる相手を限定する profile.token_file または profile.client_ca を指定するか、127.0.0.1:8085 のようにこのコンピュータだけのアドレスを指定してください"},
	{"{key} is not given, and another key of profile is: expected an address, such as :8085", "{key} がありません。profile のほかの項目を指定する場合は、:8085 のようなアドレスが必要です"},
	{"{key} is given without {other}: client certificates need HTTPS", "{key} を指定する場合は {other} も必要です。クライアント証明書には HTTPS を使用します"},
	{"{one} and {other}: expected both or neither", "{one} と {other} は、両方指定するか、両方省略してください"},
	{"{key} is given and {other} is not: expected the proxy's address", "{key} を指定する場合は、プロキシのアドレス {other} も必要です"},
	{"mail.user with mail.tls none: a password is not sent in the clear, expected starttls or tls", "mail.user を指定する場合、mail.tls は none にできません。パスワードは暗号化せずに送信しないため、starttls または tls を指定してください"},
	{"{key} is given without {others}: expected all three", "{key} を指定する場合は {others} も必要です（3つとも指定してください）"},
	{"{key} is given and {other} is not: only a door with a certificate of its own asks for one", "{key} を指定する場合は {other} も必要です。クライアント証明書を求めるには、サーバ側の証明書が必要です"},
	{"{one} and {other} are both {value}: expected an address for each", "{one} と {other} がどちらも {value} です。別々のアドレスを指定してください"},
	{"{what} {file} with {other} {key}: {reason}", "{what} の {file} と {other} の {key} を使用できません（{reason}）"},
	{"{key} {file}: it holds no certificate: it should be PEM, with BEGIN CERTIFICATE in it", "{key} の {file} に証明書がありません。PEM 形式（BEGIN CERTIFICATE を含むファイル）を指定してください"},
	{"{key} {file}: it holds no key: expected the body of /ollu/keys.json", "{key} の {file} に鍵がありません。/ollu/keys.json の内容を指定してください"},
	{"{key}: {file} holds no certificate: it should be PEM, with BEGIN CERTIFICATE in it", "{key} の {file} に証明書がありません。PEM 形式（BEGIN CERTIFICATE を含むファイル）を指定してください"},
	{"{key}: reading the file of trusted certificates: {reason}", "{key} の証明書のファイルを読み取れません（{reason}）"},
	{"client_ca {file}: {reason}", "client_ca の {file} を読み取れません（{reason}）"},
	{"the {door} cannot listen on {address}: {reason}; another program has this address: stop it, or choose another one",
		"{address} は別のプログラムが使用しているため、受信を開始できません（{door}、{reason}）。そのプログラムを停止するか、別のアドレスを指定してください"},
	{"the {door} cannot listen on {address}: {reason}; ports below 1024 need the right to bind them: choose a higher port, or grant CAP_NET_BIND_SERVICE",
		"{address} で受信を開始する権限がありません（{door}、{reason}）。1024以上のポート番号を指定するか、CAP_NET_BIND_SERVICE を付与してください"},
	{"the {door} cannot listen on {address}: {reason}", "{address} で受信を開始できません（{door}、{reason}）"},
	{"{key} is {value}, as {first} is: expected a name of its own", "{key} の {value} は {first} と重複しています。別の名前を指定してください"},
	{"{key} at {from} has no {field}", "{key}（{from}）に {field} がありません"},
	{"unknown key {key} at {from}; did you mean {meant}?", "{from} の {key} という項目はありません。{meant} の誤りではありませんか"},
	{"unknown environment variable {name}; did you mean {meant}?", "環境変数 {name} に対応する項目はありません。{meant} の誤りではありませんか"},
	{"{key} is given twice, on line {line} and at {from}", "{key} が{line}行目と {from} の2か所で指定されています"},
	{"{key} at {from}: found {found}, expected {expected}", "{from} の {key} に{found}が指定されています。{expected}を指定してください"},
	{"{key} is {value} ({from}): expected {expected}", "{key} の値 {value}（{from}）は正しくありません。{expected}を指定してください"},
	{"configuration: open {file}: no such file or directory", "設定ファイル {file} がありません"},
	{"configuration: open {file}: permission denied", "設定ファイル {file} を読み取る権限がありません"},
	{"configuration: {reason}", "設定ファイルを読み取れません: {reason}"},
	{"{place}: not YAML: a tab in the indentation: use spaces", "{place}: YAML として読み取れません。字下げにはタブではなく空白を使用してください"},
	{"{place}: not YAML: {reason}", "{place}: YAML として読み取れません（{reason}）"},
	{"{place}: holds bytes that are not text in UTF-8", "{place}: UTF-8 のテキストではない文字が含まれています"},
	{"{place}: a second document begins: put all into one", "{place}: 2つ目の文書が始まっています。1つにまとめてください"},
	{"{place}: expected keys with values, found {found}", "{place}: 項目と値の形式ではなく、{found}が指定されています"},
	{"{file} is larger than {bytes} bytes: is it the right file?", "{file} が{bytes}バイトを超えています。正しいファイルか確認してください"},

	{"open {file}: no such file or directory", "{file} がありません"},
	{"open {file}: permission denied", "{file} を読み取る権限がありません"},
	{"products' door", "製品の問い合わせ用 listen"},
	{"admin listener", "管理用 admin_listen"},
	{"keys with values", "項目と値"},
	{"a list", "リスト"},
	{"one value", "1つの値"},
	{"nothing", "空の値"},
	{"an alias: write the value out", "エイリアス（使用できません）"},
	{"one of {names}", "次のいずれか: {names} "},
	{"true or false", "true または false "},
	{"a path", "パス"},
	{"a name", "名前"},
	{"at least one", "1つ以上"},
	{"no empty item in the list", "空の要素がないリスト"},
	{"an address such as {sample}", "{sample} のようなアドレス"},
	{"an address without user and password: those have keys of their own", "ユーザ名とパスワードを含まないアドレス（専用の項目があります）"},
	{"at most 64 printable ASCII characters", "64文字以内の表示可能なASCII文字"},
	{"a duration from 0s to below 24h, such as 30m", "30m のような 0s 以上 24h 未満の時間"},
	{"a duration from 1s to 1h, such as 5m, or 0s for none", "5m のような 1s 以上 1h 以下の時間、または 0s "},
	{"a time zone of the IANA database, such as {sample}", "{sample} のような IANA のタイムゾーン名"},
	{"a duration above zero, such as 10s or 1m30s", "10s や 1m30s のような正の時間"},
	{"a port from 1 to 65535, or 0 for the usual one", "1～65535 のポート番号（0 は標準のポート）"},
	{"a mail address, such as {sample}", "{sample} のようなメールアドレス"},
	{"a list of the program and its arguments, such as {sample}", "{sample} のようなプログラムと引数のリスト"},
	{"an address and a port from 0 to 65535, such as {sample}, or nothing", "{sample} のようなアドレスとポート番号、または空の値"},
	{"an address and a port from 0 to 65535, such as {sample}", "{sample} のようなアドレスとポート番号"},
}
