// Looks again every two seconds while something on the page moves, and swaps what changed.
// Never while a person types. What is open, typed, scrolled, focused or playing stays so; the page works without this.

const every = 2000;

const live = () => document.getElementById("live");
const ofForm = (form, ...names) => names.map((name) => form?.elements[name]?.value ?? "").join(" ");
const nameOf = (field) => `${field.form?.getAttribute("action")} ${ofForm(field.form, "item", "turn", "correct")} ${field.name}`;
const typedIn = (field) => field.tagName !== "SELECT" && field.type !== "hidden" && field.value !== field.defaultValue;
const chosenIn = (field) => field.tagName === "SELECT" && !field.selectedOptions[0]?.defaultSelected;
const fieldsOf = (root) => [...root.querySelectorAll("textarea, input, select")];

function kept(root) {
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

function restore(root, { typed, open, scrolled, at }) {
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
  const response = await fetch(address, { headers: { "x-look": "1" }, ...options }).finally(() => { if (!looking) moves += 1; });
  if (response.status === 401) throw new Error("You are signed out. Sign in in another tab, then do this again; what you typed stays here.");
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (looking && (moves !== begun || typing())) return; // it may be older than what the person did since
  const problem = fresh.getElementById("problem");
  if (!response.ok) throw new Error(problem?.textContent ?? "That did not work; load the page again.");
  const [now, then] = [live(), document.adoptNode(fresh.getElementById("live") ?? document.createElement("p"))];
  if (!now || then.id !== "live") return location.reload();
  if (looking && asleep(now).isEqualNode(asleep(then))) return;
  const before = kept(now);
  const meanwhile = then.querySelector("[data-meanwhile]"); // nothing was kept: what was typed stays
  if (meanwhile) done = null;
  if (done) before.open.delete(`edit-${done}`);
  for (const name of [...before.typed.keys()]) if (done && name.includes(` ${done} `)) before.typed.delete(name);
  const player = now.querySelector("#player");
  if (player) then.querySelector("#player")?.replaceWith(player); // what plays goes on playing
  now.replaceWith(then);
  restore(then, before);
  document.dispatchEvent(new Event("swapped"));
  return meanwhile?.textContent.replace(/ Go to it$/, "") ?? null;
}

// A copy of what the server said, without what the person did to it since.
function asleep(root) {
  const copy = root.cloneNode(true);
  for (const one of copy.querySelectorAll("details[open]")) one.open = false;
  for (const one of copy.querySelectorAll(".here, .playing")) one.classList.remove("here", "playing");
  return copy;
}

const typing = () =>
  document.activeElement?.matches("textarea, input, select") || document.querySelector("details.edit[open]");

async function look() {
  if (live()?.dataset.moving === "yes" && !document.hidden && !typing()) {
    try { await swap(); } catch { /* the server is away for a moment; the next look tells */ }
  }
  setTimeout(look, every);
}
setTimeout(look, every);
