package demo

import "ollu/keystore/customer"

// The demo's customer. Companies and people are made up; example.jp and its like
// are set aside for examples.
var (
	company = customer.Company{
		Name: "株式会社さくら電機", NameKana: "カブシキガイシャサクラデンキ", Branch: "東京本社", BranchKana: "トウキョウホンシャ",
		Postcode: "1000001", Prefecture: "JP-13", Address1: "千代田区千代田1-1", Address2: "さくらビル5階",
	}
	owner = customer.Person{
		Name: "千代田 花子", NameKana: "チヨダ ハナコ", Mail: "chiyoda@sakura-denki.example.jp", Department: "情報システム部",
		Phone: "0312345678", Fax: "0312345679",
	}
	viewer = customer.Person{
		Name: "浅草 太郎", NameKana: "アサクサ タロウ", Mail: "asakusa@sakura-denki.example.jp", Department: "情報システム部", Phone: "0312345680",
	}
	support = customer.Contact{
		Company: customer.Company{
			Name: "さくらシステムサービス株式会社", NameKana: "サクラシステムサービスカブシキガイシャ",
			Postcode: "5300001", Prefecture: "JP-27", Address1: "大阪市北区梅田1-2-3",
		},
		Person: customer.Person{
			Name: "梅田 次郎", NameKana: "ウメダ ジロウ", Mail: "support@sakura-ss.example.jp", Department: "運用サポート課", Phone: "0661234567",
		},
	}
	seller = customer.Seller{Company: "みどり商事株式会社", Branch: "東日本営業部"}
)

// Login ids of the demo's customer.
const (
	OwnerLogin  = "demo-user"
	ViewerLogin = "demo-viewer"
)

const (
	emergencyMail = "it-alert@sakura-denki.example.jp"
	offlineNote   = "閉域網の検査装置です。ホスト名は lab-sendai-01 です。"
	suspendReason = "お支払いを確認中です"
	revokeReason  = "コードがWebページに公開されていました"
)

// orders is what the customer bought, the first first: how many days ago, and for
// how many years each product of the order. Together they are in every phase.
var orders = []struct {
	ago   int
	years [2]int
}{
	{1083, [2]int{3, 1}}, {1050, [2]int{3, 2}}, {820, [2]int{2, 3}}, {741, [2]int{2, 1}}, {725, [2]int{2, 3}},
	{702, [2]int{2, 2}}, {540, [2]int{3, 2}}, {450, [2]int{1, 2}}, {395, [2]int{1, 1}}, {372, [2]int{1, 3}},
	{366, [2]int{1, 1}}, {364, [2]int{1, 2}}, {351, [2]int{1, 1}}, {338, [2]int{1, 3}}, {305, [2]int{1, 2}},
	{240, [2]int{1, 1}}, {180, [2]int{3, 1}}, {120, [2]int{1, 2}}, {60, [2]int{1, 3}}, {25, [2]int{2, 1}},
}

var (
	sizes = [...]uint32{25, 50, 100, 250, 500, 1000}
	hosts = [...]string{"mx-tokyo", "mx-osaka", "mx-nagoya", "mx-fukuoka"}
)
