// The code book: results while one types, keys for the results, and the panel beside a question or a case.

import { isSilenced } from "./keys.js";

const PANEL = "codebook-panel";
const SEARCH_DELAY_MS = 150;
const STOOD_MS = 1000;
const MAX_LOOK_UP = 100;

const inPanel = () => document.getElementById(PANEL);
const root = () => document.getElementById("codebook");
const isTyping = (element) => element.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
const revealScripted = (within) => { for (const element of within.querySelectorAll("[data-needs-script]")) element.hidden = false; };

let running = null;
const getPage = async (url) => {
  running?.abort();
  running = new AbortController();
  const headers = inPanel() ? { "X-Codebook-Panel": "1" } : {};
  const answer = await fetch(url, { headers, signal: running.signal });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById("codebook");
};

const queryUrl = (form) => {
  const values = [...new FormData(form)].filter(([, value]) => value !== "");
  return `${form.action}?${new URLSearchParams(values)}`;
};

// Results while one types: only what is below the box changes, so that nothing typed is lost and nothing flashes.
let waiting = null;
document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-code-search]");
  if (!form || !document.getElementById("code-results")) return;
  clearTimeout(waiting);
  clearTimeout(standing);
  waiting = setTimeout(async () => {
    try {
      const url = queryUrl(form);
      const found = await getPage(url);
      const results = found?.querySelector("#code-results");
      if (!results) return;
      document.getElementById("code-results").replaceChildren(...results.childNodes);
      revealScripted(root());
      noteLookUp(url);
      if (inPanel()) remember(url);
      else history.replaceState(null, "", url);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }, SEARCH_DELAY_MS);
});

// Keys: / to the box, arrows through the results, Esc back to the box and then out of the panel.
const box = () => root()?.querySelector("input[type=search]");
const moveThroughResults = (event) => {
  const links = [...(root()?.querySelectorAll(".hit .code-link") ?? [])];
  const place = links.indexOf(document.activeElement);
  if (!links.length || (place < 0 && document.activeElement !== box())) return;
  event.preventDefault();
  const next = place + (event.key === "ArrowDown" ? 1 : -1);
  (links[Math.min(next, links.length - 1)] ?? box()).focus();
};
const onKey = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isSilenced(event)) return;
  if (event.key === "/" && !isTyping(event.target)) {
    event.preventDefault();
    if (!root() && toggle) open();
    else box()?.focus();
  } else if (["ArrowDown", "ArrowUp"].includes(event.key)) {
    moveThroughResults(event);
  } else if (event.key === "Escape" && root()?.contains(event.target)) {
    if (event.target !== box() && box()) box().focus();
    else if (inPanel()) close();
  }
};
document.addEventListener("keydown", onKey);

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = "Copied";
});

// The panel. Without a script the button is a link that opens the code book in another tab.
const toggle = document.querySelector("[data-codebook]");
const remember = (url) => sessionStorage.setItem(PANEL, url);

// What is looked up beside a question is told to the server, which may not hear it: nobody waits for that.
const teller = { id: [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join(""), sequence: 0, last: "" };
let standing = null;
const tellLookUp = (text, number, position) => {
  const said = `${number}.${position}.${text}`;
  if (said === teller.last || !navigator.onLine) return;
  teller.last = said;
  teller.sequence += 1;
  const body = new FormData();
  const token = document.querySelector("[name=csrf_token]").value;
  const fields = { csrf_token: token, client_id: teller.id, sequence: teller.sequence, number, position, text };
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  fetch(toggle.dataset.lookUps, { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => {});
};
/** An entry counts when it is opened, a search once its results have stood for a second. */
const noteLookUp = (url) => {
  clearTimeout(standing);
  if (!inPanel() || !toggle.dataset.lookUps) return;
  const { pathname, searchParams } = new URL(url, location.href);
  const entry = pathname.match(/\/codes\/(?!tables\/)[^/]+\/([^/]+)$/);
  const text = (entry ? decodeURIComponent(entry[1]) : searchParams.get("q") ?? "").trim().slice(0, MAX_LOOK_UP);
  if (!text || (!entry && !inPanel().querySelector(".hit"))) return;
  const shown = document.querySelector("#questions > [data-position]:not([hidden])"); // an exam leafs within its page
  const { number, position } = toggle.closest("[data-number]").dataset;
  const tell = () => tellLookUp(text, number, shown?.dataset.position ?? position);
  if (entry) tell();
  else standing = setTimeout(() => { if (inPanel()) tell(); }, STOOD_MS);
};

const show = async (url, focus, isAsked = true) => {
  clearTimeout(waiting); // what was still to be searched for is superseded
  const panel = inPanel();
  const held = panel.querySelector(".panel-page");
  held.dataset.busy = "";
  const before = box()?.value;
  try {
    const page = await getPage(url);
    if (!page) throw new Error("no page");
    const typed = box()?.value;
    held.replaceChildren(page);
    remember(url);
    if (isAsked) noteLookUp(url);
    if (box() && typed !== before) { // typed while the page was on its way: it goes along
      box().value = typed;
      box().dispatchEvent(new Event("input", { bubbles: true }));
    }
  } catch (error) {
    if (error.name === "AbortError") return;
    const sorry = document.createElement("p");
    sorry.setAttribute("role", "alert");
    sorry.textContent = "The code book cannot be reached. Your work is not touched; try again in a moment.";
    held.replaceChildren(sorry);
  } finally {
    delete held.dataset.busy;
  }
  revealScripted(panel);
  panel.scrollTop = 0;
  if (focus) (url.includes("/codes?") || !url.includes("/codes/") ? box() : panel.querySelector("h2"))?.focus();
};

const open = (url = toggle.href, focus = true, isAsked = true) => {
  const panel = document.createElement("aside");
  panel.id = PANEL;
  panel.className = PANEL;
  panel.setAttribute("aria-label", "Code book");
  panel.innerHTML = `<div class="panel-head"><p>Code book</p><div><button type="button" class="btn btn-quiet" data-panel-start>Start</button><button type="button" class="btn btn-quiet" data-panel-close>Close</button></div></div><div class="panel-page"></div>`;
  document.body.append(panel);
  document.body.classList.add("has-codebook");
  toggle.setAttribute("aria-expanded", "true");
  panel.addEventListener("click", (event) => {
    if (event.target.closest("[data-panel-close]")) return close();
    if (event.target.closest("[data-panel-start]")) return show(toggle.href, true);
    const link = event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !new URL(link.href).pathname.startsWith("/codes")) return undefined;
    event.preventDefault();
    return show(link.href, true);
  });
  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    show(queryUrl(event.target), false);
  });
  panel.addEventListener("keydown", (event) => {
    onKey(event);
    event.stopPropagation(); // keys of the question stay with the question
  });
  return show(url, focus, isAsked);
};

const close = () => {
  inPanel().remove();
  document.body.classList.remove("has-codebook");
  sessionStorage.removeItem(PANEL);
  toggle.setAttribute("aria-expanded", "false");
  toggle.focus();
};

if (toggle) {
  toggle.setAttribute("role", "button");
  toggle.setAttribute("aria-expanded", "false");
  toggle.removeAttribute("target");
  toggle.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (inPanel()) close();
    else open();
  });
  toggle.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); toggle.click(); } });
  const before = sessionStorage.getItem(PANEL);
  if (before) open(before, false, false); // it comes along: nobody asked for it here
}
