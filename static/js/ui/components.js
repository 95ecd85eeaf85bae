/**
 * The parts screens are made of, with the class names of the look.
 * @module
 */

import { el } from "./dom.js";
import { words } from "./words.js";

/** @typedef {Node | string | undefined} Child */

/**
 * @param {string} text
 * @returns {HTMLElement} the h1 of a screen, which can take the focus
 */
export function heading(text) {
  const classes = "govuk-heading-l govuk-!-text-break-word";
  return el("h1", { class: classes, id: "heading", tabindex: -1 }, text);
}

/**
 * @param {string} text
 * @returns {HTMLElement} what stands above an h1
 */
export function caption(text) {
  return el("span", { class: "govuk-caption-l" }, text);
}

/**
 * @param {string} text
 * @returns {HTMLElement}
 */
export function subheading(text) {
  return el("h2", { class: "govuk-heading-m" }, text);
}

/**
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function paragraph(...children) {
  return el("p", { class: "govuk-body" }, ...children);
}

/**
 * @param {string} text with newlines between its paragraphs
 * @returns {HTMLElement[]}
 */
export function paragraphs(text) {
  return text
    .split(/\n+/)
    .filter((part) => part.trim() !== "")
    .map((part) => paragraph(part));
}

/**
 * @param {string} url of this site
 * @param {string} text
 * @param {string} [id]
 * @returns {HTMLElement}
 */
export function link(url, text, id) {
  return el("a", { class: "govuk-link", href: url, id }, text);
}

/**
 * @param {string} summary
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function details(summary, ...children) {
  return el(
    "details",
    { class: "govuk-details" },
    el(
      "summary",
      { class: "govuk-details__summary" },
      el("span", { class: "govuk-details__summary-text" }, summary),
    ),
    el("div", { class: "govuk-details__text" }, ...children),
  );
}

/**
 * @param {string} code
 * @param {{ id?: string, isLarge?: boolean }} [choices]
 * @returns {HTMLElement} its label spells the code so that screen readers do not guess words
 */
export function ballotCode(code, { id, isLarge = false } = {}) {
  const label = code
    .split("-")
    .map((group) => [...group].join(" "))
    .join(", ");
  const classes = isLarge ? "app-ballot-code app-ballot-code--large" : "app-ballot-code";
  return el("span", { id, class: classes, role: "img", "aria-label": label }, code);
}

/**
 * @param {string} text
 * @returns {HTMLElement}
 */
export function warning(text) {
  return el(
    "div",
    { class: "govuk-warning-text" },
    el("span", { class: "govuk-warning-text__icon", "aria-hidden": "true" }, "!"),
    el(
      "strong",
      { class: "govuk-warning-text__text" },
      el("span", { class: "govuk-visually-hidden" }, `${words.warning} `),
      text,
    ),
  );
}

/**
 * @param {string} label
 * @param {string} text
 * @returns {HTMLElement} a bar of unknown length with words that are read out when they change
 */
export function progress(label, text) {
  return el(
    "div",
    { class: "app-progress" },
    el("label", { for: "progress" }, label),
    el("progress", { id: "progress" }),
    el("p", { id: "progress-text", role: "status" }, text),
  );
}

/**
 * @param {{ key: string, values: Child[], action?: HTMLElement }[]} rows
 * @param {string} [id]
 * @returns {HTMLElement}
 */
export function summaryList(rows, id) {
  const hasActions = rows.some(({ action }) => action !== undefined);
  return el(
    "dl",
    { class: "govuk-summary-list", id },
    rows.map(({ key, values, action }) => {
      const classes =
        action || !hasActions
          ? "govuk-summary-list__row"
          : "govuk-summary-list__row govuk-summary-list__row--no-actions";
      return el(
        "div",
        { class: classes },
        el("dt", { class: "govuk-summary-list__key" }, el("bdi", {}, key)),
        el("dd", { class: "govuk-summary-list__value" }, values),
        action && el("dd", { class: "govuk-summary-list__actions" }, action),
      );
    }),
  );
}
