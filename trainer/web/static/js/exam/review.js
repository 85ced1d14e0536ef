// Pages of an exam other than its questions: send what an earlier page could not, say what became of it, and end with
// the clock where it still runs.

import { ExamClock, spoken } from "./clock.js";
import { Outbox, postTo } from "./outbox.js";

const STATE_EVERY_MS = 15000;
const page = document.getElementById("exam-review");
const banner = document.getElementById("exam-banner");
const submitForm = document.querySelector(`main form[action$="/finish"]`);
const say = (...parts) => { banner.replaceChildren(...parts); banner.hidden = false; };
const { base, learner, number, token } = page.dataset;

const outbox = new Outbox({ learner, number, base, token });
const lateOnes = [], refusedOnes = [];
const link = (position) => Object.assign(document.createElement("a"), { href: `${base}/questions/${position}`, textContent: `question ${position}` });
const hadAnswers = outbox.answersKept > 0;
outbox.addEventListener("told", ({ detail: { entry, told } }) => {
  if (entry.kind !== "answers") return;
  if (told.outcome === "late") lateOnes.push(entry.position);
  else if (told.outcome !== "saved" && told.outcome !== "conflict") refusedOnes.push(entry.position);
});
const deliver = async () => {
  if (!hadAnswers) return;
  say("Sending answers that were kept on this device …");
  const isDone = await outbox.flush(120000);
  if (!isDone) say("Some answers are still on this device only. Do not hand in yet: wait until the network is back.");
  else if (outbox.held.length) say("Another tab or device has saved a newer answer. Look at it and choose: ", ...outbox.held.flatMap((entry) => [link(entry.position), " "]));
  else if (lateOnes.length) say(`Answers that were kept on this device came after the end (question ${lateOnes.join(", ")}). They are kept, but they do not count; everything saved before does.`);
  else if (refusedOnes.length) say(`Answers that were kept on this device were not taken, because the exam was closed before (question ${refusedOnes.join(", ")}). Everything saved before counts.`);
  else location.reload();
};
deliver();
outbox.send();
submitForm?.addEventListener("submit", (event) => {
  if (!outbox.answersKept && !outbox.held.length) return;
  event.preventDefault();
  if (outbox.held.length) deliver();
  else say("Some answers are still on this device only. They are sent first; hand in when this message is gone.");
});

const element = document.getElementById("clock");
if (element) {
  const clock = new ExamClock(element);
  const look = async () => {
    const told = await outbox.look();
    if (told) clock.set(told.now, told.deadline_at);
    return told;
  };
  setInterval(look, STATE_EVERY_MS);
  clock.addEventListener("warning", (event) => say(`${spoken(event.detail)} left.`));
  clock.addEventListener("added", (event) => say(`${spoken(event.detail)} added to your time.`));
  clock.addEventListener("end", async () => {
    await outbox.flush(4000);
    await look();
    if (clock.left > 0) clock.start();
    else postTo(`${base}/finish`, outbox, { because: "time" });
  });
}
