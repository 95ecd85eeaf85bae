/**
 * T1: what comes next, with the state of everybody.
 * @module
 */

import { heading, paragraph, warning } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { showDrill } from "./drill.js";
import { showFinished } from "./finished.js";
import { follow } from "./follow.js";
import { foot } from "./foot.js";
import { holdersList } from "./holders.js";
import { showNewKey } from "./new-key.js";
import { showResume } from "./rounds.js";
import { showStopped } from "./stopped.js";
import { showNothingAsked } from "./task-screens.js";
import { showUnlock } from "./unlock.js";
import { showWaiting, votingEnd } from "./waiting.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./status.js").Status} Status */

/** @type {Record<string, (scene: Scene, status: Status) => unknown>} */
const SCREENS = {
  key: showStart,
  share: showResume,
  confirm: showResume,
  drill: showDrill,
  wait: showWaiting,
  unlock: showUnlock,
  done: showFinished,
  stopped: showStopped,
};

/** @param {Scene} scene */
export async function showHome(scene) {
  showOpening(scene);
  const status = await scene.status();
  const isIdle = status.step === "wait" || status.step === "done" || status.step === "stopped";
  if (!scene.way.isOnline && isIdle) showNothingAsked(scene);
  else await (SCREENS[status.step] ?? showWaiting)(scene, status);
}

/** @param {Scene} scene */
function showOpening(scene) {
  const { title, text } = words.opening;
  scene.show({ title, content: [heading(title), paragraph(text)] });
}

/**
 * @param {Scene} scene
 * @param {Status} status
 */
function showStart(scene, status) {
  const { title, who, twoThings, start } = words.home;
  const begin = button("start", start, {
    click: () => scene.journey.enter(showNewKey, status),
  });
  scene.show({
    title,
    content: [
      heading(title),
      paragraph(who(status.name, status.title)),
      status.attempt > 1 ? warning(words.home.again) : undefined,
      paragraph(twoThings(votingEnd(status))),
      begin,
      ...holdersList(status),
      ...foot(scene, status),
    ],
  });
  return follow(scene, status);
}
