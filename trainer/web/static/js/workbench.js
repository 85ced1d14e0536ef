// The workbench of a case: saves while one types, edits lines without leaving the page, hints about form (never about
// what is right), looks codes up under a field, shows a timer. Without a script every button still works.

const form = document.getElementById("work-form");
const state = document.getElementById("saved");
const SAVE_DELAY_MS = 800;
const SEARCH_DELAY_MS = 180;
const MOST_SUGGESTIONS = 8;

const revision = form.elements.base_revision;
const show = (text, kind = "") => {
  if (state.textContent !== text) state.textContent = text;
  state.dataset.kind = kind;
};

// Saving. One request at a time; what changes meanwhile is saved by the next.
let isChanged = false;
let waiting = null;
let running = null;
const RETRY_MS = 5000;
const later = (words) => {
  isChanged = true;
  show(`${words} It is tried again.`, "problem");
  waiting = setTimeout(save, RETRY_MS);
};
const post = (url, accept, data) => fetch(url, { method: "POST", body: data, headers: { Accept: accept }, redirect: "follow" });
const save = async () => {
  clearTimeout(waiting);
  if (running) { await running; return isChanged ? save() : undefined; }
  isChanged = false;
  show("saving …");
  running = (async () => {
    try {
      const answer = await post(form.action, "application/json", new FormData(form));
      if (answer.ok) {
        revision.value = (await answer.json()).revision;
        if (!isChanged) show("saved ✓"); // else something was typed meanwhile, and the next save is on its way
      } else if (answer.status === 409) {
        isChanged = true;
        show("Not saved: this was changed or handed in elsewhere. Reload the page to see it; copy what you typed first.", "problem");
      } else if (answer.status >= 500 || answer.status === 429) {
        later("The server cannot store it just now: not saved yet, and kept on this page.");
      } else {
        isChanged = true;
        show("Not saved: the server refused it. What you typed is still here.", "problem");
      }
    } catch {
      later("Offline: not saved yet.");
    }
  })();
  await running;
  running = null;
  return undefined;
};
const changed = () => {
  if (!isChanged && state.dataset.kind !== "problem") show("saving …"); // what stands there is not saved any more
  isChanged = true;
  clearTimeout(waiting);
  waiting = setTimeout(save, SAVE_DELAY_MS);
};
window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
window.addEventListener("online", () => { if (isChanged) save(); });

// Edits of lines: the server does them, and the fields are taken from its answer.
const edit = async (wish, focus) => {
  clearTimeout(waiting);
  if (running) await running;
  const data = new FormData(form);
  data.set("edit", wish);
  try {
    const answer = await post(form.action, "text/html", data);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fields = page.getElementById("work-fields");
    if (!answer.ok || !fields) {
      show("Not done: the server refused it. Your lines are as they were.", "problem");
      return;
    }
    document.getElementById("work-fields").replaceWith(fields);
    revision.value = page.getElementById("work-form").elements.base_revision.value;
    isChanged = false;
    show("saved ✓");
    (document.querySelector(focus) ?? form.querySelector("#work-fields input"))?.focus();
  } catch {
    show("Not done: the server cannot be reached. Your lines are as they were.", "problem");
  }
};
const placeAfter = (wish) => {
  const [section, place, action, target] = wish.split(".");
  const moved = { up: -1, down: 1, copy: 1, remove: 0, to: Number(target) - Number(place) }[action];
  return [section, Math.max(0, Number(place) + moved), action];
};
const editAndFocus = (wish) => {
  const [section, place, action] = placeAfter(wish);
  const name = { up: "up", down: "down" }[action];
  return edit(wish, name ? `button[value="${section}.${place}.${name}"]` : `[data-filled="${section}.${place}"] input`);
};
form.addEventListener("submit", (event) => {
  const wish = event.submitter?.name === "edit" ? event.submitter.value : "";
  if (wish) {
    event.preventDefault();
    editAndFocus(wish);
    return;
  }
  clearTimeout(waiting);
  if (running) { // the form goes out with the revision that the save under way will bring
    event.preventDefault();
    const button = event.submitter;
    running.then(() => form.requestSubmit(button));
    return;
  }
  isChanged = false;
});

