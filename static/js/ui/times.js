/**
 * Moments in the reader's own time.
 * @module
 */

/**
 * @param {string} moment ISO 8601
 * @param {{ language?: string, timeZone?: string }} [place] the device's own if left out
 * @returns {string} for example "Friday 12 June at 17:00 WEST"
 */
export function dateAndTime(moment, { language, timeZone } = {}) {
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
export function timeOfDay(moment, { language, timeZone } = {}) {
  return new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit", timeZone }).format(
    new Date(moment),
  );
}
