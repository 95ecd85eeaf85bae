/**
 * The language of the page: its direction, the words of its frame, and the choice of another one.
 * @module
 */

import { el } from "./dom.js";
import { language, languages, speak, words } from "./words.js";

/** Languages written from right to left. */
const FROM_THE_RIGHT = ["ar"];

/** Brings the page's frame into the language in force. Nothing is fetched. */
export function showLanguage() {
  const direction = FROM_THE_RIGHT.includes(language) ? "rtl" : "ltr";
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
  /** @type {NodeListOf<HTMLLinkElement | HTMLStyleElement>} */
  const styles = document.querySelectorAll("[data-direction]");
  for (const style of styles)
    style.media = style.dataset.direction === direction ? "all" : "not all";
  /** @type {NodeListOf<HTMLElement>} */
  const marked = document.querySelectorAll("[data-words]");
  for (const element of marked)
    element.textContent =
      /** @type {Record<string, string>} */ (words.frame)[String(element.dataset.words)];
}

/**
 * @param {() => unknown} redraw draws the screen anew, with all that was chosen on it
 * @returns {HTMLElement}
 */
export function languageChoice(redraw) {
  const items = languages.map((code) => el("li", { lang: code }, name(code, redraw)));
  return el("ul", { class: "app-footer__list", "aria-label": words.language }, items);
}

/**
 * @param {string} code
 * @param {() => unknown} redraw
 * @returns {HTMLElement} a language's name in that language, which chooses it
 */
function name(code, redraw) {
  const text = words.languageNames[/** @type {"en"} */ (code)];
  if (code === language) return el("strong", { "aria-current": "true" }, text);
  const click = () => {
    speak(code);
    showLanguage();
    redraw();
  };
  const attributes = { type: "button", class: "app-link-button", "data-language": code, click };
  return el("button", attributes, text);
}
