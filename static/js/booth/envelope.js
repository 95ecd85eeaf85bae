/**
 * What is sent for a locked ballot. All documents are canonical JSON already and are joined as
 * bytes, so that what is hashed, signed and sent is one and the same.
 * @module
 */

import { signEntry } from "../crypto/credential.js";
import { concat, decodeHex, encodeHex, utf8 } from "../crypto/encoding.js";

/** @typedef {import("../crypto/credential.js").Credential} Credential */
/**
 * @typedef {Readonly<{ ballot: Uint8Array, commitments: Uint8Array, hash: string, tracker: string
 *   }>} Locked
 */

/**
 * `type` is the entry's, `payload` what the entry commits to, `body` what is sent; the same bytes
 * at every try.
 * @typedef {Readonly<{
 *   type: "ballot" | "challenge", hash: string, tracker: string, credential: string, signature:
 *   string, payload: Uint8Array, body: Uint8Array,
 * }>} Envelope
 */

/**
 * @param {Locked} locked
 * @param {Credential} credential
 * @returns {Promise<Envelope>} the ballot to be cast
 */
export async function ballotEnvelope(locked, credential) {
  const signature = await signatureOf("ballot", locked, credential);
  const body = concat(
    utf8('{"ballot":'),
    locked.ballot,
    utf8(',"commitments":'),
    locked.commitments,
    utf8(`,"signature":"${signature}"}`),
  );
  return envelope("ballot", locked, credential, { signature, payload: locked.ballot, body });
}

/**
 * @param {Locked} locked
 * @param {Uint8Array} nonces canonical JSON
 * @param {Credential} credential
 * @returns {Promise<Envelope>} the ballot to be shown as a test
 */
export async function testEnvelope(locked, nonces, credential) {
  const signature = await signatureOf("challenge", locked, credential);
  const shown = concat(utf8('{"ballot":'), locked.ballot, utf8(',"nonces":'), nonces);
  const body = concat(shown, utf8(`,"signature":"${signature}"}`));
  return envelope("challenge", locked, credential, {
    signature,
    payload: concat(shown, utf8(',"v":1}')),
    body,
  });
}

/**
 * @param {"ballot" | "challenge"} type
 * @param {Locked} locked
 * @param {Credential} credential
 */
async function signatureOf(type, { hash }, credential) {
  return encodeHex(await signEntry(credential, type, decodeHex(hash, 32, "ballot hash")));
}

/**
 * @param {"ballot" | "challenge"} type
 * @param {Locked} locked
 * @param {Credential} credential
 * @param {{ signature: string, payload: Uint8Array, body: Uint8Array }} made
 * @returns {Envelope}
 */
function envelope(type, { hash, tracker }, { publicKey }, made) {
  return Object.freeze({ type, hash, tracker, credential: encodeHex(publicKey), ...made });
}
