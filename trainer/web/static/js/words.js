// The word game: the keys 1 to 4 press the button of that number.

import { isSilenced } from "./keys.js";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isSilenced(event)) return;
  if (!["1", "2", "3", "4"].includes(event.key)) return;
  const button = document.querySelector(`.word-choices [data-key="${event.key}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
