/**
 * Long work: bars, and the numbered steps of it.
 * @module
 */

import { el } from "./dom.js";
import { words } from "./words.js";

/** @typedef {"done" | "current" | "failed" | "waiting"} StepState */
/**
 * @typedef {{ id: string, title: string, text: string, state: StepState }} Step
 */

/** A bar with words that are read out when they change. */
export class ProgressBar {
  #bar;
  #text;

  /**
   * @param {string} label
   * @param {string} [text]
   * @param {string} [id]
   */
  constructor(label, text = "", id = "progress") {
    this.#bar = /** @type {HTMLProgressElement} */ (el("progress", { id }));
    this.#text = el("p", { id: `${id}-text`, role: "status" }, text);
    this.element = el(
      "div",
      { class: "app-progress" },
      el("label", { for: id }, label),
      this.#bar,
      this.#text,
    );
  }

  /**
   * @param {number} done
   * @param {number} total
   * @param {string} text
   */
  show(done, total, text) {
    if (total > 0) {
      this.#bar.max = total;
      this.#bar.value = Math.min(done, total);
    } else {
      this.#bar.removeAttribute("value");
    }
    if (this.#text.textContent !== text) this.#text.textContent = text;
  }
}

/**
 * @param {Step[]} steps
 * @returns {HTMLElement}
 */
export function stepList(steps) {
  return el(
    "ol",
    { class: "app-steps", role: "list" },
    steps.map(({ id, title, text, state }) =>
      el(
        "li",
        {
          id,
          class: `app-steps__item app-steps__item--${state}`,
          "aria-current": state === "current" ? "step" : undefined,
        },
        el(
          "span",
          { class: "app-steps__title" },
          `${title} `,
          el("span", { class: "govuk-visually-hidden" }, `(${words.steps[state]})`),
        ),
        el("p", { class: "app-steps__text" }, text),
      ),
    ),
  );
}
