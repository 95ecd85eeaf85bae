/**
 * "Check your email": after the voter code and before the first question, or when a visit took too
 * long, before the same locked ballot is sent once more.
 * @module
 */

import { MailedCode } from "./mailed-code.js";
import { heading, paragraph } from "../ui/components.js";
import { button, errorMessage, errorSummary, linkButton } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { showScreen } from "../ui/screen.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */
/** @typedef {{ onDone: () => void, isAgain?: boolean }} Moves isAgain: a ballot waits for it */

/**
 * @param {Visit} visit
 * @param {Moves} moves
 */
export function showMailedCode(visit, moves) {
  mail(new MailedCode(visit), moves);
}

/**
 * @param {MailedCode} code
 * @param {Moves} moves
 */
async function mail(code, moves) {
  draw(code, moves, { said: words.mailedCode.sending });
  const place = document.getElementById("mailed-code");
  const problem = await code.ask();
  if (!place?.isConnected) return;
  if (problem !== undefined) draw(code, moves, { problem });
  else saying(words.mailedCode.sent);
}

/** @param {string} text */
function saying(text) {
  const status = document.getElementById("mail-status");
  if (status !== null) status.textContent = text;
}

/**
 * @param {MailedCode} code
 * @param {Moves} moves
 * @param {{ problem?: string, said?: string }} [state] what is wrong, or how far the mail is
 */
function draw(code, moves, { problem, said = "" } = {}) {
  const { title, text, again, resend } = words.mailedCode;
  const field = codeField(problem);
  const next = button("continue", words.continue, { submits: true });
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (next.disabled) return;
    next.disabled = true;
    saying(words.mailedCode.checking);
    const found = await code.answer(field.value);
    if (found === undefined) moves.onDone();
    else draw(code, moves, { problem: found });
  };
  showScreen({
    title,
    hasError: problem !== undefined,
    redraw: () => draw(code, moves, { said: words.mailedCode.sent }),
    content: [
      problem === undefined ? undefined : errorSummary(problem, "mailed-code"),
      heading(title),
      paragraph(moves.isAgain ? again : text),
      el("form", { novalidate: true, submit }, formGroup(field, problem), next),
      el("p", { class: "govuk-body", id: "mail-status", role: "status" }, said),
      paragraph(linkButton("resend", resend, () => mail(code, moves))),
    ],
  });
}

/**
 * @param {string} [problem]
 * @returns {HTMLInputElement}
 */
function codeField(problem) {
  return /** @type {HTMLInputElement} */ (
    el("input", {
      class: `govuk-input govuk-input--width-10 app-input--code${problem ? " govuk-input--error" : ""}`,
      id: "mailed-code",
      type: "text",
      inputmode: "numeric",
      autocomplete: "one-time-code",
      maxlength: 20,
      spellcheck: "false",
      "aria-describedby": problem ? "mailed-code-hint error-message" : "mailed-code-hint",
    })
  );
}

/**
 * @param {HTMLInputElement} field
 * @param {string} [problem]
 * @returns {HTMLElement}
 */
function formGroup(field, problem) {
  const { label, hint } = words.mailedCode;
  return el(
    "div",
    { class: `govuk-form-group${problem ? " govuk-form-group--error" : ""}` },
    el("label", { class: "govuk-label govuk-label--m", for: "mailed-code" }, label),
    el("div", { class: "govuk-hint", id: "mailed-code-hint" }, hint),
    problem === undefined ? undefined : errorMessage(problem),
    field,
  );
}
