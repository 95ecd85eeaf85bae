/**
 * T5: the record is read, everything is added up again and checked on this device, and only then the
 * totals are unlocked.
 * @module
 */

import { heading } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { ProgressBar } from "../ui/progress.js";
import { Countdown, estimatedSeconds } from "./countdown.js";
import { showUnlockForm } from "./unlock-form.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./status.js").Status} Status */
/** @typedef {import("./summary.js").Summary} Summary */
/** @typedef {import("./engine.js").Recount} Recount */

// A check of the proofs that takes longer than this is the key holder's to ask for.
const PATIENCE_SECONDS = 60;

/**
 * @param {Scene} scene
 * @param {Status} status
 */
export async function showUnlock(scene, status) {
  const { summary, recount } = await addUp(scene);
  const contests = summary.tally?.contests ?? 0;
  const isLong = estimatedSeconds(recount, contests) > PATIENCE_SECONDS;
  if (isLong) await scene.journey.go(showUnlockForm, form(status, summary, recount));
  else await scene.journey.go(showProofCheck, status, summary);
}

/**
 * @param {Scene} scene
 * @param {Status} status
 */
async function showUnlockUnchecked(scene, status) {
  const { summary, recount } = await addUp(scene);
  await scene.journey.go(showUnlockForm, form(status, summary, recount));
}

/**
 * @param {Scene} scene
 * @returns {Promise<{ summary: Summary, recount: Recount }>} whose proofs were not checked
 */
async function addUp(scene) {
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
  return { summary, recount };
}

/**
 * Checks the proofs of all ballots. Who leaves it goes on without.
 * @param {Scene} scene
 * @param {Status} status
 * @param {Summary} summary
 */
async function showProofCheck(scene, status, summary) {
  const { checking, skip } = words.unlock;
  const bar = new ProgressBar(checking, "", "proofs");
  const onSkip = () => {
    scene.journey.forget();
    void scene.journey.go(showUnlockUnchecked, status);
  };
  const leave = button("skip-check", skip, { kind: "secondary", click: onSkip });
  scene.show({ title: checking, content: [heading(checking), bar.element, leave] });
  const countdown = new Countdown(bar);
  const recount = await scene.call("recount", { hasProofsChecked: true }, countdown.onProgress);
  await scene.journey.go(showUnlockForm, form(status, summary, recount));
}

/**
 * @param {Status} status
 * @param {Summary} summary
 * @param {Recount} recount
 * @returns {import("./unlock-form.js").Counted}
 */
function form(status, summary, recount) {
  const onCheck = (/** @type {Scene} */ scene) =>
    void scene.journey.enter(showProofCheck, status, summary);
  return { status, summary, recount, onCheck };
}
