// The runner of an exam. The page of one question works by itself; with this script the whole paper is in the page,
// every change is saved at once, and nothing is lost while the network is away. The server's clock rules.

import { QuestionAids } from "./aids.js";
import { installCalculator } from "./calculator.js";
import { ExamClock, spoken, written } from "./clock.js";
import { isSilenced } from "../keys.js";
import { Outbox, postTo } from "./outbox.js";
import { sayHere } from "./presence.js";

const TYPING_MS = 400;
const MOST_TYPING_MS = 900; // whoever types on and on is saved within a second all the same
const STATE_EVERY_MS = 15000;
const BANNER_MS = 12000;

const root = document.getElementById("exam");
const { base, learner, number } = root.dataset;
const questions = document.getElementById("questions");
const saveState = document.getElementById("save-state");
const banner = document.getElementById("exam-banner");
const count = Number(root.dataset.count);
const isExamLike = root.dataset.examLike === "yes";
let current = Number(root.dataset.position);
let isTakenOver = false;
let isOver = false;

const sectionOf = (position) => questions.querySelector(`[data-position="${position}"]`);
const formOf = (position) => document.getElementById(`form-${position}`);
const cellOf = (position) => root.querySelector(`.cell[data-cell="${position}"]`);
const isTyping = (element) => element.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
const isAnswerField = (element) => /^(choice|number|code|place-|match-)/.test(element.name ?? "");

const outbox = new Outbox({ learner, number, base, token: questions.querySelector("[name=csrf_token]").value });

// Banners. One stays until its cause is gone; notes go by themselves.
const note = document.getElementById("exam-note");
let passing = null;
const fill = (element, text, action = null) => {
  element.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }));
  if (action) element.append(action);
  element.hidden = false;
};
const say = (text) => {
  clearTimeout(passing);
  fill(note, text);
  passing = setTimeout(() => { note.hidden = true; }, BANNER_MS);
};
const sayForGood = (text, action = null) => fill(banner, text, action);
const plural = (many, one) => `${many} ${one}${many === 1 ? "" : "s"}`;

// Answers.
const fieldsOf = (form) => {
  const fields = {};
  for (const [name, value] of new FormData(form)) if (isAnswerField({ name })) (fields[name] ??= []).push(value);
  return fields;
};
const isAnswered = (fields) => Object.values(fields).some((values) => values.some((value) => value.trim()));
const revisions = new Map();
const keepAnswer = (position) => {
  const fields = fieldsOf(formOf(position));
  outbox.add("answers", position, fields, revisions.get(position) ?? 0);
  sectionOf(position).dataset.answered = isAnswered(fields) ? "yes" : "no";
  drawCell(position);
};
const typing = new Map();
const notepad = document.getElementById("notepad-text");
let noting = null;
const keepNotes = () => {
  if (noting === null) return;
  clearTimeout(noting);
  noting = null;
  outbox.add("notepad", 0, { text: [notepad.value] });
};
const keepTyped = () => {
  for (const [position, { timer }] of typing) { clearTimeout(timer); keepAnswer(position); }
  typing.clear();
  keepNotes();
};
questions.addEventListener("change", (event) => {
  if (!isAnswerField(event.target) || isTyping(event.target) && event.target.tagName !== "SELECT") return;
  keepAnswer(Number(event.target.closest("[data-position]").dataset.position));
});
questions.addEventListener("input", (event) => {
  if (!isAnswerField(event.target) || !isTyping(event.target) || event.target.tagName === "SELECT") return;
  const position = Number(event.target.closest("[data-position]").dataset.position);
  const { timer: before, since = performance.now() } = typing.get(position) ?? {};
  clearTimeout(before);
  const wait = Math.max(0, Math.min(TYPING_MS, MOST_TYPING_MS - (performance.now() - since)));
  typing.set(position, { since, timer: setTimeout(() => { typing.delete(position); keepAnswer(position); }, wait) });
  saveState.textContent = "saving …";
});
const setFields = (position, fields) => {
  for (const element of formOf(position).elements) {
    if (!isAnswerField(element)) continue;
    const values = fields[element.name] ?? [];
    if (element.type === "radio" || element.type === "checkbox") element.checked = values.includes(element.value);
    else element.value = values[0] ?? "";
  }
  sectionOf(position).dataset.answered = isAnswered(fields) ? "yes" : "no";
  drawCell(position);
};

