// The page of a call, made quick: words play by a click, items are decided by one key.

import { swap } from "./look-again.js";
import { decide } from "./typed.js";

const said = document.getElementById("said");
const keys = document.getElementById("keys");
let stopAt = null;
let hereId = null;

const player = () => document.getElementById("player");
const items = () => [...document.querySelectorAll(".item")];
const here = () => document.querySelector(`[data-item="${CSS.escape(hereId ?? "")}"]`);

const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}"); // in another language than English

function say(english, forMs = 4000) {
  const text = words[english] ?? english;
  said.textContent = text;
  setTimeout(() => { if (said.textContent === text) said.textContent = ""; }, forMs);
}

function play(from, to = null) {
  if (!player()) return say("There is no recording to play.");
  player().currentTime = Number(from);
  stopAt = to === null ? null : Number(to);
  start();
}

async function start() {
  try {
    await player().play();
  } catch (error) {
    if (error.name === "NotAllowedError") say("Press p to play the quote."); // no sound before a first key or click
    else if (error.name !== "AbortError") say("The recording cannot be played here."); // aborted: a pause came first
  }
}

function go(item) {
  if (!item) return;
  for (const one of items()) one.classList.toggle("here", one === item);
  hereId = item.dataset.item;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "center" });
}

function step(by) {
  const all = items();
  const at = all.indexOf(here());
  go(all[Math.min(Math.max(at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by, 0), all.length - 1)]);
}

function next() {
  const all = items();
  const at = all.findIndex((one) => one.dataset.item === hereId);
  const after = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))];
  go(after.find((one) => one.classList.contains("open")) ?? all[at]);
}

async function send(form, button) {
  const item = form.closest("[data-item]");
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.set(button.name, button.value);
  if (item) hereId = item.dataset.item;
  try {
    const meanwhile = form.action.endsWith("/decide") ? await decide(form, body, item?.dataset.item) : await swap(form.action, { method: "POST", body });
    if (meanwhile) { say(meanwhile, 9000); return go(here()); }
    if (form.matches("[data-add]")) { document.getElementById("add").open = false; document.activeElement.blur(); return say("Added."); }
    if (form.action.endsWith("/speakers")) {
      for (const one of document.querySelectorAll("details.said[open]")) one.open = false;
      return say("Speakers corrected; the notes are made again.", 9000);
    }
    if (item) for (const one of document.querySelectorAll(`#${CSS.escape(item.id)} :is(.why-not, .edit)`)) one.open = false;
    const verdict = button?.name === "verdict" ? button.value : form.elements.verdict?.value;
    say(form.matches("[data-undo]") ? "Undone." : !document.querySelector(".decide, .rest") ? "All is decided; it goes to the CRM. Press n for the next call." : verdict === "reject" ? "Rejected." : verdict === "edit" ? "Kept." : "Accepted.");
    if (item) next();
    else if (button?.dataset.rest === "accept") stillOpen();
  } catch (error) {
    if (tellAt(form, error)) return;
    say(error.message, 9000);
    if (error.later && item) next();
  }
}

// What is wrong with a field is told at it until something else is typed there.
function tellAt(form, { field, message }) {
  const input = form.elements.namedItem(field ?? "");
  if (!input?.checkVisibility()) return false;
  const line = Object.assign(document.createElement("span"), { id: "problem", className: "field-problem", textContent: message });
  const clear = () => { line.remove(); input.removeAttribute("aria-invalid"); input.removeAttribute("aria-describedby"); };
  document.getElementById("problem")?.remove();
  input.closest("label").after(line);
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", "problem");
  input.addEventListener("input", clear, { once: true });
  input.focus();
  return true;
}

// While a turn is being corrected, a click on one of its words says where the other speaker begins.
function countedIn(target) {
  const word = target.closest(".w, .n");
  const field = word?.closest(".turn").querySelector("details.said[open] [name=word]");
  if (!field) return false;
  const number = [...word.closest(".words").querySelectorAll(".w, .n")].indexOf(word) + 1;
  field.value = number > 1 ? number : "";
  return true;
}

// What the rest leaves open is doubtful: the first of it is led to, so that one more key decides it.
function stillOpen() {
  const left = items().find((one) => one.classList.contains("open"));
  if (!left) return;
  go(left);
  say("This one stays open: look at it, and decide it by itself.", 9000);
}

