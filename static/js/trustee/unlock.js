/**
 * T5: the record is read, everything is added up again on this device, and only then the totals are
 * unlocked.
 * @module
 */

import { heading } from "../ui/components.js";
import { ProgressBar } from "../ui/progress.js";
import { Countdown } from "./countdown.js";
import { showUnlockForm } from "./unlock-form.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./status.js").Status} Status */

/**
 * @param {Scene} scene
 * @param {Status} status
 */
export async function showUnlock(scene, status) {
  const { title, reading, counting } = words.unlock;
  const bar = new ProgressBar(reading);
  scene.show({ title, content: [heading(title), bar.element] });
  const summary = await scene.read(({ done, total }) =>
    bar.show(done, total, words.unlock.stages(done, total)),
  );
  const sums = new ProgressBar(counting, "", "recount");
  scene.show({ title, content: [heading(title), sums.element] });
  const countdown = new Countdown(sums);
  const recount = await scene.call("recount", { hasProofsChecked: false }, countdown.onProgress);
  await scene.journey.go(showUnlockForm, status, summary, recount);
}
