/**
 * What is said to be on the record was read there by this device; no word of the server's is enough.
 * @module
 */

import { el } from "../ui/dom.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./summary.js").Summary} Summary */
/**
 * @typedef {Readonly<{
 *   id: string, waiting: string, isThere: (summary: Summary) => boolean,
 *   text: (summary: Summary) => string,
 * }>} Promised what is said until the record shows it, and then
 */

const PERIOD = 2000;

/**
 * @param {Scene} scene
 * @param {Promised} promised
 * @returns {HTMLElement} read out when it changes
 */
export function onRecord(scene, { id, waiting, isThere, text }) {
  const place = el("p", { class: "govuk-body", id, role: "status" }, waiting);
  scene.act(async () => {
    let summary = await scene.read();
    while (!isThere(summary)) {
      await scene.pause(PERIOD);
      summary = await scene.read();
    }
    place.textContent = text(summary);
  });
  return place;
}