// Alt and an arrow move the line; dragging does too.
form.addEventListener("keydown", (event) => {
  const line = event.target.closest("[data-filled]");
  if (!line || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  editAndFocus(`${line.dataset.filled}.${event.key === "ArrowUp" ? "up" : "down"}`);
});
let dragged = null;
form.addEventListener("pointerdown", (event) => {
  const line = event.target.closest("[data-filled]");
  if (line) line.draggable = event.target.matches(".grip, .line-letter");
});
form.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("[data-filled]");
  event.dataTransfer.effectAllowed = "move";
});
form.addEventListener("dragover", (event) => {
  const over = event.target.closest("[data-filled]");
  if (dragged && over && over.parentElement === dragged.parentElement) event.preventDefault();
});
form.addEventListener("drop", (event) => {
  const over = event.target.closest("[data-filled]");
  if (!dragged || !over) return;
  event.preventDefault();
  editAndFocus(`${dragged.dataset.filled}.to.${over.dataset.filled.split(".")[1]}`);
  dragged = null;
});

// A block of cells pasted into a code field becomes lines.
form.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain");
  const section = { diagnosis_code: "diagnoses", procedure_code: "procedures" }[event.target.name];
  if (!section || !/[\t\n]/.test(text.trim())) return;
  const field = form.elements[`pasted_${section}`];
  if (!field) return;
  event.preventDefault();
  field.value = text;
  edit("", `[data-lines=${section}] input`);
});

