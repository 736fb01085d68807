// Goes through the tour by keys: arrows and Enter, the key that a step speaks of, Escape. Works without this, too.

const [next, back, leave] = ["[rel=next]", "[rel=prev]", ".leave"].map((one) => document.querySelector(`.told ${one}`));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const plain = !event.target.closest("a, button, summary");
  const ways = { ArrowRight: next, ArrowLeft: back, Escape: leave, Enter: plain && (next ?? leave) };
  const way = next?.dataset.key === event.key ? next : ways[event.key];
  if (!way) return;
  event.preventDefault();
  way.click();
});
document.documentElement.classList.add("keyed");
