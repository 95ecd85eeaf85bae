/**
 * One tab works at a time, so that nobody does a thing twice believing it is once.
 * @module
 */

/**
 * @param {string} name of the work, the same in every tab
 * @param {{ takeOver: boolean, onLost: () => void }} choices takeOver: take it from the tab that
 *   has it; onLost: another tab took it from this one
 * @returns {Promise<boolean>} whether this tab has it now; it keeps it until it is closed
 */
export function holdTab(name, { takeOver, onLost }) {
  // Browsers without locks lose only the warning.
  if (navigator.locks === undefined) return Promise.resolve(true);
  const choices = takeOver ? { steal: true } : { ifAvailable: true };
  return new Promise((resolve) => {
    const hold = (/** @type {Lock | null} */ lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => {});
    };
    navigator.locks.request(name, choices, hold).catch(onLost);
  });
}
