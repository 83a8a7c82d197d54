package words

import "strconv"

// The plain question of the robot check, and the numbers in it.
const (
	AccessSum ID = "access.sum" // first, second: numbers in words

	Number1 ID = "number.n1"
	Number2 ID = "number.n2"
	Number3 ID = "number.n3"
	Number4 ID = "number.n4"
	Number5 ID = "number.n5"
	Number6 ID = "number.n6"
	Number7 ID = "number.n7"
	Number8 ID = "number.n8"
	Number9 ID = "number.n9"
)

// Number gives the word for a number from 1 to 9.
func Number(n int) ID { return ID("number.n" + strconv.Itoa(n)) }

var accessTexts = table{
	AccessSum: {
		EN: "What is {first} plus {second}? Please enter the number.",
		JA: "{first}と{second}を足した数を、数字で入力してください。",
	},
	Number1: {EN: "one", JA: "一"},
	Number2: {EN: "two", JA: "二"},
	Number3: {EN: "three", JA: "三"},
	Number4: {EN: "four", JA: "四"},
	Number5: {EN: "five", JA: "五"},
	Number6: {EN: "six", JA: "六"},
	Number7: {EN: "seven", JA: "七"},
	Number8: {EN: "eight", JA: "八"},
	Number9: {EN: "nine", JA: "九"},
}
