/**
 * The keys and shares of a key ceremony, tested: membership, proofs, and what they commit to.
 * Source: docs/spec/protocol.md section 4; Pedersen, EUROCRYPT 1991.
 * @module
 */

import { ProofError } from "./errors.js";
import { verifyKeys, verifyShare } from "./schnorr.js";

/** @typedef {import("./ceremony-payloads.js").CeremonyPayload} CeremonyPayload */
/** @typedef {import("./ceremony-payloads.js").SharePayload} SharePayload */
/** @typedef {import("./ceremony-payloads.js").TrusteePayload} TrusteePayload */
/** @typedef {import("./group.js").Group} Group */

/**
 * The public keys of trustee i, tested and proven.
 * @typedef {Readonly<{
 *   index: number, commitments: readonly bigint[], communicationKey: bigint, signingKey: Uint8Array,
 * }>} TrusteeKey
 */

/**
 * A share whose sender has shown that it made C0 itself; what C1 hides is for the recipient.
 * @typedef {Readonly<{ sender: number, recipient: number, c0: bigint, c1: Uint8Array }>} ProvenShare
 */

/**
 * @param {Group} group
 * @param {readonly bigint[]} commitments K_0 .. K_(k-1), at least one
 * @param {number} point l, from 1
 * @returns {bigint} g^(P(l)), where P has the committed coefficients
 */
export function evaluateCommitments(group, commitments, point) {
  // prod_j K_j^(l^j) = K_0 (K_1 (K_2 ...)^l)^l
  return commitments.reduceRight(
    (result, commitment) => group.multiply(group.power(result, BigInt(point)), commitment),
    1n,
  );
}

/**
 * @param {TrusteePayload} payload
 * @param {CeremonyPayload} ceremony
 * @param {Uint8Array} hP the parameter hash H_P
 * @returns {Promise<TrusteeKey>}
 * @throws {ProofError} if a key is 1 or not in the group, there are not k commitments, or the proof does not hold
 */
export async function verifyTrusteePayload(payload, { group, threshold, election, attempt }, hP) {
  const { trustee, commitments, communicationKey, signingKey, proof } = payload;
  const place = `trustee ${trustee}`;
  if (commitments.length !== threshold)
    throw new ProofError(place, `expected ${threshold} commitments, got ${commitments.length}`);
  const chains = [...commitments, communicationKey].map((key, index) => {
    const chain = group.powersOf(key);
    const name = index < threshold ? `commitment ${index}` : "kappa";
    group.verifyKey(key, `${place}: ${name}`, chain);
    return chain;
  });
  await verifyKeys(group, hP, { ...payload, election, attempt }, proof, chains);
  return Object.freeze({ index: trustee, commitments, communicationKey, signingKey });
}

/**
 * @param {SharePayload} payload
 * @param {CeremonyPayload} ceremony
 * @param {Uint8Array} hP the parameter hash H_P
 * @returns {Promise<readonly ProvenShare[]>} ascending by recipient
 * @throws {ProofError} if a share is missing or not asked for, a C0 is 1 or not in the group, or a proof does
 *   not hold
 */
export async function verifySharePayload({ trustee, shares }, { election, group, trustees }, hP) {
  const others = trustees.map((_, index) => index + 1).filter((index) => index !== trustee);
  if (String(shares.map(({ recipient }) => recipient)) !== String(others)) {
    const problem = "not exactly one share for each other trustee";
    throw new ProofError(`trustee ${trustee}`, problem);
  }
  const proven = [];
  for (const { recipient, c0, c1, proof } of shares) {
    const chain = group.powersOf(c0);
    group.verifyKey(c0, `trustee ${trustee}: share for trustee ${recipient}`, chain);
    const share = Object.freeze({ sender: trustee, recipient, c0, c1 });
    await verifyShare(group, hP, { election, ...share }, proof, chain);
    proven.push(share);
  }
  return Object.freeze(proven);
}
