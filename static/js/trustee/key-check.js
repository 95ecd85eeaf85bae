/**
 * T3: the saved key file is chosen again and opened; only then does the public part of the key leave
 * this device.
 * @module
 */

import { paragraph } from "../ui/components.js";
import { button, linkButton } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { keyFileName } from "./file-names.js";
import { askForKey } from "./key-form.js";
import { saveText } from "./saved-files.js";
import { deliver } from "./sending.js";
import { showRounds } from "./rounds.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./status.js").Status} Status */

/**
 * @param {Scene} scene
 * @param {Status} status
 * @param {Uint8Array} file that was just made
 */
export function showKeyCheck(scene, status, file) {
  const { title, saved, keepApart, notSent, saveAgain, check } = words.check;
  const name = keyFileName(status);
  const save = () => saveText(name, file);
  const finish = finishButton(scene, status);
  askForKey(scene, {
    title,
    before: [
      paragraph(saved(name), " ", linkButton("save-again", saveAgain, save)),
      paragraph(el("strong", {}, keepApart)),
      paragraph(notSent),
    ],
    after: [finish.result, finish.element],
    buttonId: "check-key",
    buttonText: check,
    working: words.keyForm.opening,
    onBack: () => history.back(),
    reading: Promise.resolve(),
    verdict: ({ isCurrent }) => (isCurrent ? undefined : "earlier"),
    onTry: finish.forbid,
    onOpened: async () => finish.allow(),
  });
  save();
}

/**
 * @param {Scene} scene
 * @param {Status} status
 */
function finishButton(scene, status) {
  const { works, finish, finishHint, sending } = words.check;
  const result = el("p", { class: "govuk-body", id: "key-works", role: "status" }, finishHint);
  const element = button("finish", finish, { isDisabled: true });
  const press = () =>
    scene.act(async () => {
      element.disabled = true;
      result.textContent = sending;
      const outgoing = await scene.call("keyEntry");
      await deliver(scene, status, outgoing, () => scene.journey.go(showRounds, status));
    });
  element.addEventListener("click", press);
  const forbid = () => {
    result.replaceChildren(finishHint);
    element.disabled = true;
  };
  const allow = () => {
    result.replaceChildren(el("strong", {}, works));
    element.disabled = false;
    element.focus();
  };
  return { element, result, allow, forbid };
}
