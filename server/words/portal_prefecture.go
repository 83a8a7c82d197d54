package words

import "strings"

// The prefectures of Japan, by the numbers of ISO 3166-2:JP.
const (
	PrefectureHokkaido  ID = "prefecture.jp_01"
	PrefectureAomori    ID = "prefecture.jp_02"
	PrefectureIwate     ID = "prefecture.jp_03"
	PrefectureMiyagi    ID = "prefecture.jp_04"
	PrefectureAkita     ID = "prefecture.jp_05"
	PrefectureYamagata  ID = "prefecture.jp_06"
	PrefectureFukushima ID = "prefecture.jp_07"
	PrefectureIbaraki   ID = "prefecture.jp_08"
	PrefectureTochigi   ID = "prefecture.jp_09"
	PrefectureGunma     ID = "prefecture.jp_10"
	PrefectureSaitama   ID = "prefecture.jp_11"
	PrefectureChiba     ID = "prefecture.jp_12"
	PrefectureTokyo     ID = "prefecture.jp_13"
	PrefectureKanagawa  ID = "prefecture.jp_14"
	PrefectureNiigata   ID = "prefecture.jp_15"
	PrefectureToyama    ID = "prefecture.jp_16"
	PrefectureIshikawa  ID = "prefecture.jp_17"
	PrefectureFukui     ID = "prefecture.jp_18"
	PrefectureYamanashi ID = "prefecture.jp_19"
	PrefectureNagano    ID = "prefecture.jp_20"
	PrefectureGifu      ID = "prefecture.jp_21"
	PrefectureShizuoka  ID = "prefecture.jp_22"
	PrefectureAichi     ID = "prefecture.jp_23"
	PrefectureMie       ID = "prefecture.jp_24"
	PrefectureShiga     ID = "prefecture.jp_25"
	PrefectureKyoto     ID = "prefecture.jp_26"
	PrefectureOsaka     ID = "prefecture.jp_27"
	PrefectureHyogo     ID = "prefecture.jp_28"
	PrefectureNara      ID = "prefecture.jp_29"
	PrefectureWakayama  ID = "prefecture.jp_30"
	PrefectureTottori   ID = "prefecture.jp_31"
	PrefectureShimane   ID = "prefecture.jp_32"
	PrefectureOkayama   ID = "prefecture.jp_33"
	PrefectureHiroshima ID = "prefecture.jp_34"
	PrefectureYamaguchi ID = "prefecture.jp_35"
	PrefectureTokushima ID = "prefecture.jp_36"
	PrefectureKagawa    ID = "prefecture.jp_37"
	PrefectureEhime     ID = "prefecture.jp_38"
	PrefectureKochi     ID = "prefecture.jp_39"
	PrefectureFukuoka   ID = "prefecture.jp_40"
	PrefectureSaga      ID = "prefecture.jp_41"
	PrefectureNagasaki  ID = "prefecture.jp_42"
	PrefectureKumamoto  ID = "prefecture.jp_43"
	PrefectureOita      ID = "prefecture.jp_44"
	PrefectureMiyazaki  ID = "prefecture.jp_45"
	PrefectureKagoshima ID = "prefecture.jp_46"
	PrefectureOkinawa   ID = "prefecture.jp_47"
)

// Prefecture gives the name of a prefecture by its code, JP-01 to JP-47.
func Prefecture(code string) ID {
	_, number, _ := strings.Cut(code, "-")
	return ID("prefecture.jp_" + number)
}

var prefectureTexts = table{
	PrefectureHokkaido:  {EN: "Hokkaido", JA: "北海道"},
	PrefectureAomori:    {EN: "Aomori", JA: "青森県"},
	PrefectureIwate:     {EN: "Iwate", JA: "岩手県"},
	PrefectureMiyagi:    {EN: "Miyagi", JA: "宮城県"},
	PrefectureAkita:     {EN: "Akita", JA: "秋田県"},
	PrefectureYamagata:  {EN: "Yamagata", JA: "山形県"},
	PrefectureFukushima: {EN: "Fukushima", JA: "福島県"},
	PrefectureIbaraki:   {EN: "Ibaraki", JA: "茨城県"},
	PrefectureTochigi:   {EN: "Tochigi", JA: "栃木県"},
	PrefectureGunma:     {EN: "Gunma", JA: "群馬県"},
	PrefectureSaitama:   {EN: "Saitama", JA: "埼玉県"},
	PrefectureChiba:     {EN: "Chiba", JA: "千葉県"},
	PrefectureTokyo:     {EN: "Tokyo", JA: "東京都"},
	PrefectureKanagawa:  {EN: "Kanagawa", JA: "神奈川県"},
	PrefectureNiigata:   {EN: "Niigata", JA: "新潟県"},
	PrefectureToyama:    {EN: "Toyama", JA: "富山県"},
	PrefectureIshikawa:  {EN: "Ishikawa", JA: "石川県"},
	PrefectureFukui:     {EN: "Fukui", JA: "福井県"},
	PrefectureYamanashi: {EN: "Yamanashi", JA: "山梨県"},
	PrefectureNagano:    {EN: "Nagano", JA: "長野県"},
	PrefectureGifu:      {EN: "Gifu", JA: "岐阜県"},
	PrefectureShizuoka:  {EN: "Shizuoka", JA: "静岡県"},
	PrefectureAichi:     {EN: "Aichi", JA: "愛知県"},
	PrefectureMie:       {EN: "Mie", JA: "三重県"},
	PrefectureShiga:     {EN: "Shiga", JA: "滋賀県"},
	PrefectureKyoto:     {EN: "Kyoto", JA: "京都府"},
	PrefectureOsaka:     {EN: "Osaka", JA: "大阪府"},
	PrefectureHyogo:     {EN: "Hyogo", JA: "兵庫県"},
	PrefectureNara:      {EN: "Nara", JA: "奈良県"},
	PrefectureWakayama:  {EN: "Wakayama", JA: "和歌山県"},
	PrefectureTottori:   {EN: "Tottori", JA: "鳥取県"},
	PrefectureShimane:   {EN: "Shimane", JA: "島根県"},
	PrefectureOkayama:   {EN: "Okayama", JA: "岡山県"},
	PrefectureHiroshima: {EN: "Hiroshima", JA: "広島県"},
	PrefectureYamaguchi: {EN: "Yamaguchi", JA: "山口県"},
	PrefectureTokushima: {EN: "Tokushima", JA: "徳島県"},
	PrefectureKagawa:    {EN: "Kagawa", JA: "香川県"},
	PrefectureEhime:     {EN: "Ehime", JA: "愛媛県"},
	PrefectureKochi:     {EN: "Kochi", JA: "高知県"},
	PrefectureFukuoka:   {EN: "Fukuoka", JA: "福岡県"},
	PrefectureSaga:      {EN: "Saga", JA: "佐賀県"},
	PrefectureNagasaki:  {EN: "Nagasaki", JA: "長崎県"},
	PrefectureKumamoto:  {EN: "Kumamoto", JA: "熊本県"},
	PrefectureOita:      {EN: "Oita", JA: "大分県"},
	PrefectureMiyazaki:  {EN: "Miyazaki", JA: "宮崎県"},
	PrefectureKagoshima: {EN: "Kagoshima", JA: "鹿児島県"},
	PrefectureOkinawa:   {EN: "Okinawa", JA: "沖縄県"},
}