// What the learner sees of saving: saved, saving, kept on this device, or not understood.
const WHY = {
  offline: "offline",
  "signed-out": "you are signed out: log in again in another tab",
  "other-learner": "somebody else is signed in here: log in again as yourself",
  refused: "the server is busy",
};
const isTypingStill = () => typing.size > 0 || noting !== null;
const stateInWords = () => {
  const section = sectionOf(current);
  if (outbox.unsent && outbox.isOffline) return `${WHY[outbox.why]} · ${outbox.answersKept ? `${plural(outbox.answersKept, "answer")} kept on this device` : "nothing lost"}`;
  if (outbox.unsent || isTypingStill()) return "saving …";
  if (section?.dataset.refused === "yes") return "not saved";
  return section?.dataset.answered === "yes" ? "saved ✓" : "nothing entered yet";
};
const drawSaveState = () => {
  saveState.textContent = stateInWords();
  saveState.dataset.kind = (outbox.unsent && outbox.isOffline) || saveState.textContent === "not saved" ? "problem" : "";
};
outbox.addEventListener("change", drawSaveState);
window.addEventListener("beforeunload", (event) => { if (outbox.unsent || isTypingStill()) event.preventDefault(); });

const refuse = (position, text) => {
  const section = sectionOf(position), message = section?.querySelector("[data-message]");
  if (!message) { sayForGood(`Question ${position}: ${text}`); return; }
  section.dataset.refused = "yes";
  section.dataset.answered = "no";
  message.textContent = text;
  message.hidden = false;
  drawCell(position);
  if (position !== current) say(`Question ${position}: ${text}`);
};
outbox.addEventListener("told", ({ detail: { entry, told } }) => {
  const { position } = entry;
  if (entry.kind === "answers") {
    const section = sectionOf(position);
    switch (told.outcome) {
      case "saved":
        revisions.set(position, told.revision);
        if (section) {
          section.dataset.refused = "no";
          section.querySelector("[data-message]").hidden = true;
        }
        break;
      case "not_understood":
        refuse(position, told.message);
        break;
      case "conflict":
        conflicts.set(position, { held: entry, told });
        drawConflicts();
        break;
      case "late":
        sayForGood(`Your answer to question ${position} came ${told.seconds} seconds after the end. It is kept, but it does not count; everything saved before does.`);
        break;
      case "closed":
        sayForGood(`The exam is closed. Your last answer to question ${position} was not taken; everything saved before counts.`);
        break;
      case "refused":
        refuse(position, `Your last change was not taken (${told.status}). What was saved before stands.`);
        break;
      default:
    }
    drawSaveState();
  }
  if (told.now) heed(told);
});

// Another page has saved a newer answer: both are shown, the learner decides, nothing is overwritten silently.
const conflicts = new Map();
const conflictBox = document.getElementById("exam-conflicts");
const wordsOf = (position, fields) => {
  const labels = Object.entries(fields).flatMap(([name, values]) => values.filter(Boolean).map((value) => {
    const input = formOf(position)?.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
    return input?.dataset.letter ?? value;
  }));
  return labels.join(", ") || "no answer";
};
const settleConflict = (position, { held, told }, isOurs) => {
  outbox.remove(held);
  conflicts.delete(position);
  revisions.set(position, told.revision);
  setFields(position, isOurs ? held.fields : told.fields);
  if (isOurs) keepAnswer(position);
  drawConflicts();
  sectionOf(current)?.querySelector("h1").focus({ preventScroll: true });
};
const drawConflicts = () => {
  conflictBox.replaceChildren();
  for (const [position, conflict] of conflicts) {
    if (!sectionOf(position)) continue; // drawn when its question is loaded
    const box = Object.assign(document.createElement("div"), { className: "conflict" });
    const text = `Question ${position}: another tab or device has saved a newer answer. There: ${wordsOf(position, conflict.told.fields)}. Here: ${wordsOf(position, conflict.held.fields)}. Nothing was overwritten.`;
    box.append(Object.assign(document.createElement("p"), { textContent: text }));
    for (const [label, isOurs] of [["Keep the one here", true], ["Take the other", false]]) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet", textContent: label });
      button.addEventListener("click", () => settleConflict(position, conflict, isOurs));
      box.append(button);
    }
    conflictBox.append(box);
  }
};

