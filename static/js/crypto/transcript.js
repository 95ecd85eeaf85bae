/**
 * All hashing of the protocol: H(B0; B1) = HMAC-SHA-256(key = B0, message = B1), where B1 is a tag and
 * the fields.
 * Source: docs/spec/protocol.md section 2.
 * @module
 */

import { concat, integerOfBytes, uint32, utf8 } from "./encoding.js";

/** What a hash is for. No value is ever used for two purposes. */
export const TAG = Object.freeze({
  PARAMETERS: 0x00,
  BASE: 0x01,
  KEY_PROOF: 0x10,
  SHARE_KEY: 0x11,
  SHARE_PROOF: 0x12,
  CEREMONY: 0x13,
  ELECTION: 0x14,
  DRILL: 0x15,
  BALLOT_KEY: 0x20,
  SELECTION_NONCE: 0x21,
  RANGE_PROOF: 0x24,
  DECRYPTION: 0x31,
  BALLOT_ID: 0x50,
});

const DIGEST_SIZE = 32;

/** Collects the fields of one hash. Each method returns the transcript itself. */
export class Transcript {
  /** @type {Uint8Array[]} */
  #parts;

  /** @param {number} tag one of TAG */
  constructor(tag) {
    this.#parts = [Uint8Array.of(tag)];
  }

  /**
   * @param {import("./group.js").Group} group
   * @param {...bigint} elements
   * @returns {this}
   */
  element(group, ...elements) {
    return this.#add(...elements.map((element) => group.elementBytes(element)));
  }

  /**
   * @param {number} value in [0, 2^31)
   * @returns {this}
   */
  integer(value) {
    return this.#add(uint32(value));
  }

  /**
   * @param {Uint8Array} bytes 32 of them: a hash, a salt, a public key, an encoded scalar
   * @returns {this}
   */
  digest(bytes) {
    if (bytes.length !== DIGEST_SIZE) throw new RangeError("expected 32 bytes");
    return this.#add(bytes);
  }

  /**
   * @param {string} text
   * @returns {this}
   */
  text(text) {
    return this.blob(utf8(text.normalize("NFC")));
  }

  /**
   * @param {Uint8Array} bytes of any length, hashed behind their length
   * @returns {this}
   */
  blob(bytes) {
    return this.#add(uint32(bytes.length), bytes);
  }

  /**
   * @param {Uint8Array} key 32 bytes
   * @returns {Promise<Uint8Array>} H
   */
  async digestUnder(key) {
    if (key.length !== DIGEST_SIZE) throw new RangeError("expected a key of 32 bytes");
    return hmac(key, concat(...this.#parts));
  }

  /**
   * @param {Uint8Array} key 32 bytes
   * @param {import("./group.js").Group} group
   * @returns {Promise<bigint>} Hq: H as an integer modulo q
   */
  async challengeUnder(key, group) {
    return group.scalar(integerOfBytes(await this.digestUnder(key)));
  }

  /**
   * @param {...Uint8Array} parts
   * @returns {this}
   */
  #add(...parts) {
    this.#parts.push(...parts);
    return this;
  }
}

/**
 * @param {Uint8Array} key at least one byte
 * @param {Uint8Array} message
 * @returns {Promise<Uint8Array>} 32 bytes
 */
export async function hmac(key, message) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}

/**
 * @param {Uint8Array} data
 * @returns {Promise<Uint8Array>} 32 bytes
 */
export async function sha256(data) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}

/**
 * @param {Uint8Array} secret
 * @param {{ salt: Uint8Array, info: Uint8Array, size: number }} parameters size in bytes
 * @returns {Promise<Uint8Array>}
 */
export async function hkdf(secret, { salt, info, size }) {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, 8 * size),
  );
}
