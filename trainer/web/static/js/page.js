// Every page: dates in the reader's zone, buttons that cannot be pressed twice, hints that need a script.

const zone = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const zoneName = new Intl.DateTimeFormat(undefined, { timeZoneName: "short" });

for (const element of document.querySelectorAll("time[data-local]")) {
  const moment = new Date(element.dateTime);
  const name = zoneName.formatToParts(moment).find((part) => part.type === "timeZoneName");
  element.title = element.textContent;
  element.textContent = `${zone.format(moment)} ${name ? name.value : ""}`.trim();
}

// Shown when the page's other scripts have run too: nobody is told of a key that is not heard yet.
document.addEventListener("DOMContentLoaded", () => {
  for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;
});

let sending = null;
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return; // a script of the page took it over
  if (sending === event.target) event.preventDefault();
  else sending = event.target;
});
window.addEventListener("pageshow", () => { sending = null; });

const invalid = document.querySelector("[aria-invalid=true]");
if (invalid) invalid.focus();
