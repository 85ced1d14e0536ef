// The sign-up form: tells the browser's time zone, so that a newcomer's days begin and end by their own clock.

const field = document.getElementById("time_zone");
if (field) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