// Hints about form.
const HINTS = {
  diagnosis: (text) => (/^[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?$/.test(text) ? "" : /^[A-Z][A-Z0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?$/.test(text) && /^.[OI]|^..[OI]/.test(text) ? "The letter O or I stands where digits usually do." : "A diagnosis looks like S52.532A: a letter, a digit, and more."),
  procedure: (text) => (/^(\d{4}[0-9A-Z]|[A-Z]\d{4})$/.test(text) ? "" : "A service has five characters, such as 99213 or J1885."),
  modifiers: (text) => (text.split(/[\s,;/.-]+/).filter(Boolean).every((each) => /^[0-9A-Z]{2}$/.test(each)) ? "" : "A modifier has two characters; put a space between two."),
  units: (text) => (/^[1-9]\d{0,2}$/.test(text) ? "" : "Units are a whole number from 1."),
  pointers: (text) => (/^[A-L\s,]{1,8}$/.test(text) ? "" : "Pointers are letters of diagnoses, such as A or AC."),
};
const hintFor = (input) => {
  const text = input.value.normalize("NFKC").trim().toUpperCase();
  const message = text && HINTS[input.dataset.format]?.(text);
  let hint = input.nextElementSibling?.matches(".format-hint") ? input.nextElementSibling : null;
  if (!message) {
    hint?.remove();
    input.removeAttribute("aria-describedby");
    return;
  }
  if (!hint) {
    hint = document.createElement("span");
    hint.className = "format-hint";
    hint.id = `hint-${Math.random().toString(36).slice(2)}`;
    input.after(hint);
  }
  hint.textContent = message;
  input.setAttribute("aria-describedby", hint.id);
};
form.addEventListener("focusout", (event) => { if (event.target.dataset.format) hintFor(event.target); });

// Look-up under a code field: words, or the arrow down, ask the code book; the arrows and Enter choose.
const list = document.createElement("ul");
list.id = "code-suggestions";
list.className = "suggestions";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "Codes found");
list.hidden = true;
document.querySelector("main").append(list);
let owner = null;
let active = -1;
let searching = null;
let delay = null;
const isCode = (input) => ["diagnosis_code", "procedure_code"].includes(input.name);
const close = () => {
  clearTimeout(delay);
  searching?.abort();
  list.hidden = true;
  owner?.removeAttribute("aria-activedescendant");
  owner?.setAttribute("aria-expanded", "false");
  owner = null;
  active = -1;
};
const mark = (place) => {
  const options = [...list.children];
  active = (place + options.length) % options.length;
  options.forEach((option, number) => option.setAttribute("aria-selected", String(number === active)));
  owner.setAttribute("aria-activedescendant", options[active].id);
  options[active].scrollIntoView({ block: "nearest" });
};
const choose = (option) => {
  owner.value = option.dataset.code;
  const input = owner;
  close();
  input.focus();
  hintFor(input);
  changed();
};
const suggest = async (input) => {
  searching?.abort();
  searching = new AbortController();
  const book = document.querySelector("[data-codebook]").href;
  const query = new URL(book);
  query.searchParams.set("q", input.value);
  try {
    const answer = await fetch(query, { headers: { "X-Codebook-Panel": "1" }, signal: searching.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const hits = [...page.querySelectorAll(".hit")].slice(0, MOST_SUGGESTIONS);
    if (!hits.length || document.activeElement !== input) return close();
    list.replaceChildren(...hits.map((hit, number) => {
      const option = document.createElement("li");
      option.id = `suggestion-${number}`;
      option.setAttribute("role", "option");
      option.dataset.code = hit.querySelector(".code").textContent.trim();
      option.textContent = `${option.dataset.code}  ${hit.querySelector(".hit-title").textContent.trim()}`;
      return option;
    }));
    owner = input;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "true");
    const box = input.getBoundingClientRect();
    list.hidden = false;
    const most = document.documentElement.clientWidth - list.offsetWidth - 8;
    list.style.setProperty("--left", `${Math.max(8, Math.min(box.left, most)) + scrollX}px`);
    list.style.setProperty("--top", `${box.bottom + scrollY}px`);
    active = -1;
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
  return undefined;
};
form.addEventListener("input", (event) => {
  changed();
  if (!isCode(event.target)) return;
  clearTimeout(delay);
  if (/[a-z]{3,}/i.test(event.target.value)) delay = setTimeout(() => suggest(event.target), SEARCH_DELAY_MS);
  else close();
});
form.addEventListener("change", changed);
form.addEventListener("keydown", (event) => {
  if (!isCode(event.target) || event.altKey) return;
  if (list.hidden) {
    if (event.key === "ArrowDown" && event.target.value.trim()) { event.preventDefault(); suggest(event.target); }
    return;
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(active + (event.key === "ArrowDown" ? 1 : -1)); }
  else if (event.key === "Enter" && active >= 0) { event.preventDefault(); choose(list.children[active]); }
  else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
});
list.addEventListener("mousedown", (event) => {
  event.preventDefault();
  const option = event.target.closest("li");
  if (option) choose(option);
});
form.addEventListener("focusout", () => setTimeout(() => { if (owner && document.activeElement !== owner) close(); }, 100));

// The query as it reads now.
const composed = document.getElementById("composed");
if (composed) {
  form.addEventListener("change", () => {
    const texts = [...form.querySelectorAll("input[name^=part_]:checked + span")].map((span) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = span.textContent;
      return paragraph;
    });
    if (texts.length) composed.replaceChildren(composed.querySelector("h2"), ...texts);
  });
}

// The timer counts from the start of this sitting; nothing happens when it runs long.
const timer = document.querySelector("[data-timer]");
if (timer) {
  const started = Date.parse(timer.dataset.timer);
  let ticking = null;
  const tick = () => {
    const seconds = Math.max(0, Math.floor((Date.now() - started) / 1000));
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    timer.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
  };
  timer.addEventListener("click", () => {
    const isOn = ticking === null;
    timer.setAttribute("aria-pressed", String(isOn));
    if (isOn) { tick(); ticking = setInterval(tick, 1000); } else { clearInterval(ticking); ticking = null; timer.textContent = "Timer"; }
  });
}

// What was typed while this script was still on its way is saved too.
const typed = form.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio]), textarea");
if ([...typed].some((field) => field.value !== field.defaultValue)) changed();