function press(verdict) {
  const button = here()?.querySelector(`button[name="verdict"][value="${verdict}"]`);
  if (button) button.click();
}

// Nothing is confirmed for nobody: where the contact is missing, lead to its field.
function nameContactFirst() {
  const field = document.querySelector("[data-contact-missing]")?.querySelector("select, input:not([type=hidden])");
  if (!field) return false;
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
  say("Say who the call was with; then it can be confirmed.");
  return true;
}

// Opens the fields of an item, at this one; without such a field (a topic has no owner) at the text.
function edit(name = "text") {
  const details = here()?.querySelector("details.edit");
  if (!details) return;
  details.open = true;
  const field = details.querySelector(`[name=${name}]`) ?? details.querySelector("textarea");
  field.focus();
  field.scrollIntoView({ block: "center", behavior: "instant" }); // ends a scroll that is still under way
  field.setSelectionRange?.(field.value.length, field.value.length);
}

function why() {
  const details = here()?.querySelector("details.why-not");
  if (details) details.open = true;
}

// A digit chooses an open reason, else the item with that number; a second one within a moment makes 12 of 1 and 2.
let typed = "";
let forgets = null;
function number(digit) {
  const reason = here()?.querySelectorAll("details.why-not[open] button[name=reason]")[digit - 1];
  if (reason) return reason.click();
  typed += digit;
  clearTimeout(forgets);
  forgets = setTimeout(() => { typed = ""; }, 700);
  const numbered = items().find((one) => one.querySelector(".number")?.textContent === typed);
  if (numbered) go(numbered);
}

// What was missed: the words that are selected in one turn, else the turn that plays, go into the form.
function missed() {
  const form = document.querySelector("[data-add]");
  if (!form) return;
  const picked = getSelection();
  const from = picked.anchorNode?.parentElement?.closest(".turn");
  const turn = String(picked).trim() && from ? from : document.querySelector(".turn:has(.w.playing), .turn.sounding, .turn:target");
  if (turn) {
    const words = [...turn.querySelectorAll(".words :is(.w, .n)")];
    const wanted = turn === from ? words.filter((one) => picked.containsNode(one, true)) : words; // words are whole
    form.elements.turn.value = turn.id;
    form.elements.quote.value = form.elements.text.value = wanted.map((one) => one.textContent).join(" ") || String(picked).trim();
  }
  form.closest("details").open = true;
  form.elements[turn ? "kind" : "quote"].focus();
}

function link() {
  const card = document.querySelector("details.contact, [data-contact-missing]");
  if (!card) return;
  card.open = true;
  (card.querySelector("select, input:not([type=hidden])") ?? card).focus();
}

const does = {
  j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
  a: () => press("accept"), r: () => press("reject"), x: why, e: () => edit(), o: () => edit("owner_side"), d: () => edit("due"), l: link, m: missed,
  p: () => here()?.querySelector(".play")?.click(),
  A: () => nameContactFirst() || document.querySelector('[data-rest="accept"]')?.click(),
  z: () => document.querySelector("[data-undo] button")?.click() ?? say("There is nothing of yours to undo."),
  n: () => document.querySelector("[data-next]")?.click(),
  u: () => location.assign("/calls"),
  "?": () => keys.showModal(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("textarea, input, select");
  if (typing || !/^[0-9]$/.test(event.key)) typed = "";
  if (event.key === "Escape") {
    const around = typing ? event.target.closest("details") : event.target.closest("details.edit, details.why-not");
    const details = around ?? here()?.querySelector("details.why-not[open]");
    if (details) { event.preventDefault(); details.open = false; (here() ?? details.querySelector("summary")).focus(); }
    else if (typing) event.target.blur(); // a field that is always open: the keys are keys again
  }
  if (typing && event.key === "Enter" && (event.ctrlKey || event.metaKey || event.target.closest(".edit select, [data-add] select"))) return event.target.form?.requestSubmit();
  if (typing || keys.open || event.ctrlKey || event.metaKey || event.altKey) return;
  const plain = !event.target.closest("a, button, summary, audio");
  if (event.key === " " && plain && player()) {
    event.preventDefault();
    stopAt = null;
    return player().paused ? start() : player().pause();
  }
  if (/^[0-9]$/.test(event.key)) { event.preventDefault(); return number(event.key); }
  const act = does[event.key];
  if (act) { event.preventDefault(); act(); }
});

