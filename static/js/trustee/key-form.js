/**
 * The form for key file and passphrase, shown as often as it takes to open the key.
 * @module
 */

import { heading } from "../ui/components.js";
import { button, errorSummary } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { fileField, secretField } from "../ui/fields.js";
import { clearError } from "../ui/screen.js";
import { WorkerError } from "../ui/worker-client.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./engine.js").OpenedKey} OpenedKey */
/** @typedef {{ field: string, message: string }} FormProblem */
/**
 * What stands around the form, which file was chosen before, and what was wrong with it. `verdict`
 * gives the code of what is wrong with an opened key.
 * @typedef {{ title: string, before: (Node | undefined)[], after?: (Node | undefined)[],
 *   buttonId: string, buttonText: string, working: string, onBack?: () => void, reading:
 *   Promise<unknown>, missing?: () => string | undefined, verdict: (opened: OpenedKey) => string | undefined, onOpened: (opened:
 *   OpenedKey) => Promise<void>, onTry?: () => void, files?: FileList | null, problem?: FormProblem
 *   }} KeyForm
 */

// Bytes; a real one has some 5,000.
const LARGEST = 2 ** 20;

/**
 * @param {Scene} scene
 * @param {KeyForm} form
 */
export function askForKey(scene, form) {
  const { title, before, after = [], problem, onBack } = form;
  // What is wrong with the record need not wait for a key.
  if (problem === undefined) scene.act(() => form.reading);
  const summary = problem && errorSummary(problem.message, problem.field);
  const content = [summary, heading(title), ...before, formElement(scene, form), ...after];
  scene.show({ title, hasError: problem !== undefined, onBack, content });
}

/**
 * @param {Scene} scene
 * @param {KeyForm} form
 * @returns {HTMLElement}
 */
function formElement(scene, form) {
  const { keyForm } = words;
  const problemOf = (/** @type {string} */ id) =>
    form.problem?.field === id ? form.problem.message : undefined;
  const file = fileField({
    id: "key-file",
    label: keyForm.file,
    hint: keyForm.fileHint,
    problem: problemOf("key-file"),
  });
  if (form.files) file.input.files = form.files;
  const passphrase = secretField(
    { id: "passphrase", label: keyForm.passphrase, problem: problemOf("passphrase") },
    "current-password",
  );
  const send = button(form.buttonId, form.buttonText, { submits: true });
  const status = el("p", { class: "govuk-body", id: "key-status", role: "status" });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (send.disabled) return;
    send.disabled = true;
    form.onTry?.();
    status.textContent = form.working;
    scene.act(async () => {
      const found = await tryToOpen(scene, form, file.input, passphrase.input.value);
      passphrase.input.value = "";
      if ("message" in found)
        return askForKey(scene, { ...form, files: file.input.files, problem: found });
      clearError();
      await form.onOpened(found);
      send.disabled = false;
      status.textContent = "";
      return undefined;
    });
  };
  return el("form", { novalidate: true, submit }, file.element, passphrase.element, send, status);
}

/**
 * @param {Scene} scene
 * @param {KeyForm} form
 * @param {HTMLInputElement} input
 * @param {string} passphrase
 * @returns {Promise<OpenedKey | FormProblem>}
 */
async function tryToOpen(scene, { reading, missing, verdict }, input, passphrase) {
  const { noFile, tooLarge, noPassphrase } = words.keyForm;
  const other = missing?.();
  if (other !== undefined) return { field: "single-ballots", message: other };
  const chosen = input.files?.[0];
  if (chosen === undefined) return { field: "key-file", message: noFile };
  if (chosen.size > LARGEST) return { field: "key-file", message: tooLarge };
  if (passphrase === "") return { field: "passphrase", message: noPassphrase };
  await scene.wait(reading);
  try {
    const file = new Uint8Array(await scene.wait(chosen.arrayBuffer()));
    const opened = await scene.call("openKey", { file, passphrase });
    const code = verdict(opened);
    return code === undefined ? opened : problemWith(code);
  } catch (error) {
    if (error instanceof WorkerError && error.problem.code in words.keyForm.problems)
      return problemWith(error.problem.code);
    if (error instanceof DOMException) return { field: "key-file", message: tooLarge };
    throw error;
  }
}

/**
 * @param {string} code
 * @returns {FormProblem}
 */
function problemWith(code) {
  const field = code === "key_file:passphrase" ? "passphrase" : "key-file";
  return { field, message: words.keyForm.problems[code] };
}

/**
 * @param {OpenedKey} opened
 * @returns {string | undefined} what keeps the key from being used with what is on the record
 */
export function verdictOnRecord({ isCurrent, isOnRecord }) {
  if (!isCurrent) return "earlier";
  return isOnRecord ? undefined : "missing";
}
