/**
 * The way without a network: a task file there, an answer file back.
 * @module
 */

import { details, link, paragraph } from "../ui/components.js";
import { button, errorMessage } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { saveFile } from "../ui/saving.js";
import { RefusedError } from "../ui/server.js";
import { decodeAnswer, LONGEST_ANSWER } from "./answer-file.js";
import { keyFileName, taskFileName } from "./file-names.js";
import { Problem } from "./problem.js";
import { showToolHash } from "./tool-hash.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./status.js").Status} Status */

/** What the program for terminals is told in each step. */
const ACTS = { key: "key", share: "confirm", confirm: "confirm", drill: "drill", unlock: "unlock" };
const DOWNLOADS = "/downloads";

/**
 * @param {Scene} scene
 * @param {Status} status
 * @returns {HTMLElement | undefined} nothing where there is nothing to do
 */
export function offlineDetails(scene, status) {
  const act = Reflect.get(ACTS, status.step);
  if (act === undefined) return undefined;
  const { offline } = words;
  const command = `python ${offline.programPython} ${act} ${taskFileName(status)} --key ${keyFileName(status)}`;
  const hash = el("div", { id: "tool-hash", role: "status" });
  const task = button("download-task", offline.taskButton, {
    kind: "secondary",
    click: () =>
      scene.act(async () =>
        saveFile(taskFileName(status), await scene.persist(() => scene.way.task())),
      ),
  });
  const element = details(
    offline.summary,
    paragraph(offline.intro),
    paragraph(offline.program),
    programs(),
    hash,
    paragraph(offline.task),
    task,
    paragraph(offline.run),
    el("pre", { class: "app-code-block", tabindex: 0 }, el("code", { id: "command" }, command)),
    answerForm(scene, status),
  );
  element.id = "offline";
  const look = () => scene.act(() => showToolHash(scene, hash));
  element.addEventListener("toggle", look, { once: true });
  return element;
}

/** @returns {HTMLElement} */
function programs() {
  const { offline } = words;
  const item = (/** @type {string} */ name, /** @type {string} */ text) =>
    el("li", {}, link(`${DOWNLOADS}/${name}`, name), ` (${text})`);
  return el(
    "ul",
    { class: "govuk-list govuk-list--bullet" },
    item(offline.programPage, offline.programPageText),
    item(offline.programPython, offline.programPythonText),
  );
}

/**
 * @param {Scene} scene
 * @param {Status} status
 * @returns {HTMLElement}
 */
function answerForm(scene, status) {
  const { offline } = words;
  const input = /** @type {HTMLInputElement} */ (
    el("input", { class: "govuk-file-upload", id: "answer-file", type: "file" })
  );
  const problem = el("div", { id: "answer-problem", role: "alert" });
  const send = button("send-answer", offline.send, { kind: "secondary", submits: true });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    problem.replaceChildren();
    scene.act(async () => {
      const found = await sendAnswer(scene, status, input.files?.[0]);
      if (found === undefined) await scene.journey.home();
      else problem.replaceChildren(errorMessage(found));
    });
  };
  return el(
    "form",
    { novalidate: true, submit },
    el(
      "div",
      { class: "govuk-form-group" },
      el("label", { class: "govuk-label", for: "answer-file" }, offline.answer),
      problem,
      input,
    ),
    send,
  );
}

/**
 * @param {Scene} scene
 * @param {Status} status
 * @param {File | undefined} file
 * @returns {Promise<string | undefined>} what is wrong; nothing if the server took it
 */
async function sendAnswer(scene, status, file) {
  const { noAnswer, problems, refused } = words.offline;
  if (file === undefined) return noAnswer;
  if (file.size > LONGEST_ANSWER) return problems["answer_file:damaged"];
  const bytes = new Uint8Array(await scene.wait(file.arrayBuffer()));
  try {
    const outgoing = decodeAnswer(bytes, status);
    await scene.persist(() => scene.way.send(outgoing));
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return problems[error.code] ?? problems["answer_file:damaged"];
    if (error instanceof RefusedError) return refused(error.message);
    throw error;
  }
}
