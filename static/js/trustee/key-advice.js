/**
 * Whether a key file is still needed. A key deleted too early may be a count lost for ever, so no word of
 * the server's is enough: the public record has to show it.
 * @module
 */

import { onRecord } from "./on-record.js";
import { isKeySpent } from "./summary.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */

/**
 * @param {Scene} scene
 * @param {string} text once the key is not needed any more
 * @returns {HTMLElement} which says to keep it until then
 */
export function keyAdvice(scene, text) {
  return onRecord(scene, {
    id: "key-advice",
    waiting: words.finished.keep,
    isThere: (summary) => isKeySpent(summary, scene.way.trustee),
    text: () => text,
  });
}
