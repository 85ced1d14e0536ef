// The clock of an exam: shows the time left by the server's clock, warns at 30 and at 5 minutes, says when time is up.

const WARN_AT_SECONDS = [1800, 300];
const two = (number) => String(number).padStart(2, "0");

const some = (many, one) => `${many} ${one}${many === 1 ? "" : "s"}`;
export const spoken = (seconds) => (seconds >= 60 ? some(Math.round(seconds / 60), "minute") : some(seconds, "second"));
export const written = (seconds) => `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;

export class ExamClock extends EventTarget {
  constructor(element) {
    super();
    this.element = element;
    element.setAttribute("role", "timer");
    this.set(element.dataset.now, element.dataset.deadline);
    this.warned = new Set(WARN_AT_SECONDS.filter((limit) => this.left <= limit));
    this.start();
  }

  /** The server's moment and the end; the reader's own clock may be wrong, so only its pace is used. */
  set(now, deadline) {
    const end = Date.parse(deadline);
    const added = this.end === undefined ? 0 : Math.round((end - this.end) / 1000);
    this.end = end;
    this.endsAt = performance.now() + (end - Date.parse(now));
    if (added > 30) this.dispatchEvent(new CustomEvent("added", { detail: added }));
  }

  get left() { return Math.max(0, Math.ceil((this.endsAt - performance.now()) / 1000)); }

  start() {
    clearInterval(this.timer);
    this.timer = setInterval(() => this.tick(), 250);
    this.tick();
  }

  tick() {
    const left = this.left;
    this.element.textContent = written(left);
    for (const limit of WARN_AT_SECONDS) {
      if (left > limit) this.warned.delete(limit);
      else if (!this.warned.has(limit)) {
        this.warned.add(limit);
        if (left > 0) this.dispatchEvent(new CustomEvent("warning", { detail: left }));
      }
    }
    this.dispatchEvent(new Event("tick"));
    if (left > 0) return;
    clearInterval(this.timer);
    this.dispatchEvent(new Event("end"));
  }
}
