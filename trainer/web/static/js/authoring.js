// The editor: what is wrong and what learners would see, beside the form, shortly after one stops typing.

const form = document.getElementById("draft-form");
const preview = document.getElementById("preview");
const WAIT_MS = 400;
const KEPT = "details.after-answer, details.more-problems"; // these stay as they were opened

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
    const text = await response.text();
    const before = new Map([...preview.querySelectorAll(KEPT)].map((each) => [each.className, each.open]));
    preview.innerHTML = text;
    for (const each of preview.querySelectorAll(KEPT)) each.open = before.get(each.className) ?? each.open;
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
