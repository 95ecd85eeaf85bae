/**
 * Which passphrases are too weak. A rule that anybody can follow, not a measure of strength.
 * @module
 */

const SHORTEST = 12;
const FEWEST = 5;
const COMMON = /passw|passphrase|qwert|letmein|12345|abc123|secret|tabella/;
const ROWS = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/**
 * @param {string} text
 * @param {readonly string[]} [known] words that others would try first, like the person's name
 * @returns {string | undefined} code of what is wrong with it
 */
export function weaknessOf(text, known = []) {
  const letters = [...text.normalize("NFC")];
  if (letters.length === 0) return "empty";
  if (letters.length < SHORTEST) return "short";
  const plain = text.toLowerCase();
  if (new Set(plain).size < FEWEST) return "few";
  if (isRow(plain)) return "row";
  if (COMMON.test(plain)) return "common";
  if (isMade(plain, known)) return "name";
  return undefined;
}

/**
 * @param {string} text
 * @returns {boolean} whether most of its neighbours are neighbours in the alphabet or on keyboards
 */
function isRow(text) {
  let steps = 0;
  for (let at = 1; at < text.length; at += 1) {
    const pair = text.slice(at - 1, at + 1);
    const turned = pair[1] + pair[0];
    if (ROWS.some((row) => row.includes(pair) || row.includes(turned))) steps += 1;
  }
  return steps >= 0.75 * (text.length - 1);
}

/**
 * @param {string} text
 * @param {readonly string[]} known
 * @returns {boolean} whether little is left without the known words
 */
function isMade(text, known) {
  const parts = known.flatMap((words) => words.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  const rest = parts
    .filter((part) => part.length > 2)
    .reduce((left, part) => left.replaceAll(part, ""), text);
  return rest.length < text.length && rest.replace(/[^\p{L}\p{N}]/gu, "").length < SHORTEST / 2;
}
