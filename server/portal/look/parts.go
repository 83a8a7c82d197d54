package look

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"ollu/server/words"
)

// tones are the colours of badges and notes, with the icon that says the same.
var tones = map[string]string{
	"ok": "ok", "soon": "clock", "warn": "warn", "bad": "bad", "off": "off", "held": "pause", "info": "info", "trial": "star",
}

// tone gives an icon of a tone.
func (t tongue) toneIcon(tone string) (template.HTML, error) {
	icon, ok := tones[tone]
	if !ok {
		return "", fmt.Errorf("there is no tone %q", tone)
	}
	return t.icon(icon)
}

// badge shows a state: an icon and a word.
func (t tongue) badge(tone, word string) (template.HTML, error) {
	icon, err := t.toneIcon(tone)
	return template.HTML(`<span class="badge ` + tone + `">` + string(icon) + template.HTMLEscapeString(word) + `</span>`), err
}

// note shows a message.
func (t tongue) note(tone, text string) (template.HTML, error) {
	icon, err := t.toneIcon(tone)
	role := "status"
	if tone == "bad" {
		role = "alert"
	}
	return template.HTML(`<div class="note ` + tone + `" role="` + role + `">` + string(icon) + `<p>` + template.HTMLEscapeString(text) + `</p></div>`), err
}

// code shows something to be copied; the button appears with the script.
func (t tongue) code(value any) template.HTML {
	s := reveal(value)
	var b strings.Builder
	b.WriteString(`<span class="code"><code>`)
	for i, group := range strings.Split(s, "-") { // a narrow screen breaks it after a hyphen, and nowhere else
		if i > 0 {
			b.WriteString(`-<wbr>`)
		}
		b.WriteString(template.HTMLEscapeString(group))
	}
	fmt.Fprintf(&b, `</code><button type="button" class="copy" hidden data-copy="%s" data-done="%s">%s</button></span>`,
		template.HTMLEscapeString(s), t.escaped(words.LookCopied), t.escaped(words.LookCopy))
	return template.HTML(b.String())
}

// reveal gives a code of the licence in full; everything else as it prints.
func reveal(value any) string {
	if c, ok := value.(interface{ Reveal() string }); ok {
		return c.Reveal()
	}
	return fmt.Sprint(value)
}

func (t tongue) escaped(id words.ID) string {
	return template.HTMLEscapeString(words.Say(t.lang, id, nil))
}

// tabs shows links to the sections of a page: pairs of a path and a text's id.
func (t tongue) tabs(current string, pairs ...string) (template.HTML, error) {
	if len(pairs)%2 != 0 {
		return "", errPairs
	}
	var b strings.Builder
	b.WriteString(`<nav class="tabs" aria-label="` + t.escaped(words.LookTabs) + `"><ul>`)
	for pair := range slices.Chunk(pairs, 2) {
		here := ""
		if pair[0] == current {
			here = ` aria-current="page"`
		}
		word, err := t.say(pair[1])
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, `<li><a href="%s"%s>%s</a></li>`, template.HTMLEscapeString(pair[0]), here, template.HTMLEscapeString(word))
	}
	b.WriteString(`</ul></nav>`)
	return template.HTML(b.String()), nil
}

// steps shows where in a wizard one is: the number of the current step, from 1,
// and the id of every step's text.
func (t tongue) steps(current int, ids ...string) (template.HTML, error) {
	var b strings.Builder
	b.WriteString(`<ol class="steps" aria-label="` + t.escaped(words.LookSteps) + `">`)
	done, err := t.icon("check")
	for i, id := range ids {
		word, sayErr := t.say(id)
		if sayErr != nil {
			return "", sayErr
		}
		class, here, mark := "", "", strconv.Itoa(i+1)
		switch {
		case i+1 < current:
			class, mark = "done", string(done)+`<span class="unseen">`+t.escaped(words.LookStepDone)+` </span>`
		case i+1 == current:
			class, here = "now", ` aria-current="step"`
		}
		fmt.Fprintf(&b, `<li class="%s"%s><span class="mark">%s</span><span class="word">%s</span></li>`, class, here, mark, template.HTMLEscapeString(word))
	}
	b.WriteString(`</ol>`)
	return template.HTML(b.String()), err
}
