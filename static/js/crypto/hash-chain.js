/**
 * H_P -> H_B -> H_E -> H_I: each hash binds all before it.
 * Source: docs/spec/protocol.md sections 2 and 3.
 * @module
 */

import { concat, integerBytes, utf8 } from "./encoding.js";
import { TAG, Transcript } from "./transcript.js";

/** @typedef {import("./group.js").Group} Group */

const VERSION = "tabella-v1";
const DEMONSTRATION_VERSION = "tabella-demo-v1";

/**
 * @param {Group} group
 * @param {{ n: number, k: number, demonstration: boolean }} parameters number of trustees and threshold
 * @returns {Promise<Uint8Array>} H_P
 */
export async function parameterHash(group, { n, k, demonstration }) {
  const version = utf8(demonstration ? DEMONSTRATION_VERSION : VERSION);
  const key = concat(version, new Uint8Array(32 - version.length));
  return new Transcript(TAG.PARAMETERS)
    .element(group, group.p)
    .digest(integerBytes(group.q, 32))
    .element(group, group.g)
    .integer(n)
    .integer(k)
    .digestUnder(key);
}

/**
 * @param {Uint8Array} parameterDigest H_P
 * @param {Uint8Array} manifest its bytes as published
 * @returns {Promise<Uint8Array>} H_B
 */
export async function baseHash(parameterDigest, manifest) {
  return new Transcript(TAG.BASE).blob(manifest).digestUnder(parameterDigest);
}

/**
 * @param {Uint8Array} baseDigest H_B
 * @param {Group} group
 * @param {bigint} jointKey K
 * @returns {Promise<Uint8Array>} H_E
 */
export async function electionHash(baseDigest, group, jointKey) {
  return new Transcript(TAG.ELECTION).element(group, jointKey).digestUnder(baseDigest);
}

/**
 * @param {Uint8Array} electionDigest H_E
 * @param {Uint8Array} credential public key, 32 bytes
 * @param {Uint8Array} salt 32 bytes
 * @returns {Promise<Uint8Array>}
 */
export async function ballotId(electionDigest, credential, salt) {
  return new Transcript(TAG.BALLOT_ID).digest(credential).digest(salt).digestUnder(electionDigest);
}

/**
 * @param {Uint8Array} electionDigest H_E
 * @param {Uint8Array} id ballot id
 * @returns {Promise<Uint8Array>} H_I
 */
export async function ballotKey(electionDigest, id) {
  return new Transcript(TAG.BALLOT_KEY).digest(id).digestUnder(electionDigest);
}

/**
 * @param {Uint8Array} key H_I
 * @param {Group} group
 * @param {{ contest: number, option: number, ballotNonce: Uint8Array }} selection numbers of the manifest, from 1
 * @returns {Promise<bigint>} xi_ij
 */
export async function selectionNonce(key, group, { contest, option, ballotNonce }) {
  return new Transcript(TAG.SELECTION_NONCE)
    .integer(contest)
    .integer(option)
    .digest(ballotNonce)
    .challengeUnder(key, group);
}
