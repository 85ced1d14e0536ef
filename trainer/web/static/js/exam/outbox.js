// What the server does not have yet. Kept in the browser's storage until it is acknowledged, so that a lost network, a
// reload or a closed tab loses nothing; sent one by one, in order. Sending the same entry twice is harmless: it is the
// same event. An entry is never altered, because another page may have sent it already: a newer one takes its place.

const PREFIX = "exam";
const RETRY_MS = [500, 1000, 2000, 4000, 8000];

export const newClientId = () => [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export class Outbox extends EventTarget {
  #entries = [];
  #waiting = null;
  #running = false;
  #failures = 0;
  #sequence = 0;

  constructor({ learner, number, base, token }) {
    super();
    this.clientId = newClientId();
    this.learner = learner;
    this.base = base;
    this.token = token;
    this.prefix = `${PREFIX}.${learner}.${number}.`;
    this.#adopt();
    window.addEventListener("online", () => this.send());
  }

  /** Entries that an earlier page left behind become ours, under the names under which they were sent. */
  #adopt() {
    const found = new Map();
    let keys = [];
    try { keys = Object.keys(localStorage).filter((name) => name.startsWith(this.prefix)); } catch { /* no storage */ }
    for (const key of keys) {
      try {
        for (const entry of JSON.parse(localStorage.getItem(key))) found.set(`${entry.clientId}.${entry.sequence}`, entry);
        localStorage.removeItem(key);
      } catch { /* not ours, or damaged: left where it is */ }
    }
    const order = (one, other) => (one.clientId === other.clientId ? one.sequence - other.sequence : one.at - other.at);
    this.#entries = [...found.values()].sort(order);
    for (const entry of this.#entries) Object.assign(entry, { isTried: true, isHeld: false });
    this.#store();
  }

  #store() {
    try {
      if (this.#entries.length) localStorage.setItem(this.prefix + this.clientId, JSON.stringify(this.#entries));
      else localStorage.removeItem(this.prefix + this.clientId);
    } catch { /* full or forbidden: the entries stay in this page */ }
    this.dispatchEvent(new Event("change"));
  }

  /** Entries to send, those apart that wait for the learner's decision. */
  get unsent() { return this.#entries.filter((entry) => !entry.isHeld).length; }
  get held() { return this.#entries.filter((entry) => entry.isHeld); }
  get answersKept() { return new Set(this.#entries.filter((entry) => entry.kind === "answers" && !entry.isHeld).map((entry) => entry.position)).size; }
  get isOffline() { return this.#failures > 0; }
  pending(kind, position) { return this.#entries.findLast((entry) => entry.kind === kind && entry.position === position); }

  /** Adds something to send; what waits for the same place and was never tried gives way to it. */
  add(kind, position, fields, baseRevision = 0) {
    const last = this.pending(kind, position);
    const givesWay = last && !last.isTried && !last.isHeld && kind !== "views";
    const follows = last && kind === "answers" && !last.isHeld;
    if (givesWay) this.#entries = this.#entries.filter((entry) => entry !== last);
    this.#sequence += 1;
    const base = givesWay ? last.baseRevision : follows ? last.baseRevision + 1 : baseRevision;
    this.#entries.push({ kind, position, fields, baseRevision: base, sequence: this.#sequence, clientId: this.clientId, at: Date.now() });
    this.#store();
    this.send();
  }

  remove(entry) {
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#store();
  }

  /** Only the last entry of a place is kept, and waits for the learner's decision. */
  #hold(entry) {
    const last = this.pending(entry.kind, entry.position);
    this.#entries = this.#entries.filter((other) => other === last || other.kind !== entry.kind || other.position !== entry.position);
    last.isHeld = true;
    return last;
  }

  /** Whether everything was sent before so many milliseconds had passed. */
  async flush(milliseconds) {
    const end = Date.now() + milliseconds;
    this.send();
    while (this.unsent && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
    return this.unsent === 0;
  }

  async send() {
    if (this.#running) return;
    this.#running = true;
    clearTimeout(this.#waiting);
    try {
      for (;;) {
        const entry = this.#entries.find((each) => !each.isHeld);
        if (!entry) break;
        if (this.#failures && !(await this.look())) { this.#later(this.trouble); break; }
        if (!(await this.#sendOne(entry))) break;
      }
    } finally {
      this.#running = false;
    }
  }

  #body(entry) {
    const body = new FormData();
    body.set("csrf_token", this.token);
    body.set("learner", this.learner);
    body.set("client_id", entry.clientId);
    body.set("sequence", entry.sequence);
    body.set("base_revision", entry.baseRevision);
    for (const [name, values] of Object.entries(entry.fields)) for (const value of values) body.append(name, value);
    return body;
  }

  /** Whether to go on with the next entry. */
  async #sendOne(entry) {
    entry.isTried = true;
    this.#store();
    const place = entry.position ? `/${entry.position}` : "";
    let answer, told;
    try {
      const signal = AbortSignal.timeout(15000);
      answer = await fetch(`${this.base}/${entry.kind}${place}`, { method: "POST", body: this.#body(entry), headers: { Accept: "application/json" }, redirect: "manual", signal });
      told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
    } catch {
      return this.#later("offline");
    }
    if (answer.type === "opaqueredirect") return this.#later("signed-out");
    if (told?.outcome === "other_learner") return this.#later("other-learner");
    if (answer.status === 400) {
      const isFirst = !entry.hasNewToken;
      entry.hasNewToken = true;
      return isFirst && (await this.look()) ? true : this.#later(isFirst ? this.trouble : "refused");
    }
    if (answer.status >= 500 || answer.status === 429) return this.#later("refused");
    this.#failures = 0;
    entry.hasNewToken = false;
    this.#settle(entry, told ?? { outcome: "refused", status: answer.status });
    return told?.outcome !== "paused";
  }

  #settle(entry, told) {
    let concerned = entry;
    if (told.outcome === "conflict") concerned = this.#hold(entry);
    else if (told.outcome !== "paused") this.#entries = this.#entries.filter((other) => other !== entry);
    if (told.outcome === "saved" && entry.kind === "answers") {
      for (const later of this.#entries) if (later.kind === "answers" && later.position === entry.position) later.baseRevision = told.revision;
    }
    this.#store();
    this.dispatchEvent(new CustomEvent("told", { detail: { entry: concerned, told } }));
  }

  #later(why) {
    const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)];
    this.#failures += 1;
    this.why = why;
    this.#waiting = setTimeout(() => this.send(), wait);
    this.dispatchEvent(new Event("change"));
    return false;
  }

  /** What the server says about the exam, with a fresh token: an exam may last longer than the token of its page.
   *  null, and the `trouble`, while it cannot be asked, or somebody else is signed in. */
  async look() {
    this.trouble = "offline";
    try {
      const answer = await fetch(`${this.base}/state`, { headers: { Accept: "application/json" }, redirect: "manual" });
      this.trouble = answer.type === "opaqueredirect" ? "signed-out" : answer.status === 404 ? "other-learner" : "refused";
      if (!answer.ok) return null;
      const told = await answer.json();
      this.trouble = "other-learner";
      if (told.learner !== this.learner) return null;
      this.token = told.csrf_token;
      return told;
    } catch {
      return null;
    }
  }
}

/** Sends a form that leads to another page. */
export const postTo = (url, outbox, fields = {}) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: url, hidden: true });
  for (const [name, value] of Object.entries({ csrf_token: outbox.token, learner: outbox.learner, ...fields })) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  form.submit();
};