// The navigator.
const drawCell = (position) => {
  const cell = cellOf(position), section = sectionOf(position);
  if (!cell || !section) return;
  const answered = section.dataset.answered === "yes", flagged = section.dataset.flagged === "yes";
  cell.classList.toggle("is-answered", answered);
  cell.classList.toggle("is-unanswered", !answered);
  cell.querySelector("span").textContent = `${answered ? "●" : ""}${flagged ? "⚑" : ""}`;
  cell.setAttribute("aria-label", `Question ${position}, ${answered ? "answered" : "unanswered"}${flagged ? ", flagged" : ""}`);
  drawSum();
};
const sections = () => [...questions.children].filter((section) => section.dataset.position);
const answeredCount = () => (sections().length === count ? sections().filter((section) => section.dataset.answered === "yes").length : root.querySelectorAll(".cell.is-answered").length);
const drawSum = () => {
  const flagged = sections().filter((section) => section.dataset.flagged === "yes").length;
  document.getElementById("navigator-sum").textContent = `${answeredCount()} of ${count} answered${flagged ? `, ${flagged} flagged` : ""}`;
};

// Time on each question, by the page's own stopwatch, so that a wrong clock changes nothing.
let shownSince = performance.now();
const keepTime = () => {
  const spent = Math.round(performance.now() - shownSince);
  shownSince = performance.now();
  if (spent >= 500 && !isTakenOver && !isOver) outbox.add("views", current, { spent_ms: [String(spent)] });
};
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") { keepTyped(); keepTime(); } else { shownSince = performance.now(); look(); }
});
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

const show = (position, { push = true } = {}) => {
  const next = sectionOf(position);
  if (!next) return false;
  keepTyped();
  keepTime();
  for (const section of sections()) section.hidden = section !== next;
  cellOf(current)?.removeAttribute("aria-current");
  current = position;
  cellOf(current)?.setAttribute("aria-current", "page");
  for (const button of root.querySelectorAll("button[data-cell]")) button.setAttribute("form", `form-${position}`);
  if (push) history.pushState({ position }, "", `${base}/questions/${position}`);
  document.title = document.title.replace(/^Question \d+/, `Question ${position}`);
  drawSaveState();
  next.querySelector("h1").focus({ preventScroll: true });
  window.scrollTo({ top: 0 });
  return true;
};
window.addEventListener("popstate", () => {
  const position = Number(location.pathname.split("/").at(-1));
  if (!show(position, { push: false })) location.reload();
});
const finish = async () => {
  keepTyped();
  keepTime();
  if (await outbox.flush(5000)) location.assign(`${base}/finish`);
  else say("Not everything is sent yet, so the review waits. Your answers are kept on this device; go on, and try again when the network is back.");
};
const pause = async () => {
  keepTyped();
  keepTime();
  if (await outbox.flush(5000)) postTo(`${base}/pause`, outbox);
  else say("The clock can be stopped only while the server can be reached. Your answers are kept on this device.");
};
const go = async (target) => {
  if (target === "finish") { finish(); return; }
  if (target === "pause") { pause(); return; }
  if (show(Number(target))) return;
  keepTyped();
  keepTime();
  if (await outbox.flush(3000)) location.assign(`${base}/questions/${target}`);
  else say("That question is not on this device yet, and the server cannot be reached. It is tried again.");
};

