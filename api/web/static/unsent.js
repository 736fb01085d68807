// What a person typed or decided and the server has not got yet: kept in this tab until it is sent, and sent once.
// Only what the person did is kept, under that person's name; it goes after sending, and at sign-out.

const who = document.body.dataset.who;
const place = `callnotes ${who}`;
const againMs = [2000, 5000, 10_000, 30_000];
let failed = 0;
let sending = false;
let sender = null; // how the page of a call sends what is of it: it shows the answer
const words = document.getElementById("unsent").dataset;

const empty = () => ({ typed: {}, unsent: [], clashes: {} });
function read() {
  try { return { ...empty(), ...JSON.parse(sessionStorage.getItem(place) ?? "{}") }; } catch { return empty(); }
}
function write(kept) {
  try {
    if (kept.unsent.length || Object.keys(kept.typed).length || Object.keys(kept.clashes).length) sessionStorage.setItem(place, JSON.stringify(kept));
    else sessionStorage.removeItem(place);
  } catch { /* the browser keeps nothing; the page works without */ }
}

export const typedHere = () => read().typed[location.pathname] ?? {};
export function keepTyped(fields) {
  const kept = read();
  if (Object.keys(fields).length) kept.typed[location.pathname] = fields;
  else delete kept.typed[location.pathname];
  write(kept);
}
export function forgetTyped(item) {
  keepTyped(Object.fromEntries(Object.entries(typedHere()).filter(([name]) => !name.includes(` ${item} `))));
}
export const unsent = () => read().unsent;

// A decision that something else stood against waits for the person's word, by call and item; null: it is given.
export const clashesOn = (call) => read().clashes[call] ?? {};
export function keepClash(call, item, body) {
  const kept = read();
  const { [item]: _, ...others } = kept.clashes[call] ?? {};
  kept.clashes[call] = body ? { ...others, [item]: `${body}` } : others;
  if (!Object.keys(kept.clashes[call]).length) delete kept.clashes[call];
  write(kept);
}
export function sendBy(way) { sender = way; }

const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");

// Sends what the form holds, behind all that is not sent yet. Throws an error with `later` when it was kept for later.
export async function deliver(action, body, item) {
  const one = { key: newKey(), action: new URL(action, location.href).pathname, body: `${body}`, item, at: new Date().toISOString() };
  const kept = read();
  kept.unsent.push(one);
  write(kept);
  if (kept.unsent.length > 1) { tell(); again(); throw later(words.later); }
  return attempt(one);
}

const later = (told) => Object.assign(new Error(told), { later: true });

async function attempt(one) {
  const body = new URLSearchParams(one.body);
  body.set("key", one.key);
  if (one.late) body.set("late", "1");
  sending = true;
  try {
    const answer = await (sender?.(one, body) ?? plainly(one, body));
    drop(one);
    failed = 0;
    return answer;
  } catch (error) {
    if (!error.later) { drop(one); throw error; }
    const kept = read();
    for (const same of kept.unsent) if (same.key === one.key) same.late = true;
    write(kept);
    failed += 1;
    again();
    throw later(error.signedOut ? words.signedOut : words.later);
  } finally { sending = false; tell(); }
}

function drop(one) {
  const kept = read();
  kept.unsent = kept.unsent.filter((other) => other.key !== one.key);
  write(kept);
}

// Away from the page of its call a decision is sent without showing the answer.
async function plainly(one, body) {
  const answer = await reach(one.action, { method: "POST", body });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const clash = fresh.querySelector("[data-meanwhile]");
  if (clash) keepClash(one.action.replace(/\/decide$/, ""), clash.dataset.itemOf, body); // its page asks about it
  if (!answer.ok) throw new Error(fresh.getElementById("problem")?.textContent ?? words.refused);
  learn(fresh);
}

// What is still to be sent about an item follows one's own decision on it that was just kept.
export function learn(fresh) {
  const kept = read();
  for (const one of kept.unsent) {
    const form = [...fresh.querySelectorAll("form.decide")].find((other) => other.elements.namedItem("item").value === one.item);
    const mark = form?.elements.namedItem("shown").value ?? "";
    if (!mark.endsWith(` ${who}`) || !one.action.endsWith("/decide")) continue;
    const body = new URLSearchParams(one.body);
    body.set("shown", mark);
    one.body = `${body}`;
  }
  write(kept);
}

// Fetches, and says of an error whether the same again may work later.
export async function reach(address, options) {
  let answer = null;
  try {
    answer = await fetch(address, { ...options, headers: { "x-look": "1", accept: "text/html" }, signal: AbortSignal.timeout(20_000) });
  } catch { throw later(words.failed); }
  if (answer.status === 401) throw Object.assign(later(words.out), { signedOut: true });
  if ([408, 425, 429].includes(answer.status) || answer.status >= 500) throw later(words.failed);
  return answer;
}

export async function flush() {
  while (!sending && unsent().length) {
    const one = unsent()[0];
    try { await attempt(one); }
    catch (error) {
      if (error.later) return;
      document.getElementById("said").textContent = error.message;
    }
  }
}

let waits = null;
function again() {
  clearTimeout(waits);
  waits = setTimeout(flush, againMs[Math.min(failed, againMs.length - 1)]);
}

function tell() {
  const line = document.getElementById("unsent");
  const count = unsent().length;
  line.hidden = count === 0;
  line.querySelector("span").textContent = count;
  const said = document.getElementById("said");
  if (!count && said?.textContent === words.later) said.textContent = "";
  document.dispatchEvent(new Event("unsent"));
}

// The browser only guesses: a server on this machine answers without any network. So the server is asked. A line that
// is filled when the connection goes is read out; one that was only hidden is not.
async function sayWhetherConnected() {
  const lost = !navigator.onLine && !(await answers());
  const line = document.getElementById("offline");
  line.hidden = !lost;
  line.textContent = lost ? line.dataset.says : "";
  if (lost) setTimeout(sayWhetherConnected, againMs[2]);
}
const answers = () => fetch("/healthz", { method: "HEAD", signal: AbortSignal.timeout(againMs[1]) }).then((answer) => answer.ok, () => false);
for (const kind of ["online", "offline"]) addEventListener(kind, sayWhetherConnected);
sayWhetherConnected();

addEventListener("online", flush);
addEventListener("focus", flush);
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[action='/logout']")) return;
  if (unsent().length && !confirm(words.ask)) return event.preventDefault();
  sessionStorage.removeItem(place);
});
tell();
if (unsent().length) setTimeout(flush, 0); // once the page of a call has said how it sends
