/**
 * Ed25519 signatures (RFC 8032), checked strictly: canonical points, S below the group order, no key of
 * small order, and the equation with the cofactor.
 * Source: docs/spec/record.md section 2.
 * @module
 */

import { getPublicKeyAsync, signAsync, verifyAsync } from "../../vendor/noble-ed25519/index.js";
import { concat, utf8 } from "./encoding.js";
import { ProofError } from "./errors.js";

/**
 * @param {Uint8Array} seed 32 secret bytes
 * @returns {Promise<Uint8Array>} 32 bytes
 */
export async function publicKeyOf(seed) {
  return getPublicKeyAsync(seed);
}

/**
 * @param {Uint8Array} seed 32 secret bytes
 * @param {Uint8Array} message
 * @returns {Promise<Uint8Array>} 64 bytes
 */
export async function sign(seed, message) {
  return signAsync(message, seed);
}

/**
 * @param {Uint8Array} publicKey
 * @param {Uint8Array} message
 * @param {Uint8Array} signature
 * @param {string} place
 * @throws {ProofError} if a length or encoding is wrong, the key is weak or the equation does not hold
 */
export async function verifySignature(publicKey, message, signature, place) {
  const hasLengths = publicKey.length === 32 && signature.length === 64;
  if (!hasLengths || !(await verifyAsync(signature, message, publicKey, { zip215: false }))) {
    throw new ProofError(place, "signature does not match key and message");
  }
}

/**
 * @param {string} type type of the entry, for example "ballot"
 * @param {Uint8Array} digest the payload hash, 32 bytes; for a challenge the ballot hash
 * @returns {Uint8Array} what is signed for the entry
 */
export function entryMessage(type, digest) {
  if (digest.length !== 32) throw new RangeError("an entry's digest has 32 bytes");
  return concat(utf8(`tabella/v1/${type}`), digest);
}
