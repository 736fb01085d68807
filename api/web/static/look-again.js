// Looks again when the call changed, and swaps what is new; every two seconds where it cannot hear of changes.
// While a person types, what is typed in stays untouched, and the items around it are renewed.
// What is open, typed, scrolled, focused or playing stays so; the page works without this.

import { listen } from "./events.js";
import { forgetTyped, keepClash, learn, reach } from "./unsent.js";

const every = 2000;

export const live = () => document.getElementById("live");
const ofForm = (form, ...names) => names.map((name) => form?.elements.namedItem(name)?.value ?? "").join(" ");
export const nameOf = (field) => `${field.form?.getAttribute("action")} ${ofForm(field.form, "item", "turn", "correct")} ${field.name}`;
const typedIn = (field) => field.tagName !== "SELECT" && field.type !== "hidden" && field.value !== field.defaultValue;
const chosenIn = (field) => field.tagName === "SELECT" && field.selectedOptions[0] !== ([...field.options].find((one) => one.defaultSelected) ?? field.options[0]);
export const fieldsOf = (root) => [...root.querySelectorAll("textarea, input, select")];

export function kept(root) {
  const typed = new Map(fieldsOf(root).filter(typedIn).map((field) => [nameOf(field), field.value]));
  const chosen = new Map(fieldsOf(root).filter(chosenIn).map((one) => [nameOf(one), one.value]));
  const open = new Set([...root.querySelectorAll("details[open][data-keep]")].map((one) => one.dataset.keep));
  const scrolled = root.querySelector("[data-keep='read']")?.scrollTop ?? 0;
  return { typed: new Map([...chosen, ...typed]), open, scrolled, at: focusIn(root) };
}

function focusIn(root) {
  const active = document.activeElement;
  if (!root.contains(active)) return null;
  if (active.id) return `#${CSS.escape(active.id)}`;
  const around = active.closest("[id]");
  const like = [...around.querySelectorAll(active.tagName)].indexOf(active);
  return { around: `#${CSS.escape(around.id)}`, tag: active.tagName, like };
}

export function restore(root, { typed, open, scrolled, at }) {
  for (const field of fieldsOf(root)) {
    const value = typed.get(nameOf(field));
    if (value !== undefined && (field.tagName !== "SELECT" || [...field.options].some((one) => one.value === value))) {
      field.value = value;
    }
  }
  for (const one of root.querySelectorAll("details[data-keep]")) if (open.has(one.dataset.keep)) one.open = true;
  const read = root.querySelector("[data-keep='read']");
  if (read) read.scrollTop = scrolled;
  if (!at) return;
  const again = typeof at === "string" ? root.querySelector(at) : root.querySelector(at.around)?.querySelectorAll(at.tag)[at.like];
  again?.focus({ preventScroll: true });
}

let moves = 0; // goes up when something is sent, and when its answer is there

export async function swap(address = location.href, options = {}, done = null) {
  const looking = options.method === undefined;
  if (!looking) moves += 1;
  const begun = moves;
  const response = await reach(address, options).finally(() => { if (!looking) moves += 1; });
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (looking && moves !== begun) return; // it may be older than what the person did since
  const problem = fresh.getElementById("problem");
  if (!response.ok && !fresh.querySelector("[data-meanwhile]")) throw Object.assign(new Error(problem?.textContent ?? "That did not work; load the page again."), { field: fresh.querySelector("[aria-invalid]")?.name });
  const [now, then] = [live(), document.adoptNode(fresh.getElementById("live") ?? document.createElement("p"))];
  if (!now || then.id !== "live") return location.reload();
  if (looking && Number(then.dataset.changes) < Number(now.dataset.changes)) return; // an answer that was overtaken
  if (looking && typing()) return renewAround(now, then);
  if (looking && asleep(now).isEqualNode(asleep(then))) return;
  if (!looking) learn(then);
  const before = kept(now);
  const meanwhile = looking ? null : then.querySelector("[data-meanwhile]"); // nothing was kept: what was typed stays
  const answered = [done, meanwhile?.dataset.itemOf];
  const clashes = [...now.querySelectorAll("[data-meanwhile]")].filter((one) => !answered.includes(one.dataset.itemOf));
  then.querySelector(".desk").before(...clashes); // each stands until the person has said what counts
  if (done) keepClash(location.pathname, done, null);
  if (meanwhile) keepClash(location.pathname, meanwhile.dataset.itemOf, options.body);
  if (meanwhile) done = null;
  if (done) forgetTyped(done);
  if (done) before.open.delete(`edit-${done}`);
  for (const name of [...before.typed.keys()]) if (done && name.includes(` ${done} `)) before.typed.delete(name);
  const player = now.querySelector("#player");
  if (player) then.querySelector("#player")?.replaceWith(player); // what plays goes on playing
  now.replaceWith(then);
  restore(then, before);
  document.dispatchEvent(new Event("swapped"));
  return meanwhile?.querySelector("h2").textContent ?? null;
}

// A copy of what the server said, without what the person did to it since.
function asleep(root) {
  const copy = root.cloneNode(true);
  for (const one of copy.querySelectorAll("details[open]")) one.open = false;
  for (const one of copy.querySelectorAll(".unsent-mark, [data-meanwhile]")) one.remove();
  for (const one of copy.querySelectorAll(".here, .playing")) one.classList.remove("here", "playing");
  return copy;
}

const typing = () =>
  document.activeElement?.matches("textarea, input, select") || document.querySelector("details.edit[open]");

// Renews the items and lines that nobody types in; of one that changed under the typing hand it is said so.
function renewAround(now, then) {
  for (const fresh of then.querySelectorAll("[data-item], [data-renew]")) {
    const old = now.querySelector(fresh.id ? `#${CSS.escape(fresh.id)}` : `[data-renew="${fresh.dataset.renew}"]`);
    if (!old || asleep(old).isEqualNode(asleep(fresh))) continue;
    if (old.contains(document.activeElement) || old.querySelector("details.edit[open]")) {
      if (old.querySelector("[name=shown]")?.value !== fresh.querySelector("[name=shown]")?.value) old.dataset.changedMeanwhile = `${document.getElementById("unsent").dataset.decided} ${fresh.querySelector(".badge")?.textContent ?? ""}`;
      continue;
    }
    const before = kept(old);
    old.replaceWith(fresh);
    restore(fresh, before);
  }
  waits = true;
  document.dispatchEvent(new Event("swapped"));
}

let waits = false; // for the typing to end, to see the rest of what changed
async function look() {
  if (document.hidden) return;
  waits = false;
  try { await swap(); } catch { /* the server is away for a moment; the next look tells */ }
}

const hears = listen(`${location.pathname}/events`, () => Number(live()?.dataset.changes ?? 0), () => look());

async function watch() {
  if (!typing() && (waits || (live()?.dataset.moving === "yes" && !hears()))) await look();
  setTimeout(watch, every);
}
setTimeout(watch, every);
