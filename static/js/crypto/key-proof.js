/**
 * A trustee's proof of the secrets behind its commitments, and the transcript of the key ceremony.
 * Source: docs/spec/protocol.md section 4, steps 1 and 3.
 * @module
 */

import { ProofError } from "./errors.js";
import { TAG, Transcript } from "./transcript.js";

/** @typedef {import("./group.js").Group} Group */

/**
 * @typedef {Readonly<{
 *   election: string, trustee: number, commitments: readonly bigint[], communicationKey: bigint,
 * }>} KeyStatement
 */

/**
 * @param {Group} group
 * @param {Uint8Array} parameterDigest H_P
 * @param {KeyStatement} statement commitments K_i0..K_i(k-1) and kappa_i, all members other than 1
 * @param {{ challenge: bigint, responses: readonly bigint[] }} proof
 * @throws {ProofError}
 */
export async function verifyKeyProof(group, parameterDigest, statement, { challenge, responses }) {
  const { election, trustee, commitments, communicationKey } = statement;
  const place = `key proof of trustee ${trustee}`;
  const keys = [...commitments, communicationKey];
  if (responses.length !== keys.length) throw new ProofError(place, "wrong number of responses");
  // h_ij = g^(v_ij) K_ij^c
  const h = keys.map((key, index) =>
    group.multiply(group.power(group.g, responses[index]), group.power(key, challenge)),
  );
  const expected = await new Transcript(TAG.KEY_PROOF)
    .text(election)
    .integer(trustee)
    .element(group, ...keys, ...h)
    .challengeUnder(parameterDigest, group);
  if (challenge !== expected) throw new ProofError(place, "does not hold");
}

/**
 * @param {Group} group
 * @param {Uint8Array} parameterDigest H_P
 * @param {Readonly<{
 *   election: string, commitments: readonly (readonly bigint[])[], communicationKeys: readonly bigint[],
 * }>} ceremony of all trustees in the order of their numbers
 * @returns {Promise<{ jointKey: bigint, transcript: Uint8Array }>} K and H_G
 */
export async function ceremonyResult(
  group,
  parameterDigest,
  { election, commitments, communicationKeys },
) {
  const jointKey = group.product(commitments.map(([first]) => first));
  const transcript = await new Transcript(TAG.CEREMONY)
    .text(election)
    .element(group, jointKey, ...commitments.flat(), ...communicationKeys)
    .digestUnder(parameterDigest);
  return { jointKey, transcript };
}
