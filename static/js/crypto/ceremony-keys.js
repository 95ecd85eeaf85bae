/**
 * What the public keys of all trustees lead to: the joint key, the public parts of the key shares, and the
 * hash that every trustee confirms.
 * Source: docs/spec/protocol.md sections 4.4 and 4.5.
 * @module
 */

import { evaluateCommitments } from "./ceremony-proofs.js";
import { encodeHex } from "./encoding.js";
import { TAG, Transcript } from "./transcript.js";

/** @typedef {import("./ceremony-proofs.js").TrusteeKey} TrusteeKey */
/** @typedef {import("./group.js").Group} Group */

/**
 * @param {Group} group
 * @param {readonly TrusteeKey[]} keys of all trustees
 * @param {number} degree j
 * @returns {bigint} prod_i K_ij; for j = 0 the joint public key K
 */
export function jointCommitment(group, keys, degree) {
  return group.product(keys.map(({ commitments }) => commitments[degree]));
}

/**
 * @param {Group} group
 * @param {readonly TrusteeKey[]} keys of all trustees
 * @param {number} trustee i
 * @returns {bigint} S_i, the public part of trustee i's key share
 */
export function publicShareKey(group, keys, trustee) {
  // S_i = prod_j (prod_m K_mj)^(i^j) = g^(z_i)
  const sums = keys[0].commitments.map((_, degree) => jointCommitment(group, keys, degree));
  return evaluateCommitments(group, sums, trustee);
}

/**
 * @param {Readonly<{ election: string, attempt: number, group: Group }>} ceremony
 * @param {readonly TrusteeKey[]} keys of all trustees, ascending
 * @param {Uint8Array} hP the parameter hash H_P
 * @returns {Promise<Uint8Array>} H_G
 */
export async function transcriptHash({ election, attempt, group }, keys, hP) {
  const transcript = new Transcript(TAG.CEREMONY)
    .text(election)
    .integer(attempt)
    .element(group, jointCommitment(group, keys, 0))
    .element(group, ...keys.flatMap(({ commitments }) => commitments))
    .element(group, ...keys.map(({ communicationKey }) => communicationKey));
  for (const { signingKey } of keys) transcript.digest(signingKey);
  return transcript.digestUnder(hP);
}

/**
 * @param {Readonly<{ commitments: readonly bigint[], communicationKey: bigint, signingKey: Uint8Array }>} keys
 * @returns {(bigint | string)[]} the public numbers of one trustee, none of which may stand twice
 */
export function numbersOf({ commitments, communicationKey, signingKey }) {
  return [encodeHex(signingKey), communicationKey, ...commitments];
}
