/**
 * The ceremony was stopped, or the election was called off.
 * @module
 */

import { heading, paragraph, warning } from "../ui/components.js";
import { el } from "../ui/dom.js";
import { follow } from "./follow.js";
import { foot } from "./foot.js";
import { keyAdvice } from "./key-advice.js";
import { hasOwnKey, nameOf } from "./status.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./status.js").Status} Status */

/**
 * @param {Scene} scene
 * @param {Status} status
 */
export function showStopped(scene, status) {
  const { title, restart, cancelledTitle, cancelled, spent } = words.stopped;
  if (status.state === "cancelled") {
    const advice = hasOwnKey(status) ? keyAdvice(scene, spent) : undefined;
    const content = [heading(cancelledTitle), paragraph(cancelled), advice];
    return scene.show({ title: cancelledTitle, content: [...content, ...foot(scene, status)] });
  }
  const reasons = el("div", { id: "complaints" });
  const content = [heading(title), reasons, paragraph(restart), ...foot(scene, status)];
  scene.show({ title, content });
  scene.act(() => nameReasons(scene, status, reasons));
  return follow(scene, status);
}

/**
 * @param {Scene} scene
 * @param {Status} status
 * @param {HTMLElement} place
 */
async function nameReasons(scene, status, place) {
  const { complaints } = await scene.read();
  place.replaceChildren(
    ...complaints.map(({ by, against, reason }) => {
      const text = words.stopped.parts[reason] ?? words.stopped.parts.proof;
      return warning(text(nameOf(status, by), nameOf(status, against)));
    }),
  );
}
