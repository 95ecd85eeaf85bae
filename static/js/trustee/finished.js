/**
 * T6: nothing is left to do.
 * @module
 */

import { heading, paragraph } from "../ui/components.js";
import { follow } from "./follow.js";
import { foot } from "./foot.js";
import { holdersList } from "./holders.js";
import { keyAdvice } from "./key-advice.js";
import { onRecord } from "./on-record.js";
import { isKeySpent } from "./summary.js";
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
      sharesIn(scene),
      paragraph(thanks),
      ...holdersList(status),
      ...foot(scene, status),
    ],
  });
  return follow(scene, status);
}

/**
 * @param {Scene} scene
 * @returns {HTMLElement} how many shares are on the record, once one's own is or none is needed
 */
export function sharesIn(scene) {
  return onRecord(scene, {
    id: "unlocked",
    waiting: words.sent,
    isThere: (summary) => isKeySpent(summary, scene.way.trustee),
    text: ({ decryptions, threshold }) => words.unlock.done(decryptions.length, threshold),
  });
}

/**
 * @param {string} closes ISO 8601
 * @returns {Date}
 */
function keepUntil(closes) {
  return new Date(Date.parse(closes) + KEEP_DAYS * DAY);
}
