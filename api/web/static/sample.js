// The page of a sample: a time beside a turn plays the recording from there; a digit gives the ruling of that number.

let ruled = false; // a second digit while the first is on its way is for no case

window.addEventListener("pageshow", () => { ruled = false; });

document.addEventListener("keydown", (event) => {
  if (ruled || event.repeat || event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
  if (event.target.closest("input, textarea, select")) return;
  const button = document.querySelector(`button[name="ruling"][accesskey="${event.key}"]`);
  if (!button) return;
  event.preventDefault();
  ruled = true;
  button.click();
});

document.addEventListener("click", (event) => {
  const from = event.target.closest("a.play[data-start]");
  const player = document.querySelector("audio");
  if (!from || !player) return;
  event.preventDefault();
  player.currentTime = Number(from.dataset.start);
  player.play().catch(() => player.focus());
});
