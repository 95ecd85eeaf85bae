/**
 * A box that narrows a long list of options. The list itself stays whole: nothing chosen is ever
 * dropped.
 * @module
 */

import { el } from "../ui/dom.js";
import { words } from "./words.js";

/**
 * @param {HTMLElement} list whose children are the options
 * @returns {HTMLElement}
 */
export function optionFilter(list) {
  const items = [...list.children].map((element) => ({
    element,
    text: plain(element.querySelector("label")?.textContent ?? ""),
  }));
  const status = el("p", { class: "govuk-hint", role: "status" });
  const input = (/** @type {Event} */ event) => {
    const wanted = plain(/** @type {HTMLInputElement} */ (event.target).value);
    const shown = items.filter(({ element, text }) => {
      element.classList.toggle("govuk-!-display-none", !text.includes(wanted));
      return text.includes(wanted);
    });
    status.textContent = words.question.filtered(shown.length, items.length);
  };
  // Enter in this box must not send the question off.
  const keydown = (/** @type {Event} */ event) => {
    if (/** @type {KeyboardEvent} */ (event).key === "Enter") event.preventDefault();
  };
  return el(
    "div",
    { class: "govuk-form-group" },
    el("label", { class: "govuk-label", for: "filter" }, words.question.filter),
    el("div", { class: "govuk-hint", id: "filter-hint" }, words.question.filterHint),
    el("input", {
      class: "govuk-input govuk-input--width-20",
      id: "filter",
      type: "text",
      "aria-describedby": "filter-hint",
      autocomplete: "off",
      spellcheck: "false",
      input,
      keydown,
    }),
    status,
  );
}

/**
 * @param {string} text
 * @returns {string} without case and accents, so that "Andre" finds "André"
 */
export function plain(text) {
  return text
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .trim();
}
