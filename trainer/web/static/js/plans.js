// The settings of the study plan: offers the browser's time zone, and takes it where none was ever chosen.

const select = document.getElementById("time_zone");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function take() {
  if (![...select.options].some((option) => option.value === zone)) select.add(new Option(zone, zone));
  select.value = zone;
}

if (select && zone && zone !== select.value) {
  const offer = document.querySelector("[data-zone-offer]");
  if ("takeZone" in select.dataset) take();
  else {
    offer.querySelector("b").textContent = zone;
    offer.querySelector("button").addEventListener("click", () => { take(); offer.hidden = true; select.focus(); });
    offer.hidden = false;
  }
}
