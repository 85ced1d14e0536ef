// The question page: keys A–J, Enter, F, N and P, and the clock. The server's clock rules; this one only shows it.

import { isSilenced } from "./keys.js";

const form = document.getElementById("question-form");
const isTyping = (element) => element.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");

const verdict = document.getElementById("verdict");
if (verdict && document.referrer === location.href.split("?")[0]) verdict.scrollIntoView({ block: "nearest" });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isSilenced(event)) return;
  const key = event.key.toLowerCase();
  const option = form.querySelector(`input[data-letter="${CSS.escape(event.key.toUpperCase())}"]:enabled`);
  if (option && !["f", "n", "p"].includes(key)) {
    option.checked = option.type === "radio" || !option.checked;
    option.focus();
    event.preventDefault();
    return;
  }
  if (key === "enter") {
    if (event.target.matches("a, button, summary")) return;
    event.preventDefault();
    const primary = form.querySelector(".question-actions .btn-primary");
    if (primary) primary.click();
    return;
  }
  const control = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (control) {
    event.preventDefault();
    control.click();
  }
});

// Time is up: what is marked now is sent first, then the sitting is handed in.
const handIn = async () => {
  try {
    await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
  } finally {
    form.action = form.dataset.finish;
    form.submit();
  }
};

const clock = document.querySelector(".clock");
if (clock) {
  const deadline = Date.parse(clock.dataset.deadline);
  const ahead = Date.now() - Date.parse(clock.dataset.now);
  clock.setAttribute("role", "timer");
  const tick = () => {
    const left = Math.max(0, Math.ceil((deadline - (Date.now() - ahead)) / 1000));
    const parts = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    clock.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
    if (left > 0) return;
    clearInterval(timer);
    if (form.dataset.open === "yes") handIn();
  };
  const timer = setInterval(tick, 1000);
  tick();
}
