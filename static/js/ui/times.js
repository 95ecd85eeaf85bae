/**
 * Moments in the reader's own time.
 * @module
 */

import { localeOf } from "./languages.js";
import { language as chosen } from "./words.js";

/**
 * @param {string} moment ISO 8601
 * @param {{ language?: string, timeZone?: string }} [place] the language of the page and the device's zone
 *   if left out
 * @returns {string} for example "Friday 12 June at 17:00 WEST"
 */
export function dateAndTime(moment, { language = localeOf(chosen), timeZone } = {}) {
  const form = /** @type {const} */ ({
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
    timeZone,
  });
  return new Intl.DateTimeFormat(language, form).format(new Date(moment));
}

/**
 * @param {string} moment ISO 8601
 * @param {{ language?: string, timeZone?: string }} [place]
 * @returns {string} for example "17:00"
 */
export function timeOfDay(moment, { language = localeOf(chosen), timeZone } = {}) {
  return new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit", timeZone }).format(
    new Date(moment),
  );
}
