package words

// The three outcomes of a check (row A3), for one component. Arguments: name
// (of the component), expires (the expiry now held), reason (a cause or a
// verify text, filled in).
const (
	OutcomeUpdated          ID = "outcome.updated"
	OutcomeUpdatedElse      ID = "outcome.updated_else"
	OutcomeUpdatedPerpetual ID = "outcome.updated_perpetual"
	OutcomeNothing          ID = "outcome.nothing_to_update"
	OutcomeNothingPerpetual ID = "outcome.nothing_to_update_perpetual"
	OutcomeNothingRefused   ID = "outcome.nothing_to_update_refused" // reason: a result text
	OutcomeCouldNot         ID = "outcome.could_not_complete"
	// OutcomeDatesStand follows OutcomeCouldNot where a licence is held.
	OutcomeDatesStand ID = "outcome.dates_stand"
	// OutcomeActivated is for a code that was entered (row A4).
	OutcomeActivated          ID = "outcome.activated"
	OutcomeActivatedPerpetual ID = "outcome.activated_perpetual"
)

var outcomeTexts = table{
	OutcomeUpdated: {
		EN: "{name}: the licence was updated. The new expiry is {expires}.",
		JA: "「{name}」のライセンス情報を更新しました。新しい有効期限は{expires}です。",
	},
	OutcomeUpdatedElse: {
		EN: "{name}: the licence was updated. The expiry is {expires}, as before.",
		JA: "「{name}」のライセンス情報を更新しました。有効期限は{expires}のままです。",
	},
	OutcomeUpdatedPerpetual: {
		EN: "{name}: the licence was updated. It does not expire.",
		JA: "「{name}」のライセンス情報を更新しました。有効期限はなく、無期限でご利用いただけます。",
	},
	OutcomeNothing: {
		EN: "{name}: there is nothing to update. The expiry is {expires}, as before.",
		JA: "「{name}」に更新するライセンス情報はありません。有効期限は{expires}のままです。",
	},
	OutcomeNothingPerpetual: {
		EN: "{name}: there is nothing to update. The licence does not expire.",
		JA: "「{name}」に更新するライセンス情報はありません。有効期限はなく、無期限でご利用いただけます。",
	},
	OutcomeNothingRefused: {
		EN: "{name}: there is nothing to update. {reason}",
		JA: "「{name}」に更新するライセンス情報はありません。{reason}",
	},
	OutcomeCouldNot: {
		EN: "{name}: the check could not be completed. {reason}",
		JA: "「{name}」のライセンス情報の確認を完了できませんでした。{reason}",
	},
	OutcomeDatesStand: {
		EN: "The dates that were verified last stand: the expiry is {expires}.",
		JA: "前回確認したライセンス情報がそのまま有効です。有効期限は{expires}です。",
	},
	OutcomeActivated: {
		EN: "{name}: activated. The expiry is {expires}.",
		JA: "「{name}」をアクティベーションしました。有効期限は{expires}です。",
	},
	OutcomeActivatedPerpetual: {
		EN: "{name}: activated. The licence does not expire.",
		JA: "「{name}」をアクティベーションしました。有効期限はなく、無期限でご利用いただけます。",
	},
}
