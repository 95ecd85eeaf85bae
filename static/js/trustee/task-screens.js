/**
 * The first and the last screen where a task file takes the place of the server.
 * @module
 */

import { heading, paragraph } from "../ui/components.js";
import { button, errorSummary } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { fileField } from "../ui/fields.js";
import { showScreen } from "../ui/screen.js";
import { encodeAnswer } from "./answer-file.js";
import { answerFileName } from "./file-names.js";
import { saveText } from "./saved-files.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./status.js").Status} Status */

/**
 * The only screen without a journey: there is none before a task file was chosen.
 * @param {(file: File) => Promise<string | undefined>} onFile gives what is wrong with the file
 * @param {string} [problem]
 */
export function showTaskChoice(onFile, problem) {
  const { title, text, label, open, noFile } = words.task;
  const { element, input } = fileField({ id: "task-file", label, problem });
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const file = input.files?.[0];
    const found = file === undefined ? noFile : await onFile(file);
    if (found !== undefined) showTaskChoice(onFile, found);
  };
  const send = button("open-task", open, { submits: true });
  const form = el("form", { novalidate: true, submit }, element, send);
  const summary = problem === undefined ? undefined : errorSummary(problem, "task-file");
  const content = [summary, heading(title), paragraph(text), form];
  const redraw = () => showTaskChoice(onFile);
  showScreen({ title, hasError: problem !== undefined, redraw, content });
}

/** @param {Scene} scene */
export function showNothingAsked(scene) {
  const { title, nothing } = words.task;
  scene.show({ title, content: [heading(title), paragraph(nothing), another()] });
}

/** @returns {HTMLElement} a button that forgets everything and begins again */
function another() {
  const click = () => location.reload();
  return button("another-task", words.task.another, { kind: "secondary", click });
}

/**
 * @param {Scene} scene
 * @param {Status} status
 * @param {import("./answer-file.js").Outgoing} outgoing
 */
export function showAnswer(scene, status, outgoing) {
  scene.journey.forget();
  const { answerTitle, answer, save, saved } = words.task;
  const name = answerFileName(status);
  const done = el("p", { class: "govuk-body", id: "answer-saved", role: "status" });
  const click = () => {
    saveText(name, encodeAnswer(status, outgoing));
    done.textContent = saved;
  };
  scene.show({
    title: answerTitle,
    content: [
      heading(answerTitle),
      paragraph(answer(name)),
      button("save-answer", save, { click }),
      done,
      another(),
    ],
  });
}
