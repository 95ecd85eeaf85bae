/**
 * Keys stretched from passphrases, and sealing with such a key.
 * Source: RFC 8018 section 5.2 (PBKDF2 with HMAC-SHA-256); NIST SP 800-38D (AES-GCM).
 * @module
 */

import { utf8 } from "./encoding.js";
import { DecodeError } from "./errors.js";

export const NONCE_SIZE = 12;
export const TAG_SIZE = 16;

/**
 * The same passphrase may be typed in another Unicode form on another computer, so it is taken in NFC.
 * @param {string} passphrase
 * @param {{ salt: Uint8Array, rounds: number }} parameters
 * @returns {Promise<CryptoKey>} for AES-256-GCM; it cannot be exported
 */
export async function stretchPassphrase(passphrase, { salt, rounds }) {
  const text = utf8(passphrase.normalize("NFC"));
  const material = await crypto.subtle.importKey("raw", text, "PBKDF2", false, ["deriveKey"]);
  const pbkdf2 = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  const aes = { name: "AES-GCM", length: 256 };
  return crypto.subtle.deriveKey(pbkdf2, material, aes, false, ["encrypt", "decrypt"]);
}

/**
 * @param {CryptoKey} key
 * @param {{ nonce: Uint8Array, plaintext: Uint8Array, associated: Uint8Array }} content a nonce of 12 bytes, never
 *   used twice with one key; `associated` is kept unaltered beside the plaintext
 * @returns {Promise<Uint8Array>} the ciphertext followed by the 16-byte tag
 */
export async function seal(key, { nonce, plaintext, associated }) {
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: associated, tagLength: 128 };
  return new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext));
}

/**
 * @param {CryptoKey} key
 * @param {{ nonce: Uint8Array, sealed: Uint8Array, associated: Uint8Array }} content
 * @returns {Promise<Uint8Array>} the plaintext
 * @throws {DecodeError} on another key or an altered byte
 */
export async function openSealed(key, { nonce, sealed, associated }) {
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: associated, tagLength: 128 };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed));
  } catch {
    throw new DecodeError("sealed data", "wrong key or altered bytes");
  }
}
