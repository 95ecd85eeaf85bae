/**
 * T6: nothing is left to do.
 * @module
 */

import { heading, paragraph } from "../ui/components.js";
import { follow } from "./follow.js";
import { foot } from "./foot.js";
import { holdersList } from "./holders.js";
import { keyAdvice } from "./key-advice.js";
import { words } from "./words.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./status.js").Status} Status */

// Days after the end of voting in which a result may be questioned.
const KEEP_DAYS = 30;
const DAY = 86_400_000;

/**
 * @param {Scene} scene
 * @param {Status} status
 */
export function showFinished(scene, status) {
  const { title, text, noDate, thanks } = words.finished;
  const advice = status.closes ? text(words.date(keepUntil(status.closes))) : noDate;
  scene.show({
    title,
    content: [
      heading(title),
      keyAdvice(scene, advice),
      paragraph(sharesIn(status)),
      paragraph(thanks),
      ...holdersList(status),
      ...foot(scene, status),
    ],
  });
  return follow(scene, status);
}

/**
 * @param {Status} status
 * @returns {string}
 */
export function sharesIn({ holders, threshold }) {
  const given = holders.filter(({ hasUnlocked }) => hasUnlocked).length;
  return words.unlock.done(given, threshold);
}

/**
 * @param {string} closes ISO 8601
 * @returns {Date}
 */
function keepUntil(closes) {
  return new Date(Date.parse(closes) + KEEP_DAYS * DAY);
}
