/**
 * Showing one screen at a time.
 * @module
 */

import { byId, el } from "./dom.js";
import { languageChoice } from "./language.js";
import { words } from "./words.js";

/**
 * @typedef {{ title: string, hasError?: boolean, onBack?: () => void, redraw?: () => unknown,
 *   content: (Node | string | undefined)[] }} Screen the content holds an h1 with the title; redraw
 *   draws it anew after another language was chosen, which is not offered without it
 */

/** @param {Screen} screen */
export function showScreen({ title, hasError = false, onBack, redraw, content }) {
  document.title = `${hasError ? `${words.error} ` : ""}${title} - ${words.product}`;
  byId("before").replaceChildren(...backLink(onBack));
  byId("languages").replaceChildren(...(redraw ? [languageChoice(redraw)] : []));
  const place = byId("screen");
  hideSecrets(place);
  place.replaceChildren(...content.filter((child) => child !== undefined));
  window.scrollTo(0, 0);
  const target = place.querySelector("#error-summary") ?? place.querySelector("h1");
  /** @type {HTMLElement | null} */ (target)?.focus();
}

/**
 * A passphrase that was shown goes with the screen it was typed on.
 * @param {HTMLElement} place
 */
function hideSecrets(place) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const inputs = place.querySelectorAll(".govuk-password-input__input");
  for (const input of inputs) {
    input.type = "password";
    input.value = "";
  }
}

/** Takes back what the screen says of a mistake that has been put right. */
export function clearError() {
  document.title = document.title.replace(`${words.error} `, "");
  for (const id of ["error-summary", "error-message"]) document.getElementById(id)?.remove();
  for (const name of ["govuk-form-group--error", "govuk-input--error", "govuk-file-upload--error"])
    for (const element of byId("screen").querySelectorAll(`.${name}`))
      element.classList.remove(name);
}

/**
 * @param {(() => void) | undefined} onBack
 * @returns {HTMLElement[]}
 */
function backLink(onBack) {
  if (onBack === undefined) return [];
  const click = (/** @type {Event} */ event) => {
    event.preventDefault();
    onBack();
  };
  return [el("a", { id: "back", class: "govuk-back-link", href: "#", click }, words.back)];
}
