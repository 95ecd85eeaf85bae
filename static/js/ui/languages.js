/**
 * Choosing among languages.
 * @module
 */

/**
 * @param {readonly string[]} available the first is the one to fall back on
 * @param {readonly string[]} preferred the reader's, best first
 * @returns {string} one of the available
 */
export function chooseLanguage(available, preferred) {
  for (const wanted of preferred) {
    const exact = available.find((code) => code.toLowerCase() === wanted.toLowerCase());
    const found = exact ?? available.find((code) => primary(code) === primary(wanted));
    if (found !== undefined) return found;
  }
  return available[0];
}

/**
 * How dates and numbers are written: as in the reader's own region, in the calendar and with the
 * digits that the server's pages have.
 * @param {string} language
 * @param {readonly string[]} preferred the reader's, best first
 * @returns {string} a tag for Intl
 */
export function localeOf(language, preferred = globalThis.navigator?.languages ?? []) {
  const own = preferred.find((wanted) => primary(wanted) === primary(language)) ?? language;
  return `${own}-u-ca-gregory-nu-latn`;
}

/**
 * @param {string} code for example "pt-BR"
 * @returns {string} for example "pt"
 */
function primary(code) {
  return code.split("-")[0].toLowerCase();
}
