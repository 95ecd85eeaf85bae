/**
 * Bytes and their one strict spelling.
 * A second spelling of the same value would give a ballot a second hash, so none is accepted.
 * Source: docs/spec/record.md section 1, docs/spec/board.md section 3.
 * @module
 */

import { DecodeError } from "./errors.js";

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const HEX_DIGITS = /^[0-9a-f]*$/;
/** By the code of a lower-case hex digit. */
const VALUES = Uint8Array.from({ length: 103 }, (_, code) => (code < 58 ? code - 48 : code - 87));
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
export function utf8(text) {
  return new TextEncoder().encode(text);
}

/**
 * @param {...Uint8Array} parts
 * @returns {Uint8Array}
 */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/**
 * Compares public bytes; the time it takes depends on them.
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 * @returns {boolean}
 */
export function isSameBytes(left, right) {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

/**
 * @param {Uint8Array} bytes
 * @returns {string} lower-case hex
 */
export function encodeHex(bytes) {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/**
 * @param {unknown} text
 * @param {number} size length of the value in bytes
 * @param {string} place
 * @returns {string} the text itself, now known to be exactly 2 * size lower-case hex digits
 * @throws {DecodeError} on any other spelling
 */
export function checkHex(text, size, place) {
  if (typeof text !== "string" || text.length !== 2 * size || !HEX_DIGITS.test(text)) {
    throw new DecodeError(place, `expected ${2 * size} lower-case hex digits`);
  }
  return text;
}

/**
 * @param {unknown} text
 * @param {number} size length in bytes
 * @param {string} place
 * @returns {Uint8Array}
 * @throws {DecodeError} on any spelling but exactly 2 * size lower-case hex digits
 */
export function decodeHex(text, size, place) {
  return bytesOfHex(checkHex(text, size, place));
}

/**
 * @param {string} digits an even number of lower-case hex digits
 * @returns {Uint8Array}
 */
function bytesOfHex(digits) {
  const bytes = new Uint8Array(digits.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    const high = VALUES[digits.charCodeAt(2 * index)];
    bytes[index] = 16 * high + VALUES[digits.charCodeAt(2 * index + 1)];
  }
  return bytes;
}

/**
 * @param {bigint} value
 * @param {number} size width in bytes
 * @returns {string} big-endian lower-case hex of exactly 2 * size digits
 * @throws {RangeError} if the value does not fit
 */
export function integerHex(value, size) {
  const digits = value.toString(16);
  if (value < 0n || digits.length > 2 * size)
    throw new RangeError(`integer needs more than ${size} bytes`);
  return digits.padStart(2 * size, "0");
}

/**
 * @param {bigint} value
 * @param {number} size width in bytes
 * @returns {Uint8Array} big-endian
 * @throws {RangeError} if the value does not fit
 */
export function integerBytes(value, size) {
  return bytesOfHex(integerHex(value, size));
}

/**
 * @param {Uint8Array} bytes big-endian, at least one
 * @returns {bigint}
 */
export function integerOfBytes(bytes) {
  return BigInt(`0x${encodeHex(bytes)}`);
}

/**
 * @param {number} value in [0, 2^31)
 * @returns {Uint8Array} four bytes, big-endian
 * @throws {RangeError} if the value lies outside
 */
export function uint32(value) {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 31)
    throw new RangeError("integer outside [0, 2^31)");
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/**
 * @param {Uint8Array} bytes
 * @returns {string} standard alphabet, padded
 */
export function encodeBase64(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/**
 * @param {string} text
 * @param {string} place
 * @returns {Uint8Array}
 * @throws {DecodeError} unless the alphabet is the standard one, padding complete and unused bits zero
 */
export function decodeBase64(text, place) {
  if (!BASE64.test(text)) throw new DecodeError(place, "expected padded base64");
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  if (encodeBase64(bytes) !== text)
    throw new DecodeError(place, "unused bits of base64 are not zero");
  return bytes;
}
