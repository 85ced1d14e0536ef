// The claim editor: more lines without a round trip, and a warning before unsaved lines are left behind.

const form = document.getElementById("claim-form");
const letters = "ABCDEFGHIJKL";
let isChanged = false;

form.addEventListener("input", () => { isChanged = true; });
form.addEventListener("submit", () => { isChanged = false; });
window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });

form.querySelector("[data-more-lines]").addEventListener("click", (event) => {
  event.preventDefault();
  const diagnoses = form.querySelector("[data-lines=diagnosis]");
  for (let added = 0; added < 4 && diagnoses.children.length < letters.length; added += 1) {
    const letter = letters[diagnoses.children.length];
    const line = diagnoses.lastElementChild.cloneNode(true);
    line.querySelector(".line-letter").textContent = letter;
    const input = line.querySelector("input");
    input.value = "";
    input.setAttribute("aria-label", `Diagnosis ${letter}`);
    diagnoses.append(line);
  }
  const procedures = form.querySelector("[data-lines=procedure]");
  for (let added = 0; added < 2; added += 1) {
    const place = procedures.children.length + 1;
    const line = procedures.lastElementChild.cloneNode(true);
    for (const input of line.querySelectorAll("input")) {
      input.value = input.name === "procedure_units" ? "1" : "";
      input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+/, place));
    }
    procedures.append(line);
  }
  diagnoses.querySelectorAll("input")[diagnoses.children.length - 4]?.focus();
});
