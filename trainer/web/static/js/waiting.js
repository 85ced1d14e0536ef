// The page of something that is waited for: asks how far it is, ever more rarely, and loads the page again at the end.

const SHORTEST_MS = 1000;
const LONGEST_MS = 15000;

const bar = document.getElementById("waiting-bar");
const words = document.getElementById("waiting-words");
const part = bar?.querySelector(".bar-part");
let pause = SHORTEST_MS;

const show = (state) => {
  if (words.textContent !== state.words) {
    words.textContent = state.words;
    pause = SHORTEST_MS;
  }
  if (part && state.total) part.setAttribute("width", String(Math.min(100, (100 * state.done) / state.total)));
};

const ask = async () => {
  try {
    const response = await fetch(bar.dataset.state, { headers: { Accept: "application/json" } });
    if (response.ok) {
      const state = await response.json();
      if (state.isOver) {
        location.reload();
        return;
      }
      show(state);
    }
  } catch {
    // The network is away: it is asked again later.
  }
  pause = Math.min(pause * 1.5, LONGEST_MS);
  setTimeout(ask, pause);
};

if (bar) setTimeout(ask, pause);
