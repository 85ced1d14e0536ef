// The editor: what is wrong and what learners would see, beside the form, shortly after one stops typing.

const form = document.getElementById("draft-form");
const preview = document.getElementById("preview");
const WAIT_MS = 400;

let timer = 0;
let asked = 0;
let isDirty = false;

async function refresh() {
  const number = ++asked;
  const sent = new FormData(form);
  sent.delete("do");
  try {
    const response = await fetch(form.dataset.preview, { method: "POST", body: sent, headers: { Accept: "text/html" } });
    if (!response.ok || number !== asked) return; // an expired form says so when it is saved
    const open = preview.querySelector("details.after-answer")?.open;
    preview.innerHTML = await response.text();
    const details = preview.querySelector("details.after-answer");
    if (details && open !== undefined) details.open = open;
    preview.classList.remove("is-stale");
  } catch {
    preview.classList.add("is-stale"); // without the network the last preview stays, and looks old
  }
}

if (form && preview) {
  form.addEventListener("input", () => {
    isDirty = true;
    clearTimeout(timer);
    timer = setTimeout(refresh, WAIT_MS);
  });
  form.addEventListener("submit", () => { isDirty = false; });
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
}