root.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || !event.target.id.startsWith("form-")) return;
  event.preventDefault();
  if (button.matches("[data-flag]")) toggleFlag();
  else go(button.dataset.cell ?? button.value);
});
const showFlag = (section, isFlagged) => {
  section.dataset.flagged = isFlagged ? "yes" : "no";
  section.querySelector("[data-flag-sign]").hidden = !isFlagged;
  section.querySelector("[data-flag]").textContent = isFlagged ? "Remove flag" : "Flag";
};
const toggleFlag = () => {
  const section = sectionOf(current), isFlagged = section.dataset.flagged !== "yes";
  showFlag(section, isFlagged);
  outbox.add("marks", current, { flag: [isFlagged ? "yes" : "no"] });
  drawCell(current);
  document.getElementById("exam-announcer").textContent = isFlagged ? "flagged" : "flag removed";
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isSilenced(event) || isTakenOver || isOver) return;
  if (event.target !== document.body && !event.target.closest("#questions, .navigator, #main") ) return;
  if (event.target.closest(".exam-tools, #codebook-panel")) return;
  const key = event.key.toLowerCase(), section = sectionOf(current);
  if (key === "x" && event.target.matches("input[name=choice]")) {
    aids.get(current)?.toggleStrike(event.target);
    event.preventDefault();
  } else if (key === "h" && aids.get(current)?.highlight()) {
    event.preventDefault();
  } else if (["f", "n", "p"].includes(key)) {
    section.querySelector(`[data-key="${key}"]`)?.click();
    event.preventDefault();
  } else if (/^[a-z]$/.test(key)) {
    const option = section.querySelector(`input[data-letter="${key.toUpperCase()}"]`);
    if (!option) return;
    event.preventDefault();
    option.focus();
    option.click();
  } else if (key === "enter" && !event.target.closest("a, button, summary")) {
    event.preventDefault();
    section.querySelector(`[data-key="n"]`)?.click();
  }
});

// Study aids, unless the exam is sat without them.
const aids = new Map();
const prepare = (section) => {
  const position = Number(section.dataset.position);
  revisions.set(position, Number(section.dataset.revision));
  const waiting = outbox.pending("answers", position);
  if (waiting) setFields(position, waiting.fields);
  const flag = outbox.pending("marks", position);
  if (flag) showFlag(section, flag.fields.flag[0] === "yes");
  drawCell(position);
  drawConflicts();
  if (isExamLike) return;
  for (const element of section.querySelectorAll("[data-needs-script]")) element.hidden = false;
  const kept = outbox.pending("aids", position);
  if (kept) {
    const { struck, highlights } = JSON.parse(kept.fields.aids[0]);
    section.dataset.struck = struck.join(" ");
    section.dataset.highlights = JSON.stringify(highlights);
  }
  aids.set(position, new QuestionAids(section, (all) => outbox.add("aids", position, { aids: [JSON.stringify(all)] })));
};
prepare(sectionOf(current));

const remembered = (name, fallback) => { try { return localStorage.getItem(name) ?? fallback; } catch { return fallback; } };
const remember = (name, value) => { try { localStorage.setItem(name, value); } catch { /* this visit only */ } };
const sizes = document.querySelector("[data-text-size]");
const setSize = (size) => { root.dataset.size = String(Math.max(-1, Math.min(3, size))); remember("exam-text-size", root.dataset.size); };
sizes.hidden = false;
setSize(Number(remembered("exam-text-size", "0")));
sizes.addEventListener("click", (event) => { if (event.target.dataset.size) setSize(Number(root.dataset.size) + Number(event.target.dataset.size)); });

for (const button of root.querySelectorAll("[data-tool]")) {
  button.hidden = false;
  const drawer = document.getElementById(button.dataset.tool);
  button.addEventListener("click", () => {
    drawer.hidden = !drawer.hidden;
    button.setAttribute("aria-expanded", String(!drawer.hidden));
    if (!drawer.hidden) drawer.querySelector("input, textarea").focus();
  });
  drawer.addEventListener("keydown", (event) => { if (event.key === "Escape") { button.click(); button.focus(); } });
}
if (!isExamLike) {
  installCalculator(document.getElementById("calculation"), document.getElementById("calculation-result"));
  const kept = outbox.pending("notepad", 0);
  if (kept) notepad.value = kept.fields.text[0];
  notepad.addEventListener("input", () => {
    clearTimeout(noting);
    noting = setTimeout(keepNotes, TYPING_MS);
    drawSaveState();
  });
}

