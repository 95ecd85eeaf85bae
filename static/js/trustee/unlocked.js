/**
 * T5, done: how many shares are in.
 * @module
 */

import { heading, paragraph } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { sharesIn } from "./finished.js";
import { words } from "./words.js";

/** @param {import("./scene.js").Scene} scene */
export async function showUnlocked(scene) {
  scene.journey.forget();
  const { doneTitle, sending } = words.unlock;
  const done = el("p", { class: "govuk-body", id: "unlocked", role: "status" }, sending);
  const goOn = button("go-on", words.goOn, { click: () => void scene.journey.home() });
  scene.show({
    title: doneTitle,
    content: [heading(doneTitle), done, paragraph(words.rounds.unchanged), goOn],
  });
  done.textContent = sharesIn(await scene.status());
}
