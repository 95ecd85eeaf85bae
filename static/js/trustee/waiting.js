/**
 * Nothing to do for now.
 * @module
 */

import { heading, paragraph } from "../ui/components.js";
import { follow } from "./follow.js";
import { foot } from "./foot.js";
import { holdersList } from "./holders.js";
import { hasOwnKey } from "./status.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./status.js").Status} Status */

/**
 * @param {Scene} scene
 * @param {Status} status
 */
export function showWaiting(scene, status) {
  const { title, who } = words.home;
  scene.show({
    title,
    content: [
      heading(title),
      paragraph(who(status.name, status.title)),
      ...whatComes(status).map((text) => paragraph(text)),
      ...holdersList(status),
      ...foot(scene, status),
    ],
  });
  return follow(scene, status);
}

/**
 * @param {Status} status
 * @returns {string[]}
 */
function whatComes(status) {
  const { nothing, laterKey, rounds, laterUnlock } = words.waiting;
  if (!hasOwnKey(status)) return [words.home.twoThings(votingEnd(status)), laterKey];
  const isUnderWay = status.holders.some(({ isDrilled, isWaived }) => !isDrilled && !isWaived);
  if (status.state === "draft" && isUnderWay) return [nothing, rounds];
  return [nothing, laterUnlock(votingEnd(status))];
}

/**
 * @param {Status} status
 * @returns {string}
 */
export function votingEnd({ closes }) {
  return closes ? words.date(new Date(closes)) : words.home.endOfVoting;
}
