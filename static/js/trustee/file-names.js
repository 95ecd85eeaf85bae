/**
 * Names of the files that a key holder keeps and carries.
 * @module
 */

import { words } from "./words.js";

const LONGEST = 32;
// Letters and digits of the plain alphabet are safe in file names everywhere.
const UNSAFE = /[^A-Za-z0-9]+/g;
const MARKS = /\p{Mn}+/gu;

/**
 * @param {string} text
 * @returns {string} the same in safe characters, cut between words; may be empty
 */
function safe(text) {
  const plain = text.normalize("NFKD").replace(MARKS, "").replace(UNSAFE, " ").trim();
  if (plain.length <= LONGEST) return plain.replaceAll(" ", "-");
  const cut = plain.slice(0, LONGEST + 1);
  return cut
    .slice(0, cut.lastIndexOf(" ") > 0 ? cut.lastIndexOf(" ") : LONGEST)
    .replaceAll(" ", "-");
}

/**
 * @param {{ title: string }} status
 * @returns {string}
 */
function electionPart({ title }) {
  return safe(title).toLowerCase() || words.files.election;
}

/**
 * @param {{ title: string, name: string, trustee: number }} status
 * @returns {string} for example "riverside-board-key-Priya.txt"
 */
export function keyFileName(status) {
  const name = safe(status.name) || words.files.holder(status.trustee);
  return words.files.key(electionPart(status), name);
}

/**
 * @param {{ title: string }} status
 * @returns {string}
 */
export function taskFileName(status) {
  return words.files.task(electionPart(status));
}

/**
 * @param {{ title: string }} status
 * @returns {string}
 */
export function answerFileName(status) {
  return words.files.answer(electionPart(status));
}
