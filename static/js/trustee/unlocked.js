/**
 * T5, done: how many shares are in.
 * @module
 */

import { heading, paragraph } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { sharesIn } from "./finished.js";
import { words } from "./words.js";

/** @param {import("./scene.js").Scene} scene */
export function showUnlocked(scene) {
  scene.journey.forget();
  const { doneTitle } = words.unlock;
  scene.show({
    title: doneTitle,
    content: [
      heading(doneTitle),
      sharesIn(scene),
      paragraph(words.rounds.unchanged),
      button("go-on", words.goOn, { click: () => void scene.journey.home() }),
    ],
  });
}