// The clock, pace, and what the server says about both.
const clock = new ExamClock(document.getElementById("clock"));
clock.addEventListener("warning", (event) => say(`${spoken(event.detail)} left.`));
clock.addEventListener("added", (event) => say(`${spoken(event.detail)} added to your time.`));
const setInert = (isInert) => {
  questions.inert = isInert;
  for (const drawer of root.querySelectorAll(".exam-drawer")) drawer.inert = isInert;
};
clock.addEventListener("end", async () => {
  keepTyped();
  keepTime();
  isOver = true;
  setInert(true);
  sayForGood("Time is up. What is on the screen is being sent.");
  const isSent = await outbox.flush(4000);
  const told = await outbox.look();
  if (told) clock.set(told.now, told.deadline_at);
  if (clock.left > 0) { // more time was given meanwhile
    isOver = false;
    setInert(isTakenOver);
    banner.hidden = true;
    clock.start();
  } else if (isSent && told) postTo(`${base}/finish`, outbox, { because: "time" });
  else {
    sayForGood("Time is up, and the server cannot be reached. The last answers are kept on this device and sent when it can; what arrives after the end is kept, but does not count.");
    await outbox.flush(24 * 3600 * 1000);
    location.assign(`${base}/finish`);
  }
});
const pace = document.getElementById("pace"), paceSwitch = document.getElementById("pace-switch");
if (pace) {
  let isShown = remembered("exam-pace", "yes") === "yes";
  const draw = () => {
    const open = count - answeredCount();
    pace.hidden = !isShown;
    pace.textContent = open ? `${written(Math.floor(clock.left / open)).replace(/^00:/, "")} for each of ${open} left` : "all answered";
    paceSwitch.textContent = isShown ? "Hide pace" : "Show pace";
    paceSwitch.setAttribute("aria-pressed", String(isShown));
  };
  paceSwitch.hidden = false;
  paceSwitch.addEventListener("click", () => { isShown = !isShown; remember("exam-pace", isShown ? "yes" : "no"); draw(); });
  clock.addEventListener("tick", draw);
}

// One page is worked in. Another one that is opened takes over, and this one says so.
const channel = "BroadcastChannel" in window ? new BroadcastChannel(`exam.${learner}.${number}`) : null;
const giveWay = () => {
  if (isTakenOver || isOver) return;
  keepTyped();
  keepTime();
  isTakenOver = true;
  setInert(true);
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet", textContent: "Go on here" });
  button.addEventListener("click", async () => { await outbox.flush(3000); location.reload(); });
  sayForGood("This exam was opened in another tab or device, and goes on there. What you entered here is kept.", button);
};
channel?.addEventListener("message", (event) => { if (event.data !== outbox.clientId) giveWay(); });
let hasTaken = false, isLeaving = false;
const leaveFor = async (url) => {
  if (isLeaving) return;
  isLeaving = true;
  keepTyped();
  await outbox.flush(4000);
  location.assign(url);
};
const heed = (told) => {
  clock.set(told.now, told.deadline_at);
  if (hasTaken && told.active_client && told.active_client !== outbox.clientId) giveWay();
  if (told.is_paused) leaveFor(`${base}/questions/${current}`);
  else if (told.state !== "in_progress" && !isOver) leaveFor(`${base}/finish`);
};
const take = async () => {
  const body = new FormData();
  body.set("csrf_token", outbox.token);
  body.set("learner", learner);
  body.set("client_id", outbox.clientId);
  try {
    const answer = await fetch(`${base}/take`, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
    hasTaken = answer.ok;
    if (hasTaken) channel?.postMessage(outbox.clientId);
  } catch { /* offline: the next look at the state tells */ }
};
const look = async () => {
  if (isOver) return;
  const told = await outbox.look();
  if (!told) return;
  if (!hasTaken && !isTakenOver) await take();
  else heed(told);
  outbox.send();
  if (sections().length < count && !isTakenOver) await loadPaper().catch(() => {});
};
setInterval(look, STATE_EVERY_MS);

// The rest of the paper, so that the network is needed for saving only.
const loadPaper = async () => {
  const answer = await fetch(`${base}/paper`, { redirect: "manual" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const own = sectionOf(current);
  for (const section of page.querySelectorAll("#paper > section")) {
    const position = Number(section.dataset.position);
    if (sectionOf(position)) continue;
    section.hidden = true;
    if (position < current) own.before(document.adoptNode(section));
    else questions.append(document.adoptNode(section));
    prepare(section);
  }
  drawSum();
};
await take();
sayHere(outbox, () => current);
outbox.send();
await loadPaper().catch(() => {});
root.dataset.ready = "yes";
