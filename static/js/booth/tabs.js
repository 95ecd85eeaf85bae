/**
 * One tab votes at a time, so that nobody sends two ballots believing it is one.
 * @module
 */

/**
 * @param {string} election its id
 * @param {{ takeOver: boolean, onLost: () => void }} choices takeOver: take it from the tab that
 *   has it; onLost: another tab took it from this one
 * @returns {Promise<boolean>} whether this tab has it now; it keeps it until it is closed
 */
export function holdTab(election, { takeOver, onLost }) {
  // Browsers without locks lose only the warning.
  if (navigator.locks === undefined) return Promise.resolve(true);
  const choices = takeOver ? { steal: true } : { ifAvailable: true };
  return new Promise((resolve) => {
    const hold = (/** @type {Lock | null} */ lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => {});
    };
    navigator.locks.request(`booth/${election}`, choices, hold).catch(onLost);
  });
}
