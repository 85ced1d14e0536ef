// The CMS-1500 and the A/R list: help for the box that one is in, marks as they are made, accounts moved by buttons.
// Without a script everything can be entered just as well.

const narrow = matchMedia("(max-width: 760px)");
const changed = (input) => input.dispatchEvent(new Event("input", { bubbles: true }));

// Help. Wide: above the form, where it stays in sight. Narrow: right under the box.
const help = document.getElementById("cms-help");
const home = help && document.createComment("help");
const textOf = (item) => document.getElementById(`help-${item.replace(/^24\.\d\./, "24.1.")}`);
if (help) {
  help.before(home);
  for (const input of document.querySelectorAll(".cms-form [data-item]")) {
    const text = textOf(input.dataset.item);
    if (text) input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), text.id].filter(Boolean).join(" "));
  }
  document.addEventListener("focusin", (event) => {
    const input = event.target.closest?.("[data-item]");
    const text = input && textOf(input.dataset.item);
    if (!text) return;
    const line = /^24\.(\d)\./.exec(input.dataset.item);
    const heading = document.createElement("strong");
    heading.textContent = text.dataset.title.trim() + (line ? `, line ${line[1]}` : "");
    const paragraph = document.createElement("p");
    paragraph.append(heading, ` ${text.textContent.trim()}`);
    help.replaceChildren(paragraph);
    if (narrow.matches) input.closest(".item").append(help);
    else if (help.previousSibling !== home) home.after(help);
  });
}

// Marks on a claim: one note is open at a time, and what is said stands in the box and in the list below.
const list = document.getElementById("marks-list");
const notes = [...document.querySelectorAll(".item-mark")];
const said = (note) => {
  const kind = note.querySelector("select");
  const value = note.querySelector("input").value.trim();
  return [kind.value && kind.selectedOptions[0].textContent, value].filter(Boolean).join(" → ");
};
const showMarks = () => {
  const lines = [];
  for (const note of notes) {
    const words = said(note);
    const box = note.closest(".item");
    box.classList.toggle("is-marked", words !== "");
    box.querySelector(".item-said").textContent = words;
    if (!words) continue;
    const link = document.createElement("a");
    link.href = `#${box.id}`;
    link.textContent = note.dataset.title;
    const line = document.createElement("li");
    line.append(link, `: ${words}`);
    lines.push(line);
  }
  list.replaceChildren(...lines);
  document.getElementById("no-marks").hidden = lines.length > 0;
};
if (list) {
  document.addEventListener("input", (event) => { if (event.target.closest(".item-mark")) showMarks(); });
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.(".item-mark[open]") || narrow.matches) return;
    for (const note of notes) if (note !== event.target) note.open = false;
  }, true);
  document.addEventListener("keydown", (event) => {
    const note = event.target.closest?.(".item-mark[open]");
    if (event.key !== "Escape" || !note) return;
    note.open = false;
    note.querySelector("summary").focus();
  });
  document.addEventListener("focusin", (event) => {
    const open = document.querySelector(".item-mark[open]");
    if (open && !narrow.matches && !open.contains(event.target)) open.open = false;
  });
  list.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const note = link && document.getElementById(link.hash.slice(1)).querySelector(".item-mark");
    if (!note) return;
    event.preventDefault();
    note.open = true;
    note.querySelector("select").focus();
  });
}

// The A/R list: a move puts all accounts into the order that one sees, from 1.
const accounts = document.getElementById("accounts");
const rankOf = (account) => account.querySelector(".rank");
const move = (account, way) => {
  const other = way === "up" ? account.previousElementSibling : account.nextElementSibling;
  if (!other) return;
  if (way === "up") other.before(account);
  else other.after(account);
  const all = [...accounts.children];
  all.forEach((each, place) => { rankOf(each).value = place + 1; });
  document.getElementById("moved").textContent = `${account.dataset.account} is number ${all.indexOf(account) + 1} of ${all.length}.`;
  showRepeated();
  changed(rankOf(account));
};
const showRepeated = () => {
  const names = new Map();
  for (const account of accounts.children) {
    const rank = rankOf(account).value.trim();
    if (/^\d{1,4}$/.test(rank)) names.set(Number(rank), [...(names.get(Number(rank)) ?? []), account.dataset.account]);
  }
  const lines = [...names].filter(([, at]) => at.length > 1).map(([rank, at]) => {
    const line = document.createElement("li");
    line.textContent = `Rank ${rank} stands at ${at.join("; ")}. They are worked as they stand in the list.`;
    return line;
  });
  const slips = document.getElementById("slips");
  if (!lines.length) { slips.replaceChildren(); return; }
  const notice = document.createElement("div");
  const rows = document.createElement("ul");
  notice.className = "notice";
  rows.className = "slips";
  rows.append(...lines);
  notice.append(rows);
  slips.replaceChildren(notice);
};
if (accounts) {
  accounts.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    move(button.closest(".account"), button.dataset.move);
    button.focus();
  });
  accounts.addEventListener("keydown", (event) => {
    const account = event.target.closest(".account");
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key) || !event.target.matches(".rank, .move")) return;
    event.preventDefault();
    move(account, event.key === "ArrowUp" ? "up" : "down");
    event.target.focus();
  });
  accounts.addEventListener("change", (event) => { if (event.target.matches(".rank")) showRepeated(); });
}
