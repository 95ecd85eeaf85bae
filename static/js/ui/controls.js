/**
 * The parts of screens that people act on or that speak of mistakes.
 * @module
 */

import { el } from "./dom.js";
import { words } from "./words.js";

/** @typedef {import("./components.js").Child} Child */

/**
 * @param {string} id
 * @param {string} text
 * @param {{ click?: () => void, kind?: string, submits?: boolean, isDisabled?: boolean }} [choices]
 * @returns {HTMLButtonElement}
 */
export function button(id, text, { click, kind, submits = false, isDisabled = false } = {}) {
  const classes = kind ? `govuk-button govuk-button--${kind}` : "govuk-button";
  const attributes = {
    id,
    class: classes,
    type: submits ? "submit" : "button",
    disabled: isDisabled,
    click,
  };
  return /** @type {HTMLButtonElement} */ (el("button", attributes, text));
}

/**
 * @param {string} id
 * @param {string} text
 * @param {() => void} click
 * @param {string} [subject] said to screen readers after the text
 * @returns {HTMLButtonElement} an act that looks like a link
 */
export function linkButton(id, text, click, subject) {
  const hidden = subject && el("span", { class: "govuk-visually-hidden" }, ` ${subject}`);
  const element = el(
    "button",
    { id, class: "app-link-button govuk-!-text-align-left", type: "button", click },
    text,
    hidden || undefined,
  );
  return /** @type {HTMLButtonElement} */ (element);
}

/**
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function buttonGroup(...children) {
  return el("div", { class: "govuk-button-group" }, ...children);
}

/**
 * @param {string} message
 * @param {string} field id of the field it is about
 * @returns {HTMLElement}
 */
export function errorSummary(message, field) {
  const focus = (/** @type {Event} */ event) => {
    event.preventDefault();
    document.getElementById(field)?.focus();
  };
  return el(
    "div",
    { class: "govuk-error-summary", id: "error-summary", tabindex: -1 },
    el(
      "div",
      { role: "alert" },
      el("h2", { class: "govuk-error-summary__title" }, words.thereIsAProblem),
      el(
        "div",
        { class: "govuk-error-summary__body" },
        el(
          "ul",
          { class: "govuk-list govuk-error-summary__list" },
          el("li", {}, el("a", { href: `#${field}`, click: focus }, message)),
        ),
      ),
    ),
  );
}

/**
 * @param {string} message
 * @returns {HTMLElement}
 */
export function errorMessage(message) {
  return el(
    "p",
    { class: "govuk-error-message", id: "error-message" },
    el("span", { class: "govuk-visually-hidden" }, `${words.error} `),
    message,
  );
}
