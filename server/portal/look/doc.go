// Package look is the portal's design system: how a page is made, and what it
// is made of.
//
// A page is a file NAME.html that defines "title" (plain text) and "main" (what
// stands inside <main>, with the page's only <h1>). It is shown with a [View];
// the page's own data is .Data. The frame around it has the navigation, notes,
// language switch and log-out.
//
// Every page works without script. Nothing has an inline style or script: the
// portal's Content-Security-Policy refuses both.
//
// # What templates can say
//
//	{{say "products.title"}} {{say "products.left" "days" 15}}   a text of server/words; a missing one fails the page
//	{{lang}}                          "ja" or "en"
//	{{name .Product.Name}}            a product.Text in the page's language
//	{{day .Expires}} {{moment .At}}   a term.Day or time.Time; zero is a dash
//	{{code .Code}}                    a code in full, to be copied
//	{{icon "key"}}                    see icons.go; hidden from screen readers, so a word stands beside it
//	{{badge "ok" (say "…")}}          tones: ok, soon, warn, bad, off, held, info, trial
//	{{note "warn" (say "…")}}         a message inside the page
//	{{tabs .Path "/account" "account.company" "/account/support" "account.support"}}
//	{{steps 2 "register.step_key" "register.step_terms" "register.step_details"}}   the second is the current one
//	{{summary .}}                     what is wrong, with links to the fields; first in the form's page
//	{{field . "mail"}} {{fields . "company_"}}   inputs of a field.Form: all whose name begins so, in a grid.
//	                                  The dot may be the View, whose Data has a Form; or give .Data.Company, a form itself
//	{{robot .Data.Puzzle}}            the robot check, see visit.Visit.Puzzle
//	{{template "support" .}}          whom to ask
//	{{under .Path "/products"}} {{dict "name" 1}} {{asset "app.css"}}
//
// # What pages are made of
//
//	<div class="head"><div><h1>…</h1><p class="lead">…</p></div><div class="buttons">…</div></div>   how a page begins
//	<section class="card"><h2>…</h2>…</section>          a sheet; "card narrow" for log-in and the like, with the h1 in it
//	<div class="columns"><section>…</section><aside>…</aside></div>   beside each other where there is room; two sections get halves
//	<a class="button">, <button class="button primary">  also "danger", "quiet" and "small"; one primary a page
//	<p class="buttons">…</p>                             a row of them; in forms the primary first
//	<form method="post" class="form">{{summary .}}{{fields …}}<p class="buttons">…</p></form>
//	<fieldset><legend>…</legend>…</fieldset>             a group of a form
//	<div class="list"><table><thead>…<tbody><tr><th scope="row">…<td data-label="…">…</table></div>
//	                                                     every row becomes a card on a telephone; data-label is its column's
//	                                                     name; class "number" aligns right, "act" holds buttons
//	<dl class="facts"><div><dt>…</dt><dd>…</dd></div></dl>
//	<div class="empty">{{icon "box"}}<p>…</p><a class="button">…</a></div>
//	<details class="more"><summary>…</summary>…</details>
//	<ol class="recovery"><li><code>…</code></li></ol>    recovery codes; <figure class="qr">{{.QR}}</figure>
//	<article class="certificate">…</article>             printed alone, on white
//	<ul class="mails"><li><a>…</a></li></ul>             a mailbox
//	<pre class="text">…</pre>                            terms, mails; in <div class="scroll" tabindex="0" role="region" aria-label="…"> where long
//	<input data-fragment …>                              the script puts the address's fragment into it: /reset#TOKEN
//	<span class="sub">…</span>                           a second, quieter line in a table's cell
//	<ul class="chips"><li><a class="chip">…</a></li></ul>, <form class="search">…</form>   what narrows a list down
//	class "soft" (quieter), "small", "unseen" (only for screen readers), "no-print", "only-print", "stack", "row"
//
// Called by server/portal/visit, and by the rooms of the portal for [Page].
package look
