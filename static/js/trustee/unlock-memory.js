/**
 * Remembering which totals this device has unlocked, so that it never unlocks others of the same
 * election. It keeps public data only, and server and record refuse a second time as well.
 * @module
 */

/**
 * @param {{ election: string, trustee: number }} holder
 * @returns {string}
 */
function place({ election, trustee }) {
  return `tabella/unlocked/${election}/${trustee}`;
}

/**
 * Notes the totals before anything about them leaves the device.
 * @param {{ election: string, trustee: number }} holder
 * @param {string} totals hash of the locked totals
 * @returns {boolean} whether they may be unlocked: false if others were before
 */
export function noteTotals(holder, totals) {
  try {
    const known = localStorage.getItem(place(holder));
    if (known !== null) return known === totals;
    localStorage.setItem(place(holder), totals);
  } catch {
    // A browser that keeps nothing for pages leaves it to the server and the record.
  }
  return true;
}
