/**
 * T2: a passphrase is chosen and the key is made. Nothing is sent.
 * @module
 */

import { heading, paragraph } from "../ui/components.js";
import { button, errorSummary } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { secretField } from "../ui/fields.js";
import { ProgressBar } from "../ui/progress.js";
import { showKeyCheck } from "./key-check.js";
import { weaknessOf } from "./passphrase.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./status.js").Status} Status */

/**
 * @param {Scene} scene
 * @param {Status} status
 * @param {string} [problem] with the passphrase given last
 */
export function showNewKey(scene, status, problem) {
  const { title, text, label, hint, make } = words.newKey;
  const { element, input } = secretField(
    { id: "passphrase", label, hint, problem },
    "new-password",
  );
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const weakness = weaknessOf(input.value, [status.name, status.title]);
    if (weakness === undefined) scene.act(() => makeKey(scene, status, input.value));
    else showNewKey(scene, status, words.newKey.weak[weakness]);
  };
  const send = button("make-key", make, { submits: true });
  const form = el("form", { novalidate: true, submit }, element, send);
  const summary = problem === undefined ? undefined : errorSummary(problem, "passphrase");
  scene.show({
    title,
    hasError: problem !== undefined,
    onBack: () => history.back(),
    content: [summary, heading(title), paragraph(text), form],
  });
}

/**
 * @param {Scene} scene
 * @param {Status} status
 * @param {string} passphrase
 */
async function makeKey(scene, status, passphrase) {
  const { making, reading } = words.newKey;
  const bar = new ProgressBar(making, reading);
  scene.show({ title: making, content: [heading(making), bar.element] });
  await scene.read(({ done, total }) => bar.show(done, total, reading));
  bar.show(0, 0, making);
  const { file } = await scene.call("makeKey", { passphrase });
  await scene.journey.go(showKeyCheck, status, file);
}
