// Shortcuts of a single character (letters, digits, "/") can be switched off on the keyboard page (WCAG 2.2, 2.1.4).
// Keys that print nothing (arrows, Enter, Escape, Tab) act always, and so does the space bar on a button.

/** Whether this key prints a character, and its reader has switched such shortcuts off. */
export const isSilenced = (event) => document.documentElement.dataset.keys === "off" && event.key.length === 1 && event.key !== " ";
