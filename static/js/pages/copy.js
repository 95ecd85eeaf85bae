/**
 * Buttons that copy a text exactly as it stands: a signed note without its last newline is none.
 * Without scripts they are not shown; the words stand in the page.
 * @module
 */

/**
 * @param {HTMLButtonElement} button names what it copies by its id, and what it says afterwards
 */
async function copy(button) {
  const { copies = "", done = "", failed = "" } = button.dataset;
  const status = document.getElementById(`${copies}-copied`);
  const text = document.getElementById(copies)?.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text);
    if (status !== null) status.textContent = done;
  } catch {
    // A page without a secure connection may not use the clipboard.
    if (status !== null) status.textContent = failed;
  }
}

for (const button of document.querySelectorAll("button[data-copies]")) {
  if (button instanceof HTMLButtonElement) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
