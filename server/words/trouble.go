package words

// What is wrong with the agent's state, and why the system refuses a file.
const (
	StateUnsaved ID = "trouble.unsaved" // dir, reason
	StateUnread  ID = "trouble.unread"  // dir, reason
	StateNewer   ID = "trouble.newer"   // form, known: numbers

	FileMissing  ID = "file.missing"
	FileDenied   ID = "file.denied"
	FileFolder   ID = "file.folder"
	FileNoRoom   ID = "file.no_room"
	FileReadOnly ID = "file.read_only"
)

var troubleTexts = table{
	StateUnsaved: {
		EN: "the state could not be saved, nothing was changed; see that {dir} has room and belongs to this user: {reason}",
		JA: "状態を {dir} に保存できなかったため、変更は行いませんでした（{reason}）。",
	},
	StateUnread: {
		EN: "the state in {dir} cannot be read: {reason}",
		JA: "{dir} の状態を読み取れません（{reason}）。",
	},
	StateNewer: {
		EN: "the state was written by a newer ollu-agent (form {form}, this one knows {known}): install that one again",
		JA: "状態は新しい版の ollu-agent が書き込んだもの（形式{form}）で、この版（形式{known}まで）では使用できません。新しい版をインストールし直してください。",
	},

	FileMissing:  {EN: "no such file or directory", JA: "ファイルまたはフォルダがありません"},
	FileDenied:   {EN: "permission denied", JA: "アクセス権がありません"},
	FileFolder:   {EN: "it is a directory", JA: "ファイルではなくフォルダです"},
	FileNoRoom:   {EN: "no space left on device", JA: "ディスクの空き容量がありません"},
	FileReadOnly: {EN: "read-only file system", JA: "読み取り専用のディスクです"},
}
