/**
 * The file for mail merge: a line for each voter.
 * @module
 */

/** @typedef {Readonly<{ number: number, name: string, email: string, code: string, key: string }>} Issued */

// A spreadsheet takes a cell that begins with one of these for a formula and runs it.
const FORMULA_START = /^ *[=+\-@\t\r]/;

/**
 * @param {readonly Issued[]} issued
 * @param {string} page where voters type their codes
 * @returns {string} CSV with a byte order mark, as spreadsheets want it
 */
export function mailMergeFile(issued, page) {
  const rows = issued.map(({ name, email, code }) => [name, email, code, `${page}#${code}`]);
  const lines = [["name", "email", "code", "link"], ...rows].map((cells) => cells.map(cell).join(","));
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

/**
 * @param {string} text
 * @returns {string} the text as a cell that a spreadsheet only shows
 */
function cell(text) {
  const safe = FORMULA_START.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// What stands between the codes of a file does not matter: it may be a letter, or saved anew by a spreadsheet.
const CODE = /(?:[0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z*~$=U]/g;

/**
 * @param {string} text of a saved file
 * @returns {string[]} all codes in it, as they were printed
 */
export function codesIn(text) {
  return text.match(CODE) ?? [];
}
