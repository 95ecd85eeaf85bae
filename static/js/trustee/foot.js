/**
 * What stands below every screen of a key holder: how many are needed, a lost key, the way without
 * a network.
 * @module
 */

import { link, paragraph } from "../ui/components.js";
import { linkButton } from "../ui/controls.js";
import { showLost } from "./lost-key.js";
import { offlineDetails } from "./offline.js";
import { hasOwnKey } from "./status.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./status.js").Status} Status */

/**
 * @param {Scene} scene
 * @param {Status} status
 * @returns {(HTMLElement | undefined)[]}
 */
export function foot(scene, status) {
  if (!scene.way.isOnline) return [];
  const { holders, threshold } = status;
  return [
    holders.length > 1 ? paragraph(words.home.needed(threshold, holders.length)) : undefined,
    lostLink(scene, status),
    offlineDetails(scene, status),
    status.state === "" ? undefined : recordLink(status),
  ];
}

/**
 * @param {Scene} scene
 * @param {Status} status
 * @returns {HTMLElement | undefined} once there is a key to lose, and while it matters
 */
function lostLink(scene, status) {
  if (!hasOwnKey(status) || status.step === "done" || status.step === "stopped") return undefined;
  if (status.hasLostKey) return paragraph(words.lost.told);
  const click = () => void scene.journey.enter(showLost, status);
  return paragraph(linkButton("lost-key", words.lost.link, click));
}

/**
 * @param {Status} status
 * @returns {HTMLElement}
 */
function recordLink({ election }) {
  return paragraph(link(`/e/${election}/record/`, words.finished.record, "record"));
}
