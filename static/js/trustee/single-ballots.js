/**
 * Totals that are one person's ballot need a word from the key holder first.
 * @module
 */

import { warning } from "../ui/components.js";
import { el } from "../ui/dom.js";
import { words } from "./words.js";

export class SingleBallots {
  #contests;
  #box = /** @type {HTMLInputElement} */ (
    el("input", { class: "govuk-checkboxes__input", id: "single-ballots", type: "checkbox" })
  );

  /**
   * @param {readonly number[]} contests with one counted ballot
   * @param {boolean} isDemonstration where no ballot is a real person's
   */
  constructor(contests, isDemonstration) {
    this.#contests = contests;
    this.isDemonstration = isDemonstration;
  }

  get isNone() {
    return this.#contests.length === 0;
  }

  get areAccepted() {
    return this.#box.checked;
  }

  /** @returns {string | undefined} what has to be said before anything is unlocked */
  missing() {
    if (this.isNone || this.isDemonstration || this.areAccepted) return undefined;
    return words.unlock.singleMissing;
  }

  /** @returns {HTMLElement} */
  get element() {
    const { single, question, singleAccept } = words.unlock;
    const text = warning(single(words.names(this.#contests.map(question))));
    if (this.isDemonstration) return text;
    const label = el(
      "label",
      { class: "govuk-label govuk-checkboxes__label", for: "single-ballots" },
      singleAccept,
    );
    const item = el("div", { class: "govuk-checkboxes__item" }, this.#box, label);
    return el(
      "div",
      { class: "govuk-form-group" },
      text,
      el("div", { class: "govuk-checkboxes" }, item),
    );
  }
}
