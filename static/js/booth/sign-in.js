/**
 * V2: the voter confirms who they are, before anything else.
 * @module
 */

import { encodeJson } from "../crypto/canonical-json.js";
import { credentialOf, parseCode, signSignIn } from "../crypto/credential.js";
import { encodeHex } from "../crypto/encoding.js";
import { DecodeError } from "../crypto/errors.js";
import { button, errorMessage, errorSummary, heading } from "./components.js";
import { el } from "./dom.js";
import { showScreen } from "./screen.js";
import { postBytes, RefusedError, UnreachableError } from "./server.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */

/**
 * @param {Visit} visit
 * @param {{ code: string, problem?: string, onDone: () => void }} choices code: what the field holds at first
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
  const summary = problem === undefined ? undefined : errorSummary(problem, "voter-code");
  showScreen({ title, hasError: problem !== undefined, content: [summary, heading(title), form] });
}

/**
 * @param {string} code
 * @param {string} [problem]
 * @returns {HTMLInputElement}
 */
function codeField(code, problem) {
  const classes = `govuk-input govuk-input--width-20 app-input--code${problem ? " govuk-input--error" : ""}`;
  return /** @type {HTMLInputElement} */ (el("input", {
    class: classes, id: "voter-code", type: "text", value: code, maxlength: 100, autocomplete: "off",
    autocapitalize: "characters", spellcheck: "false", "aria-describedby": problem ? "code-hint error-message" : "code-hint",
  }));
}

/**
 * @param {HTMLInputElement} field
 * @param {string} [problem]
 * @returns {HTMLElement}
 */
function formGroup(field, problem) {
  return el("div", { class: `govuk-form-group${problem ? " govuk-form-group--error" : ""}` },
    el("label", { class: "govuk-label govuk-label--m", for: "voter-code" }, words.signIn.label),
    el("div", { class: "govuk-hint", id: "code-hint" }, words.signIn.hint),
    problem === undefined ? undefined : errorMessage(problem),
    field);
}

/**
 * @param {Visit} visit
 * @param {string} typed
 * @returns {Promise<string | undefined>} what went wrong, in words for the voter
 */
async function signIn(visit, typed) {
  if (typed.trim() === "") return words.signIn.empty;
  try {
    const credential = await credentialOf(parseCode(typed), visit.election.id);
    visit.signIn(credential, await askServer(visit.election.id, credential));
    return undefined;
  } catch (error) {
    return problemText(error);
  }
}

/**
 * @param {string} election
 * @param {import("../crypto/credential.js").Credential} credential
 */
async function askServer(election, credential) {
  const path = `/api/v1/elections/${election}/sign-in`;
  const { challenge } = await postBytes(`${path}/challenge`, encodeJson({}));
  const signature = encodeHex(await signSignIn(credential, election, String(challenge)));
  return postBytes(path, encodeJson({ challenge: String(challenge), credential: encodeHex(credential.publicKey), signature }));
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function problemText(error) {
  if (error instanceof DecodeError) return words.signIn.mistyped;
  if (error instanceof RefusedError) return words.signIn.refused;
  if (error instanceof UnreachableError) return words.signIn.unreachable;
  throw error;
}
