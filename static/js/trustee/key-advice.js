/**
 * Whether a key file is still needed. A key deleted too early may be a count lost for ever, so no word of
 * the server's is enough: the public record has to show it.
 * @module
 */

import { el } from "../ui/dom.js";
import { isKeySpent } from "./summary.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */

const PERIOD = 5000;

/**
 * @param {Scene} scene
 * @param {string} text once the key is not needed any more
 * @returns {HTMLElement} which says to keep it until then
 */
export function keyAdvice(scene, text) {
  const place = el("p", { class: "govuk-body", id: "key-advice", role: "status" });
  place.textContent = words.finished.keep;
  scene.act(async () => {
    await untilSpent(scene);
    place.textContent = text;
  });
  return place;
}

/** @param {Scene} scene */
async function untilSpent(scene) {
  while (!isKeySpent(await scene.read(), scene.way.trustee)) await scene.pause(PERIOD);
}
