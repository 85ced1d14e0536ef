// What the server does not have yet. Kept in the browser's storage until it is acknowledged, so that a lost network, a
// reload or a closed tab loses nothing; sent one by one, in order. Sending the same entry twice is harmless: it is the
// same event. An entry that was sent once is never altered, because the server may have it already.

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
    this.base = base;
    this.token = token;
    this.prefix = `${PREFIX}.${learner}.${number}.`;
    this.#adopt();
    window.addEventListener("online", () => this.send());
  }

  /** Entries that an earlier page left behind become ours; they keep the names under which they were sent. */
  #adopt() {
    try {
      for (const key of Object.keys(localStorage).filter((name) => name.startsWith(this.prefix))) {
        this.#entries.push(...JSON.parse(localStorage.getItem(key)));
        localStorage.removeItem(key);
      }
    } catch { /* no storage, or not ours: this page keeps its entries itself */ }
    this.#entries.sort((one, other) => one.at - other.at);
    for (const entry of this.#entries) entry.isTried = true;
    this.#store();
  }

  #store() {
    try {
      if (this.#entries.length) localStorage.setItem(this.prefix + this.clientId, JSON.stringify(this.#entries));
      else localStorage.removeItem(this.prefix + this.clientId);
    } catch { /* full or forbidden: the entries stay in this page */ }
    this.dispatchEvent(new Event("change"));
  }

  get entries() { return [...this.#entries]; }
  get unsent() { return this.#entries.filter((entry) => !entry.isHeld).length; }
  get answersKept() { return new Set(this.#entries.filter((entry) => entry.kind === "answers").map((entry) => entry.position)).size; }
  get isOffline() { return this.#failures > 0; }
  pending(kind, position) { return this.#entries.findLast((entry) => entry.kind === kind && entry.position === position); }

  /** Adds something to send; what waits for the same place and was never tried gives way to it. */
  add(kind, position, fields, baseRevision = 0) {
    const last = this.pending(kind, position);
    if (last && !last.isTried && !last.isHeld && kind !== "views") {
      last.fields = fields;
    } else {
      this.#sequence += 1;
      const base = last && kind === "answers" && !last.isHeld ? last.baseRevision + 1 : baseRevision;
      this.#entries.push({ kind, position, fields, baseRevision: base, sequence: this.#sequence, clientId: this.clientId, at: Date.now() });
    }
    this.#store();
    this.send();
  }

  remove(entry) {
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#store();
  }

  /** Entries of a place wait for the learner's decision; only the last of them is kept. */
  hold(kind, position) {
    const last = this.pending(kind, position);
    this.#entries = this.#entries.filter((entry) => entry === last || entry.kind !== kind || entry.position !== position);
    if (last) last.isHeld = true;
    this.#store();
    return last;
  }

  /** Resolves when everything is sent, or after so long. */
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
        if (!entry || !(await this.#sendOne(entry))) break;
      }
    } finally {
      this.#running = false;
    }
  }

  #body(entry) {
    const body = new FormData();
    body.set("csrf_token", this.token);
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
    if (answer.status === 400 && (await this.refreshToken())) return true;
    if (answer.status >= 500 || answer.status === 429 || answer.status === 400) return this.#later("refused");
    this.#failures = 0;
    this.#settle(entry, told ?? { outcome: "refused" });
    return !told || told.outcome !== "paused";
  }

  #settle(entry, told) {
    if (told.outcome === "paused") { this.#tell("told", { entry, told }); return; }
    if (told.outcome !== "conflict") this.#entries = this.#entries.filter((other) => other !== entry);
    if (told.outcome === "saved" && entry.kind === "answers") {
      for (const later of this.#entries) if (later.kind === "answers" && later.position === entry.position) later.baseRevision = told.revision;
    }
    this.#store();
    this.#tell("told", { entry, told });
  }

  #later(why) {
    const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)];
    this.#failures += 1;
    this.why = why;
    this.#waiting = setTimeout(() => this.send(), wait);
    this.dispatchEvent(new Event("change"));
    return false;
  }

  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }

  /** Takes a fresh token; an exam may last longer than the token of its page. */
  async refreshToken() {
    try {
      const answer = await fetch(`${this.base}/state`, { headers: { Accept: "application/json" }, redirect: "manual" });
      if (!answer.ok) return false;
      const { csrf_token: token } = await answer.json();
      if (token === this.token) return false;
      this.token = token;
      return true;
    } catch {
      return false;
    }
  }
}
