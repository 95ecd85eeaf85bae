/**
 * What stops the tool, in plain words, with the rest for the organiser.
 * @module
 */

import { details, heading, paragraph, warning } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { RefusedError } from "../ui/server.js";
import { NoWorkerError, WorkerError } from "../ui/worker-client.js";
import { RefusedByToolError } from "./refusal.js";
import { showOldBrowser } from "./old-browser.js";
import { nameOf } from "./status.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */

/** Codes of the worker for a record or a server that cannot be trusted. */
const REFUSALS = ["refused", "bad_entry", "other_tally"];
const UNAUTHORISED = [401, 403, 404];

/**
 * @param {Scene} scene
 * @param {unknown} error
 */
export function showProblem(scene, error) {
  if (error instanceof NoWorkerError) return showOldBrowser();
  if (error instanceof RefusedError && UNAUTHORISED.includes(error.status))
    return showBadLink(scene);
  if (error instanceof RefusedByToolError) return showRefusal(scene, error, error.message);
  if (error instanceof WorkerError && REFUSALS.includes(error.problem.code))
    return showRefusal(scene, error, words.problem.refused);
  return showFailure(scene, error);
}

/** @param {Scene} scene */
function showBadLink(scene) {
  const { refusedTitle, refused } = words.opening;
  scene.show({ title: refusedTitle, content: [heading(refusedTitle), paragraph(refused)] });
}

/**
 * Shows it, and tells the organiser.
 * @param {Scene} scene
 * @param {Error} error
 * @param {string} text
 */
async function showRefusal(scene, error, text) {
  const { title, tell, told } = words.problem;
  const culprit = el("p", { class: "govuk-body", id: "culprit" }, entryText(error));
  const report = el("p", { class: "govuk-body", id: "report", role: "status" }, tell);
  scene.show({
    title,
    content: [heading(title), warning(text), culprit, report, technical(error), tryAgain(scene)],
  });
  if (!scene.way.isOnline) return;
  await scene.persist(() => scene.way.report("refused", textOf(error)));
  report.textContent = told;
  const trustee = detailOf(error, "trustee");
  // What somebody else may have put there in a key holder's name is not said to be theirs.
  if (trustee === undefined || detailOf(error, "isToBlame") === false) return;
  culprit.append(" ", words.problem.by(nameOf(await scene.status(), trustee)));
}

/**
 * @param {Scene} scene
 * @param {unknown} error
 */
function showFailure(scene, error) {
  const { otherTitle, other, serverTitle, server } = words.problem;
  const isServer = error instanceof RefusedError;
  const title = isServer ? serverTitle : otherTitle;
  const known = error instanceof WorkerError ? words.problem.codes[error.problem.code] : undefined;
  const text = known ?? (isServer ? server : other);
  scene.show({
    title,
    content: [heading(title), paragraph(text), technical(error), tryAgain(scene)],
  });
}

/**
 * @param {Scene} scene
 * @returns {HTMLElement}
 */
function tryAgain(scene) {
  const click = () => void scene.journey.home();
  return button("try-again", words.tryAgain, { kind: "secondary", click });
}

/**
 * @param {unknown} error
 * @returns {HTMLElement}
 */
function technical(error) {
  return details(
    words.technical,
    el("p", { class: "govuk-body app-code", id: "problem" }, textOf(error)),
  );
}

/**
 * @param {unknown} error
 * @returns {string} without secrets: the worker's messages hold none
 */
function textOf(error) {
  const { name, message } = /** @type {Error} */ (error);
  const code = error instanceof RefusedError ? error.code : name;
  return `${code}: ${message}`;
}

/**
 * @param {unknown} error
 * @returns {string} which entry is wrong, if one is
 */
function entryText(error) {
  const entry = detailOf(error, "entry");
  return entry === undefined ? "" : words.problem.entry(entry);
}

/**
 * @param {unknown} error
 * @param {"entry" | "trustee" | "isToBlame"} name
 * @returns {any} what the worker says beside the message
 */
function detailOf(error, name) {
  return error instanceof WorkerError ? Reflect.get(error.problem, name) : undefined;
}
