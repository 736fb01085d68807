// Asks for the list again every two seconds while a call is being worked on, and swaps what is live in it.
const EVERY_MS = 2000;

async function refresh() {
  const live = document.querySelector("[data-live]");
  if (!live || document.hidden || Number(live.dataset.working) === 0) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
  if (!fresh || fresh.outerHTML === live.outerHTML) return;
  const focused = live.contains(document.activeElement) ? document.activeElement : null;
  const address = focused?.getAttribute("href");
  live.replaceWith(document.adoptNode(fresh));
  if (!address) return;
  const again = [...fresh.querySelectorAll("a")].find((link) => link.getAttribute("href") === address);
  again?.focus({ preventScroll: true });
}

async function watch() {
  await refresh().catch(() => undefined); // the next turn asks again
  setTimeout(watch, EVERY_MS);
}

setTimeout(watch, EVERY_MS);
