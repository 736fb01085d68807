// The page of a sample: the time beside a turn plays the recording from there, in the player of this page.

document.addEventListener("click", (event) => {
  const from = event.target.closest("a.play[data-start]");
  const player = document.querySelector("audio");
  if (!from || !player) return;
  event.preventDefault();
  player.currentTime = Number(from.dataset.start);
  player.play().catch(() => player.focus());
});
