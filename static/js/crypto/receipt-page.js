/**
 * Receipts as pages: one HTML file that shows a receipt, carries it, and can do nothing else.
 *
 * A saved file has no server that gives it a policy, so its form is held narrow: what stands in angle
 * brackets is one of a few tags, and none of them runs or fetches anything.
 * Source: docs/spec/board.md section 5.1.
 * @module
 */

import { utf8 } from "./encoding.js";
import { DecodeError } from "./errors.js";

/**
 * @typedef {Readonly<{ proof: string, code: string }>} ReceiptPage text of the receipt, and the ballot code
 *   that the page shows; nothing of it is proved
 */

const MAX_PAGE = 256 * 1024;
const HEAD = "<!DOCTYPE html>\n";
const PLACE = "receipt page";
const PROOF = "c2sp.org/tlog-proof@";

const TAG = /<\/?([a-z][a-z0-9]*)((?:[ \n]+[a-zA-Z-]+="[^"<>]*")*)[ \n]*\/?>/g;
const ATTRIBUTE = /[ \n]+([a-zA-Z-]+)="([^"<>]*)"/g;
const TAGS = new Set(
  (
    "a bdi body code dd div dl dt footer h1 h2 head header html li main meta p path pre section strong " +
    "style svg title ul"
  ).split(" "),
);
const TEXT = /^[^]*$/;
const WORDS = /^[a-z0-9 #.=-]*$/;
const ATTRIBUTES = new Map([
  ["aria-label", TEXT],
  ["charset", WORDS],
  ["class", WORDS],
  ["content", TEXT],
  ["d", TEXT],
  ["dir", WORDS],
  ["fill", WORDS],
  ["href", /^https?:\/\/[!-~]+$/],
  ["http-equiv", /^Content-Security-Policy$/],
  ["id", WORDS],
  ["lang", /^[a-zA-Z-]+$/],
  ["name", WORDS],
  ["role", WORDS],
  ["stroke", WORDS],
  ["viewBox", WORDS],
]);
const STYLE = /<style>([^<>]*)<\/style>/g;
// A style fetches something through url() or a quoted address, and hides either behind a backslash.
const FETCHES = /["'\\]|url\(/i;
const REFERENCES = new Map([
  ["&amp;", "&"],
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
  ["&#x27;", "'"],
]);

/**
 * @param {string} text
 * @returns {ReceiptPage}
 * @throws {DecodeError} if it is not exactly one receipt in its place, or the page could do something
 */
export function decodeReceiptPage(text) {
  if (utf8(text).length > MAX_PAGE) throw new DecodeError(PLACE, `longer than ${MAX_PAGE} bytes`);
  if (!text.startsWith(HEAD) || !text.endsWith("</html>\n"))
    throw new DecodeError(PLACE, "cut short, or changed at its start or end");
  checkHarmless(text.slice(HEAD.length));
  if (count(text, PROOF) !== 1)
    throw new DecodeError(PLACE, `expected one receipt, got ${count(text, PROOF)}`);
  return Object.freeze({
    proof: marked(text, "pre", "tlog-proof"),
    code: marked(text, "strong", "ballot-code"),
  });
}

/**
 * @param {string} text
 * @throws {DecodeError}
 */
function checkHarmless(text) {
  for (const [, tag, attributes] of text.matchAll(TAG)) {
    if (!TAGS.has(tag)) throw new DecodeError(PLACE, `holds the tag ${tag.slice(0, 40)}`);
    for (const [, name, value] of attributes.matchAll(ATTRIBUTE))
      if (!ATTRIBUTES.get(name)?.test(value))
        throw new DecodeError(PLACE, `holds the attribute ${name.slice(0, 40)}`);
  }
  if (/[<>]/.test(text.replace(TAG, "")))
    throw new DecodeError(PLACE, "holds something else than text and plain tags");
  const styles = [...text.matchAll(STYLE)];
  if (styles.length !== count(text, "<style") || styles.some(([, style]) => FETCHES.test(style)))
    throw new DecodeError(PLACE, "holds a style that may fetch something");
}

/**
 * @param {string} text
 * @param {string} part
 * @returns {number} how often it stands there
 */
function count(text, part) {
  return text.split(part).length - 1;
}

/**
 * @param {string} text
 * @param {string} tag
 * @param {string} mark
 * @returns {string} what stands in the marked place
 * @throws {DecodeError}
 */
function marked(text, tag, mark) {
  const found = [...text.matchAll(new RegExp(`<${tag} id="${mark}">([^<>]*)</${tag}>`, "g"))];
  if (found.length !== 1 || count(text, `id="${mark}"`) !== 1)
    throw new DecodeError(PLACE, `expected one place marked ${mark}`);
  return found[0][1].replace(/&(?:[a-z]+;|#x27;)?/g, character);
}

/**
 * @param {string} reference
 * @returns {string}
 * @throws {DecodeError}
 */
function character(reference) {
  const meant = REFERENCES.get(reference);
  if (meant === undefined) throw new DecodeError(PLACE, "malformed reference");
  return meant;
}
