/**
 * V2: the voter confirms who they are, before anything else.
 * @module
 */

import { heading, link, paragraph } from "../ui/components.js";
import { button, errorMessage, errorSummary } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { signIn } from "./identification.js";
import { showScreen } from "../ui/screen.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */

/**
 * @param {Visit} visit
 * @param {{ code: string, problem?: string, onDone: () => void }} choices code: what the field
 *   holds at first
 */
export function showSignIn(visit, { code, problem, onDone }) {
  const { title } = words.signIn;
  const field = codeField(code, problem);
  const send = button("continue", words.continue, { submits: true });
  const status = el("p", { class: "govuk-body", role: "status" });
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (send.disabled) return;
    send.disabled = true;
    status.textContent = words.signIn.checking;
    const typed = field.value;
    const found = await signIn(visit, typed);
    if (found === undefined) onDone();
    else showSignIn(visit, { code: typed, problem: found, onDone });
  };
  const form = el("form", { novalidate: true, submit }, formGroup(field, problem), send, status);
  const newLink = link(`/e/${visit.election.id}/new-link`, words.signIn.newLink, "new-link");
  const summary = problem === undefined ? undefined : errorSummary(problem, "voter-code");
  showScreen({
    title,
    hasError: problem !== undefined,
    redraw: () => showSignIn(visit, { code: field.value, onDone }),
    content: [summary, heading(title), form, paragraph(newLink)],
  });
}

/**
 * @param {string} code
 * @param {string} [problem]
 * @returns {HTMLInputElement}
 */
function codeField(code, problem) {
  const classes = `govuk-input govuk-input--width-20 app-input--code${problem ? " govuk-input--error" : ""}`;
  return /** @type {HTMLInputElement} */ (
    el("input", {
      class: classes,
      id: "voter-code",
      type: "text",
      value: code,
      maxlength: 100,
      autocomplete: "off",
      autocapitalize: "characters",
      spellcheck: "false",
      "aria-describedby": problem ? "code-hint error-message" : "code-hint",
    })
  );
}

/**
 * @param {HTMLInputElement} field
 * @param {string} [problem]
 * @returns {HTMLElement}
 */
function formGroup(field, problem) {
  return el(
    "div",
    { class: `govuk-form-group${problem ? " govuk-form-group--error" : ""}` },
    el("label", { class: "govuk-label govuk-label--m", for: "voter-code" }, words.signIn.label),
    el("div", { class: "govuk-hint", id: "code-hint" }, words.signIn.hint),
    problem === undefined ? undefined : errorMessage(problem),
    field,
  );
}
