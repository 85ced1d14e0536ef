// The page before handing in: sends what an earlier page could not, and ends with the clock.

import { ExamClock, spoken } from "./clock.js";
import { Outbox } from "./outbox.js";

const page = document.getElementById("exam-review");
const banner = document.getElementById("exam-banner");
const submitForm = document.querySelector(`form[action$="/finish"]`);
const say = (text) => { banner.textContent = text; banner.hidden = false; };

const outbox = new Outbox({ learner: page.dataset.learner, number: page.dataset.number, base: page.dataset.base, token: page.dataset.token });
if (outbox.answersKept) {
  say("Sending answers that were kept on this device …");
  outbox.flush(60000).then((isDone) => {
    if (isDone) location.reload();
    else say("Some answers are still on this device only. Do not hand in yet: wait until the network is back.");
  });
}
outbox.send();
submitForm?.addEventListener("submit", (event) => {
  if (!outbox.answersKept) return;
  event.preventDefault();
  say("Some answers are still on this device only. They are sent first; hand in when this message is gone.");
});

const element = document.getElementById("clock");
if (element) {
  const clock = new ExamClock(element);
  clock.addEventListener("warning", (event) => say(`${spoken(event.detail)} left.`));
  clock.addEventListener("end", async () => {
    await outbox.flush(4000);
    submitForm?.submit();
  });
}