document.addEventListener("click", (event) => {
  const quote = String(getSelection()) ? null : event.target.closest("blockquote"); // selecting is no click
  const drawn = event.target.closest(".timeline");
  if (drawn && player()) {
    const { left, width } = drawn.getBoundingClientRect();
    return play(((event.clientX - left) / width) * drawn.dataset.length);
  }
  const link = event.target.closest("a.play") ?? quote?.querySelector("a.play");
  const word = event.target.closest(".w");
  if (countedIn(event.target)) return;
  if (link && player()) { event.preventDefault(); play(link.dataset.start, link.dataset.end); }
  else if (word && !String(getSelection())) play(word.dataset.start);
});

// A call in two files has two players; the first one leads, and the second one follows it unseen.
const other = document.getElementById("other-leg");
if (other) {
  const behind = () => Math.abs(other.currentTime - player().currentTime) > 0.15;
  const follow = () => { if (behind()) other.currentTime = player().currentTime; };
  other.hidden = true;
  player().addEventListener("play", () => { follow(); other.play().catch(() => {}); });
  player().addEventListener("pause", () => other.pause());
  player().addEventListener("seeked", follow);
  player().addEventListener("timeupdate", follow);
  player().addEventListener("ratechange", () => { other.playbackRate = player().playbackRate; });
}

document.addEventListener("focusin", (event) => {
  const item = event.target.closest("[data-item]");
  if (!item) return;
  hereId = item.dataset.item;
  for (const one of items()) one.classList.toggle("here", one === item);
});

// What has the focus is never under the bar that stays at the bottom.
document.addEventListener("focusin", (event) => {
  const bar = document.querySelector(".rest");
  if (!bar || bar.contains(event.target) || !event.target.matches(":focus-visible")) return; // a press of the mouse moves nothing
  const [field, over] = [event.target.getBoundingClientRect(), bar.getBoundingClientRect()];
  if (field.bottom > over.top && field.height < over.top) event.target.scrollIntoView({ block: "center", behavior: "instant" });
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-quiet]")) return;
  event.preventDefault();
  if (event.submitter?.dataset.rest === "accept" && nameContactFirst()) return;
  send(event.target, event.submitter);
});

// The transcript goes along with the sound where it scrolls by itself; who reads elsewhere is left alone for a while.
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let readAt = 0;
function follow(now) {
  const read = document.querySelector(".read");
  if (read.scrollHeight <= read.clientHeight || Date.now() - readAt < 4000) return;
  const turns = [...read.querySelectorAll(".turn")];
  const turn = turns.findLast((one) => Number(one.querySelector(".play").dataset.start) <= now);
  if (!turn || turn.classList.contains("sounding")) return;
  for (const one of turns) one.classList.toggle("sounding", one === turn);
  read.scrollTo({ top: turn.offsetTop - read.offsetTop - read.clientHeight / 3, behavior: calm.matches ? "auto" : "smooth" });
}
for (const kind of ["wheel", "touchmove"]) document.addEventListener(kind, () => { readAt = Date.now(); }, { passive: true });

document.addEventListener("timeupdate", (event) => {
  const now = event.target.currentTime;
  if (stopAt !== null && now >= stopAt) { event.target.pause(); stopAt = null; }
  let playing = null;
  for (const word of document.querySelectorAll(".w")) {
    word.classList.remove("playing");
    if (Number(word.dataset.start) <= now) playing = word;
  }
  const line = document.querySelector(".timeline .now");
  if (line) line.setAttribute("transform", `translate(${(1000 * now) / line.parentNode.dataset.length} 0)`);
  if (event.target.paused) return;
  playing?.classList.add("playing");
  follow(now);
}, true);

document.addEventListener("click", (event) => {
  const item = event.target.closest("[data-item]");
  if (item) hereId = item.dataset.item;
});

document.addEventListener("swapped", () => { if (here()?.matches(".item")) here().classList.add("here"); });
document.documentElement.classList.add("quick");

// Who comes from a promise in a list hears its quote.
const wanted = new URLSearchParams(location.search).get("play");
if (wanted) { hereId = wanted; go(here()); here()?.querySelector(".play")?.click(); }
