/**
 * Fields of forms, with label, hint and what is wrong with them.
 * @module
 */

import { errorMessage } from "./controls.js";
import { el } from "./dom.js";
import { words } from "./words.js";

/**
 * @typedef {{ id: string, label: string, hint?: string, problem?: string }} Field `problem` says
 *   what is wrong with what was given last
 */

/**
 * @param {Field} field
 * @param {HTMLElement} control that takes the input, or an element around it
 * @param {string} [classes] more than those of every group
 * @returns {HTMLElement}
 */
function group({ id, label, hint, problem }, control, classes = "") {
  return el(
    "div",
    { class: `govuk-form-group ${problem ? "govuk-form-group--error " : ""}${classes}`.trim() },
    el("label", { class: "govuk-label", for: id }, label),
    hint === undefined ? undefined : el("div", { class: "govuk-hint", id: `${id}-hint` }, hint),
    problem === undefined ? undefined : errorMessage(problem),
    control,
  );
}

/**
 * @param {Field} field
 * @returns {string | undefined} ids of the elements that describe it
 */
function describedBy({ id, hint, problem }) {
  const ids = [hint && `${id}-hint`, problem && "error-message"].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}

/**
 * @param {Field} field
 * @returns {{ element: HTMLElement, input: HTMLInputElement }}
 */
export function fileField(field) {
  const classes = `govuk-file-upload${field.problem ? " govuk-file-upload--error" : ""}`;
  const input = /** @type {HTMLInputElement} */ (
    el("input", {
      class: classes,
      id: field.id,
      type: "file",
      "aria-describedby": describedBy(field),
    })
  );
  return { element: group(field, input), input };
}

/**
 * @param {Field} field
 * @param {"new-password" | "current-password"} autocomplete
 * @returns {{ element: HTMLElement, input: HTMLInputElement }} with a button that shows what is
 *   typed
 */
export function secretField(field, autocomplete) {
  const classes = `govuk-input govuk-password-input__input${field.problem ? " govuk-input--error" : ""}`;
  const input = /** @type {HTMLInputElement} */ (
    el("input", {
      class: classes,
      id: field.id,
      type: "password",
      autocomplete,
      spellcheck: "false",
      autocapitalize: "none",
      "aria-describedby": describedBy(field),
    })
  );
  const row = el(
    "div",
    { class: "govuk-input__wrapper govuk-password-input__wrapper" },
    input,
    toggle(input, field.label),
  );
  return { element: group(field, row, "govuk-password-input"), input };
}

/**
 * @param {HTMLInputElement} input
 * @param {string} label of the field
 * @returns {HTMLElement}
 */
function toggle(input, label) {
  const text = document.createTextNode(words.show);
  const hide = () => {
    input.type = "password";
    text.data = words.show;
  };
  const show = () => {
    input.type = "text";
    text.data = words.hide;
    // What is shown would be kept by the browser with other texts that were typed.
    input.form?.addEventListener("submit", hide, { once: true, capture: true });
    window.addEventListener("pagehide", hide, { once: true });
  };
  const click = () => (input.type === "text" ? hide() : show());
  return el(
    "button",
    {
      id: `${input.id}-toggle`,
      class: "govuk-button govuk-button--secondary govuk-password-input__toggle",
      type: "button",
      "aria-controls": input.id,
      click,
    },
    text,
    el("span", { class: "govuk-visually-hidden" }, ` ${label}`),
  );
}
