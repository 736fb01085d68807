// Looks again every two seconds while something on the page moves, and swaps what changed.
// Never while a person types; the page works without this.

const every = 2000;

export async function swap(address = location.href, options = {}) {
  const response = await fetch(address, { headers: { "x-look": "1" }, ...options });
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const problem = fresh.getElementById("problem");
  if (!response.ok) throw new Error(problem?.textContent ?? "That did not work; load the page again.");
  const [now, then] = [document.getElementById("live"), fresh.getElementById("live")];
  if (!now || !then) return location.reload();
  const player = now.querySelector("#player");
  if (player) then.querySelector("#player")?.replaceWith(player); // what plays goes on playing
  now.replaceWith(then);
  document.dispatchEvent(new Event("swapped"));
}

const typing = () =>
  document.activeElement?.matches("textarea, input, select") || document.querySelector("details.edit[open]");

async function look() {
  const live = document.getElementById("live");
  if (live?.dataset.moving !== "yes") return;
  if (!document.hidden && !typing()) {
    try { await swap(); } catch { /* the server is away for a moment; the next look tells */ }
  }
  setTimeout(look, every);
}
setTimeout(look, every);
