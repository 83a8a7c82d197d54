package words

// text is one wording in each language.
type text struct{ EN, JA string }

func (t text) in(l Lang) string {
	if l == JA {
		return t.JA
	}
	return t.EN
}

// table holds the texts of one topic.
type table map[ID]text

// catalogue is every table there is.
var catalogue = []table{
	noticeTexts,
	mailTexts,
	outcomeTexts,
	resultTexts,
	causeTexts,
	verifyTexts,
	refusedTexts,
	troubleTexts,
	labelTexts,
	explainTexts,
	agentcliTexts,
	managerpageTexts,
	managercliTexts,
	letterTexts,
	fieldTexts,
	portalLookTexts,
	prefectureTexts,
	accessTexts,
	portalAccountTexts,
	portalRegisterTexts,
	portalLicencesTexts,
	portalActivityTexts,
	portalMailboxTexts,
	entryTexts,
}

func find(id ID) (text, bool) {
	for _, topic := range catalogue {
		if t, ok := topic[id]; ok {
			return t, true
		}
	}
	return text{}, false
}
