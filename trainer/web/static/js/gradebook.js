// The gradebook: arrow keys between cells, letters for the pages behind them, and the live page that refreshes itself.

import { isSilenced } from "./keys.js";

const table = document.querySelector("[data-gradebook]");
if (table) {
  const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("td > a")]);
  const placeOf = (link) => {
    const row = link.closest("tr").sectionRowIndex;
    return [row, rows[row].indexOf(link)];
  };
  let current = null;
  const take = (link) => {
    if (current) current.tabIndex = -1;
    current = link;
    current.tabIndex = 0;
  };
  for (const row of rows) for (const link of row) link.tabIndex = -1;
  if (rows[0]?.[0]) take(rows[0][0]);
  table.addEventListener("focusin", (event) => { if (event.target.matches("tbody td > a")) take(event.target); });
  table.addEventListener("keydown", (event) => {
    if (!event.target.matches("tbody td > a") || event.altKey || event.metaKey) return;
    const [row, column] = placeOf(event.target);
    const last = rows[row].length - 1;
    const goal = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [event.ctrlKey ? 0 : row, 0],
      End: [event.ctrlKey ? rows.length - 1 : row, last],
    }[event.key];
    const link = goal && rows[goal[0]]?.[goal[1]];
    if (!goal) return;
    event.preventDefault();
    if (!link) return;
    link.focus({ preventScroll: true });
    reveal(link);
  });
  // A cell must not hide behind the fixed column or header.
  const reveal = (link) => {
    const box = table.closest(".gradebook-box");
    link.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    const cell = link.getBoundingClientRect();
    const head = table.tHead.getBoundingClientRect();
    const name = table.tBodies[0].rows[0].cells[0].getBoundingClientRect();
    if (cell.left < name.right) box.scrollLeft -= name.right - cell.left;
    const fixed = box.getBoundingClientRect().top + head.height;
    if (cell.top < fixed) box.scrollTop -= fixed - cell.top;
  };
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || isSilenced(event) || event.target.closest("input, textarea, select")) return;
  const link = document.querySelector(`a[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});

const live = document.getElementById("live");
if (live) {
  const news = document.getElementById("live-news");
  const trouble = document.getElementById("live-trouble");
  const statesOf = (root) => new Map([...root.querySelectorAll("[data-learner]")].map((row) => [row.dataset.learner, row.dataset]));
  let timer = null;
  let isAsking = false;

  const show = (html) => {
    const before = new Map([...statesOf(live)].map(([id, { state }]) => [id, state]));
    const focused = live.contains(document.activeElement) ? document.activeElement.closest("tr")?.dataset.learner : null;
    const left = live.querySelector(".table-scroll")?.scrollLeft ?? 0;
    const page = new DOMParser().parseFromString(html, "text/html");
    live.replaceChildren(...page.body.childNodes);
    const box = live.querySelector(".table-scroll");
    if (box) box.scrollLeft = left;
    if (focused) live.querySelector(`tr[data-learner="${focused}"] a`)?.focus({ preventScroll: true });
    const changed = [...statesOf(live).values()].filter(({ learner, state }) => before.has(learner) && before.get(learner) !== state);
    if (changed.length) news.textContent = changed.map(({ name, state }) => `${name}: ${state}`).join(". ");
  };

  const ask = async () => {
    if (isAsking || document.visibilityState === "hidden") return;
    isAsking = true;
    try {
      const response = await fetch(live.dataset.live, { headers: { Accept: "text/html" } });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      show(await response.text());
      trouble.hidden = true;
    } catch {
      trouble.hidden = false;
    } finally {
      isAsking = false;
    }
  };
  const go = () => {
    clearInterval(timer);
    timer = document.visibilityState === "hidden" ? null : setInterval(ask, Number(live.dataset.seconds) * 1000);
  };
  document.addEventListener("visibilitychange", () => { go(); ask(); });
  go();
}
