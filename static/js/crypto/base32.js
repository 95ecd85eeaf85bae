/**
 * Crockford's base32, which people can read aloud: no I, L, O and U.
 * @module
 */

export const BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * @param {Uint8Array} bytes at least ceil(5 * length / 8)
 * @param {number} length
 * @returns {string} the first 5 * length bits
 */
export function encodeBase32(bytes, length) {
  let text = "";
  let pending = 0;
  let bits = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    for (bits += 8; bits >= 5 && text.length < length; bits -= 5) {
      text += BASE32[(pending >> (bits - 5)) & 31];
    }
    pending &= (1 << bits) - 1;
    if (text.length === length) return text;
  }
  throw new RangeError("too few bytes");
}

/**
 * @param {string} text
 * @returns {string} upper case, with the letters that are read as digits turned into them
 */
export function normalizeBase32(text) {
  return text.toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
}

/**
 * @param {string} text
 * @returns {string} in groups of four, joined by hyphens
 */
export function groupByFour(text) {
  return text.replace(/.{4}(?=.)/g, "$&-");
}
