// Asks for the list again when a call of it changed, and swaps what is live in it; j, k and Enter go through it.

import { listen } from "./events.js";

const everyMs = 2000;
const list = () => document.querySelector("[data-live]");

async function refresh() {
  const live = list();
  if (!live || document.hidden) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html", "x-look": "1" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
  if (!fresh || live !== list()) return;
  const focused = live.contains(document.activeElement) ? document.activeElement : null;
  const address = focused?.getAttribute("href");
  live.dataset.changes = fresh.dataset.changes;
  if (fresh.outerHTML === live.outerHTML) return;
  live.replaceWith(document.adoptNode(fresh));
  if (!address) return;
  const again = [...fresh.querySelectorAll("a")].find((link) => link.getAttribute("href") === address);
  again?.focus({ preventScroll: true });
}

let waits = null;
function soon() {
  waits ??= setTimeout(() => { waits = null; refresh().catch(() => undefined); }, 200);
}

const hears = listen("/events", () => Number(list()?.dataset.changes ?? 0), soon);

async function watch() {
  if (!hears() && Number(list()?.dataset.working) > 0) await refresh().catch(() => undefined); // the next turn asks again
  setTimeout(watch, everyMs);
}
setTimeout(watch, everyMs);

const rows = () => [...document.querySelectorAll(".call-list .call-who")];
function step(by) {
  const at = rows().indexOf(document.activeElement);
  rows()[at < 0 ? (by > 0 ? 0 : rows().length - 1) : Math.min(Math.max(at + by, 0), rows().length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.target.matches("textarea, input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else return;
  event.preventDefault();
});
