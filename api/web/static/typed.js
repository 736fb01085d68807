// What a person types on the page of a call is there again after a reload or a crash of the tab, and is sent by keys
// of its own when the connection is back. What was typed for an item that went is shown, too.

import { fieldsOf, kept, live, nameOf, restore, swap } from "./look-again.js";
import { clashesOn, deliver, forgetTyped, keepClash, keepTyped, reach, sendBy, typedHere, unsent } from "./unsent.js";

const words = document.getElementById("unsent").dataset;

sendBy((one, body) => (one.action.startsWith(`${location.pathname}/`) ? swap(one.action, { method: "POST", body }, one.item) : null));

// Sends a decision; resolves to the words of a clash, or null. An error with `later` means: kept, and sent later.
export const decide = (form, body, item) => deliver(form.action, body, item ?? body.get("item"));

function there() {
  const names = new Set(fieldsOf(live()).map(nameOf));
  return ([name]) => names.has(name);
}

function keep() {
  const gone = Object.entries(typedHere()).filter((one) => !there()(one));
  keepTyped({ ...Object.fromEntries(gone), ...Object.fromEntries(kept(live()).typed) });
}

function offer() {
  const all = Object.entries(typedHere());
  const found = all.filter(there());
  restore(live(), { typed: new Map(found), open: new Set(), scrolled: 0, at: null });
  for (const field of fieldsOf(live())) {
    if (found.some(([name]) => name === nameOf(field))) field.closest("details")?.setAttribute("open", "");
  }
  note(found.length ? words.typed : "", all.filter((one) => !there()(one)).map(([, text]) => text));
}

function note(told, gone) {
  document.getElementById("typed")?.remove();
  if (!told && !gone.length) return;
  const line = Object.assign(document.createElement("div"), { id: "typed", className: "notice wait" });
  line.setAttribute("role", "status");
  if (told) line.append(Object.assign(document.createElement("p"), { textContent: told }));
  if (gone.length) line.append(Object.assign(document.createElement("p"), { textContent: words.gone }));
  for (const text of gone) line.append(Object.assign(document.createElement("blockquote"), { textContent: text }));
  const forget = Object.assign(document.createElement("button"), { type: "button", textContent: words.forget });
  forget.addEventListener("click", () => {
    for (const field of fieldsOf(live())) if (field.type !== "hidden" && field.tagName !== "SELECT") field.value = field.defaultValue;
    keepTyped({});
    line.remove();
  });
  line.append(forget);
  live().before(line);
}

// Shows again what waits for the person's word; what stands against it comes from the server.
async function askAgain() {
  for (const [item, kept] of Object.entries(clashesOn(location.pathname))) {
    const body = new URLSearchParams(kept);
    body.set("look", "1");
    let answer = null;
    try { answer = await reach(`${location.pathname}/decide`, { method: "POST", body }); } catch { return; } // the next load asks
    const card = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-meanwhile]");
    keepClash(location.pathname, item, null);
    if (!card) continue;
    keepClash(location.pathname, card.dataset.itemOf, kept);
    if (!live().querySelector(`[data-meanwhile][data-item-of="${card.dataset.itemOf}"]`)) live().querySelector(".desk").before(document.adoptNode(card));
  }
}

function mark() {
  const waiting = new Set(unsent().filter((one) => one.action.startsWith(location.pathname)).map((one) => one.item));
  for (const item of document.querySelectorAll("[data-item]")) {
    const old = item.querySelector(".unsent-mark");
    if (!waiting.has(item.dataset.item)) old?.remove();
    else if (!old) {
      const badge = Object.assign(document.createElement("span"), { className: "badge wait unsent-mark", textContent: words.mark });
      item.querySelector(".text").after(badge);
    }
  }
}

document.addEventListener("click", (event) => {
  const leave = event.target.closest("[data-meanwhile] a");
  if (!leave) return;
  event.preventDefault();
  const clash = leave.closest("[data-meanwhile]");
  forgetTyped(clash.dataset.itemOf);
  keepClash(location.pathname, clash.dataset.itemOf, null);
  for (const field of fieldsOf(live())) if (nameOf(field).includes(` ${clash.dataset.itemOf} `)) field.value = field.defaultValue;
  const item = document.getElementById(`i-${clash.dataset.itemOf}`);
  clash.remove();
  item?.focus();
});
document.addEventListener("input", (event) => { if (live()?.contains(event.target)) keep(); });
document.addEventListener("change", (event) => { if (live()?.contains(event.target)) keep(); });
document.addEventListener("swapped", () => {
  keep();
  mark();
  const gone = Object.entries(typedHere()).filter((one) => !there()(one)).map(([, text]) => text);
  if (gone.length) note("", gone);
  else if (!Object.keys(typedHere()).length) document.getElementById("typed")?.remove();
});
document.addEventListener("unsent", mark);
offer();
mark();
askAgain();
