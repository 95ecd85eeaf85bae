/**
 * Canonical JSON (RFC 8785) restricted to objects, arrays, strings, booleans and integers.
 * Source: docs/spec/record.md section 1.
 * @module
 */

import { isSameBytes, utf8 } from "./encoding.js";
import { DecodeError } from "./errors.js";

const DEPTH_LIMIT = 16;

/** @typedef {string | number | boolean | JsonList | JsonObject} JsonValue */
/** @typedef {readonly JsonValue[]} JsonList */
/** @typedef {{ readonly [name: string]: JsonValue }} JsonObject */

/**
 * @param {JsonValue} value
 * @returns {Uint8Array} UTF-8 of the one canonical text
 * @throws {DecodeError} if the value has no canonical form under the restrictions above
 */
export function encodeJson(value) {
  return utf8(jsonText(value, "json", 0));
}

/**
 * Reads canonical JSON. What was parsed is encoded again and must give the same bytes: that refuses
 * duplicate and unsorted keys, spaces, other spellings of numbers and strings, and trailing bytes.
 * @param {Uint8Array} bytes
 * @param {number} maxSize in bytes, looked at before anything else
 * @param {string} place
 * @returns {JsonValue}
 * @throws {DecodeError}
 */
export function decodeJson(bytes, maxSize, place) {
  if (bytes.length > maxSize) throw new DecodeError(place, `larger than ${maxSize} bytes`);
  const value = parse(bytes, place);
  if (!isSameBytes(utf8(jsonText(value, place, 0)), bytes))
    throw new DecodeError(place, "not canonical JSON");
  return value;
}

/**
 * @param {Uint8Array} bytes
 * @param {string} place
 * @returns {JsonValue}
 */
function parse(bytes, place) {
  try {
    // A byte order mark is kept as a character here so that the parser refuses it.
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    throw new DecodeError(place, "not JSON in UTF-8");
  }
}

/**
 * @param {unknown} value
 * @param {string} place
 * @param {number} depth number of objects and arrays around the value
 * @returns {string}
 */
function jsonText(value, place, depth) {
  if (typeof value === "string") return stringText(value, place);
  if (typeof value === "number") return integerText(value, place);
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "object" || value === null)
    throw new DecodeError(place, "neither object, array, string, boolean nor integer");
  if (depth === DEPTH_LIMIT) throw new DecodeError(place, `nested deeper than ${DEPTH_LIMIT}`);
  if (Array.isArray(value))
    return `[${value.map((item) => jsonText(item, place, depth + 1)).join(",")}]`;
  return objectText(value, place, depth);
}

/**
 * @param {object} value
 * @param {string} place
 * @param {number} depth number of objects and arrays around it
 * @returns {string}
 */
function objectText(value, place, depth) {
  const members = Object.entries(value)
    // The comparison is by UTF-16 code units, as RFC 8785 section 3.2.3 asks for.
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, item]) => `${stringText(name, place)}:${jsonText(item, place, depth + 1)}`);
  return `{${members.join(",")}}`;
}

/**
 * @param {string} text
 * @param {string} place
 * @returns {string}
 */
function stringText(text, place) {
  // Under the u flag this class meets only surrogates that have no partner.
  if (/[\uD800-\uDFFF]/u.test(text)) throw new DecodeError(place, "unpaired surrogate in a string");
  if (text.normalize("NFC") !== text) throw new DecodeError(place, "string not in NFC");
  return JSON.stringify(text);
}

/**
 * @param {number} value
 * @param {string} place
 * @returns {string}
 */
function integerText(value, place) {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new DecodeError(place, "number is not an integer in [0, 2^53)");
  return String(value);
}
