/**
 * A field for the points of one option.
 * @module
 */

import { el } from "../ui/dom.js";

/** @typedef {HTMLSelectElement | HTMLInputElement} PointsField */

/** Up to this many points are offered as a list. */
const LONGEST_SELECT = 20;

const WHOLE_NUMBER = /^[0-9]{1,3}$/;

/**
 * @param {string} id
 * @param {number} high
 * @param {number} value
 * @returns {PointsField}
 */
export function pointsField(id, high, value) {
  const described = { id, "aria-describedby": `${id}-hint` };
  if (high > LONGEST_SELECT) {
    const attributes = {
      ...described,
      class: "govuk-input govuk-input--width-4",
      type: "text",
      inputmode: "numeric",
      value,
    };
    return /** @type {HTMLInputElement} */ (el("input", attributes));
  }
  const choices = Array.from({ length: high + 1 }, (_, points) =>
    el("option", { selected: points === value }, String(points)),
  );
  return /** @type {HTMLSelectElement} */ (
    el("select", { ...described, class: "govuk-select" }, choices)
  );
}

/**
 * @param {PointsField} field
 * @param {number} high
 * @returns {number | undefined} undefined if it holds no number the option can get
 */
export function pointsIn(field, high) {
  const text = field.value.trim();
  if (text === "") return 0;
  return WHOLE_NUMBER.test(text) && Number(text) <= high ? Number(text) : undefined;
}
