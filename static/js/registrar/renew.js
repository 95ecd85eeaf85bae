/**
 * The public key of one voter's new code goes to the server, and the reason on the public record.
 * @module
 */

import { encodeJson } from "../crypto/canonical-json.js";
import { deliver } from "./delivery.js";
import { heading, paragraph, warning } from "../ui/components.js";
import { button, errorSummary } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { showScreen } from "../ui/screen.js";
import { RefusedError, UnreachableError } from "../ui/server.js";
import { words } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./send.js").Moves} Moves */
/** @typedef {{ reason: string, typed: string }} Given what the official has written so far */

const LONGEST = 2000;

/**
 * @param {Desk} desk
 * @param {Moves} moves
 * @param {string} [problem] with the last try
 * @param {Given} [given]
 */
export function showRenew(desk, moves, problem, given = { reason: "", typed: "" }) {
  const { title, text, send } = words.renew;
  const { reason, typed, elements } = fields(desk, given);
  const submit = button("send-keys", send, { submits: true, kind: "warning" });
  const onSubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    await attempt(desk, moves, { reason: reason.value.trim(), typed: typed.value });
  };
  showScreen({
    title,
    hasError: problem !== undefined,
    onBack: moves.onBack,
    content: [
      problem === undefined ? undefined : errorSummary(problem, "reason"),
      heading(title),
      warning(text),
      el("form", { novalidate: true, submit: onSubmit }, ...elements, submit),
      paragraph(words.send.text(1)[1]),
    ],
  });
}

/**
 * @param {Desk} desk
 * @param {Given} given
 */
function fields(desk, given) {
  const { reason: label, reasonHint, typed: typedLabel } = words.renew;
  const reason = /** @type {HTMLTextAreaElement} */ (
    el("textarea", { id: "reason", class: "govuk-textarea", rows: 3, maxlength: LONGEST, "aria-describedby": "reason-hint" })
  );
  const typed = /** @type {HTMLInputElement} */ (
    el("input", { id: "typed", class: "govuk-input", type: "text", autocomplete: "off", maxlength: 250 })
  );
  [reason.value, typed.value] = [given.reason, given.typed];
  const hint = el("div", { class: "govuk-hint", id: "reason-hint" }, reasonHint);
  const elements = [
    el("div", { class: "govuk-form-group" }, el("label", { class: "govuk-label", for: "reason" }, label), hint, reason),
    el("div", { class: "govuk-form-group" }, el("label", { class: "govuk-label", for: "typed" }, typedLabel(desk.roll.voters[0].name)), typed),
  ];
  return { reason, typed, elements };
}

/**
 * @param {Desk} desk
 * @param {Moves} moves
 * @param {Given} given
 */
async function attempt(desk, moves, given) {
  const [{ key }] = desk.issued;
  const body = encodeJson({ key, old: desk.roll.fingerprint, ...given, v: 1 });
  try {
    moves.onDone(await deliver(desk, body));
  } catch (error) {
    if (error instanceof UnreachableError) showRenew(desk, moves, words.send.unreachable, given);
    else if (error instanceof RefusedError && error.code === "bad_input")
      showRenew(desk, moves, error.message, given);
    else if (error instanceof RefusedError) moves.onRefused(error);
    else throw error;
  }
}
