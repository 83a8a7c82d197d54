// What pages do more comfortably with script. Nothing here is needed: without it
// every page works, and what only script could do stays hidden.
"use strict";

const all = (selector, fn) => document.querySelectorAll(selector).forEach(fn);

// Copy a code. The clipboard is there over HTTPS alone; elsewhere a selection is copied.
async function copy(text, near) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const range = document.createRange();
  range.selectNodeContents(near);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  if (!document.execCommand("copy")) throw new Error("not copied");
}
all("[data-copy]", (button) => {
  const word = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try { await copy(button.dataset.copy, button.previousElementSibling); } catch { return; }
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = word; }, 2000);
  });
});

// Show a password that is typed.
all("[data-reveal]", (button) => {
  const input = document.getElementById(button.dataset.reveal), word = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.textContent = shown ? word : button.dataset.hide;
    button.setAttribute("aria-pressed", String(!shown));
  });
  if (input.form) input.form.addEventListener("submit", () => { input.type = "password"; });
});

// A token in the address's fragment goes into its field, and out of the address.
all("input[data-fragment]", (input) => {
  if (location.hash.length < 2) return;
  input.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname + location.search);
});

all("#errors", (summary) => summary.focus());

// One click sends a form once.
all("form[method=post]", (form) => {
  let sent = 0;
  form.addEventListener("submit", (e) => {
    if (Date.now() - sent < 3000) e.preventDefault();
    else if (!e.defaultPrevented) sent = Date.now();
  });
});

// SHA-256 of a short ASCII text, as its first 32 bits: the Web Crypto one is there
// over HTTPS alone, and slow for many short texts.
const primes = [], roots = [], start = [];
for (let n = 2; roots.length < 64; n++) {
  if (primes.some((p) => n % p === 0)) continue;
  primes.push(n);
  if (start.length < 8) start.push((n ** (1 / 2) * 2 ** 32) | 0);
  roots.push((n ** (1 / 3) * 2 ** 32) | 0);
}
const w = new Int32Array(64);
const turn = (x, n) => (x >>> n) | (x << (32 - n));
function hash(text) {
  const size = text.length, blocks = (size + 72) >> 6, sum = Int32Array.from(start);
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < 16; i++) {
      w[i] = 0;
      for (let k = 0, at = block * 64 + i * 4; k < 4; k++, at++) {
        w[i] = (w[i] << 8) | (at < size ? text.charCodeAt(at) : at === size ? 128 : 0);
      }
    }
    if (block === blocks - 1) w[15] = size * 8;
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      w[i] = w[i - 16] + w[i - 7] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = sum;
    for (let i = 0; i < 64; i++) {
      const t = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + roots[i] + w[i]) | 0;
      const u = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((v, i) => { sum[i] += v; });
  }
  return sum[0] >>> 0;
}

// The robot check: a little work, begun when the form is first touched, in slices
// too short to be felt. Who sends the form earlier waits for it.
all("#robot", (box) => {
  const form = box.closest("form"), { token, bits } = box.dataset, progress = box.querySelector(".progress");
  const question = box.querySelector(".field"), bound = 2 ** (32 - bits);
  let nonce = 0, begun = false, waiting = false, button;
  const say = (text) => { progress.hidden = false; progress.textContent = text; };
  const work = () => {
    for (const until = performance.now() + 8; performance.now() < until;) {
      for (let i = 0; i < 50; i++, nonce++) {
        if (hash(token + ":" + nonce) >= bound) continue;
        box.querySelector("[name=robot_nonce]").value = nonce;
        say(box.dataset.done);
        begun = false;
        if (waiting) form.requestSubmit(button);
        return;
      }
    }
    setTimeout(work);
  };
  question.hidden = !question.matches(".wrong");
  say(box.dataset.ready);
  const begin = () => {
    if (begun || nonce) return;
    begun = true;
    say(box.dataset.working);
    setTimeout(work);
  };
  form.addEventListener("focusin", begin, { once: true });
  form.addEventListener("submit", (e) => {
    begin();
    if (!begun) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    [waiting, button] = [true, e.submitter];
  }, true);
});
