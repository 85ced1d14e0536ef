// The claims desk: what a check found is read first; its links lead to the boxes.

document.getElementById("found")?.focus();
