/**
 * The check sum of zip files, piece by piece.
 * Source: PKWARE APPNOTE 6.3.10, section 4.4.7.
 * @module
 */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/**
 * @param {Uint8Array} bytes
 * @param {number} [before] check sum of what stands before them
 * @returns {number} in [0, 2^32)
 */
export function crc32(bytes, before = 0) {
  let value = ~before;
  for (let index = 0; index < bytes.length; index += 1)
    value = TABLE[(value ^ bytes[index]) & 0xff] ^ (value >>> 8);
  return ~value >>> 0;
}
