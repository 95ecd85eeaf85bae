/**
 * A name for the bytes of a record file, however large it is.
 * @module
 */

import { concat, encodeHex } from "../crypto/encoding.js";
import { sha256 } from "../crypto/transcript.js";

const PIECE = 2 ** 20;

/**
 * @param {Blob} blob
 * @returns {Promise<string>} SHA-256 of the SHA-256 of every piece of 1 MiB, in hex
 */
export async function fingerprintOf(blob) {
  const hashes = [];
  for (let start = 0; start < blob.size; start += PIECE) {
    const piece = await blob.slice(start, start + PIECE).arrayBuffer();
    hashes.push(await sha256(new Uint8Array(piece)));
  }
  return encodeHex(await sha256(concat(...hashes)));
}
