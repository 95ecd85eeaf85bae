/**
 * Following what happens elsewhere while a screen has nothing more urgent to do.
 * @module
 */

import { updateHolders } from "./holders.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./status.js").Status} Status */

const PERIOD = 2000;

/**
 * Keeps what is said of the others up to date, until something else comes next.
 * @param {Scene} scene
 * @param {Status} status that is shown
 */
export async function follow(scene, status) {
  if (!scene.way.isOnline) return;
  for (;;) {
    await scene.pause(PERIOD);
    const now = await scene.status();
    if (mark(now) !== mark(status)) return void scene.journey.home();
    updateHolders(now);
  }
}

/**
 * @param {Status} status
 * @returns {string} the same as long as the same screen is right
 */
function mark({ step, attempt, state, phase, isDrillAsked }) {
  return [step, attempt, state, phase, isDrillAsked].join();
}
