/**
 * Proofs that two discrete logarithms are equal. A trustee shows with one that a partial decryption was
 * made with the key share whose public part anybody can compute from the record.
 * Source: docs/spec/protocol.md section 8, step 3; Chaum and Pedersen, CRYPTO 1992.
 * @module
 */

import { ProofError } from "./errors.js";
import { placeOf } from "./range-proof.js";
import { TAG, Transcript } from "./transcript.js";

/** @typedef {import("./elgamal.js").Ciphertext} Ciphertext */
/** @typedef {import("./group.js").Group} Group */
/** @typedef {import("./power-chain.js").PowerChain} PowerChain */
/** @typedef {Readonly<{ challenge: bigint, response: bigint }>} EqualityProof scalars */

/**
 * Trustee i raised A to the key share behind S_i: log_A M_i = log_g S_i. `electionHash` is H_E, `shareKey`
 * S_i, `ciphertext` the total (A, B), `share` M_i; contest and option are numbers of the manifest.
 * @typedef {Readonly<{
 *   electionHash: Uint8Array, trustee: number, contest: number, option: number, shareKey: bigint,
 *   ciphertext: Ciphertext, share: bigint,
 * }>} DecryptionStatement
 */

/**
 * @param {Group} group
 * @param {DecryptionStatement} statement
 * @param {Readonly<{ keyShare: bigint, nonce: bigint, commitments: readonly [a: bigint, b: bigint] }>}
 *   secret z_i; u, fresh and uniform in [1, q), used once; and (g^u, A^u)
 * @returns {Promise<EqualityProof>}
 */
export async function proveDecryption(group, statement, { keyShare, nonce, commitments }) {
  // v = u - c z_i
  const challenge = await challengeOf(group, statement, commitments);
  return { challenge, response: group.scalar(nonce - challenge * keyShare) };
}

/**
 * Powers of S_i, A and M_i, where whoever verifies has more use for them.
 * @typedef {Readonly<{
 *   shareKey: PowerChain, alpha: PowerChain, share: PowerChain,
 * }>} DecryptionChains
 */

/**
 * @param {Group} group
 * @param {DecryptionStatement} statement its numbers are members of the group
 * @param {EqualityProof} proof
 * @param {Partial<DecryptionChains>} [chains] those that are there already
 * @throws {ProofError} naming contest and option
 */
export async function verifyDecryption(group, statement, { challenge, response }, chains = {}) {
  const { shareKey, ciphertext, share, trustee } = statement;
  const {
    shareKey: powersOfKey = group.powersOf(shareKey),
    alpha: powersOfAlpha = group.powersOf(ciphertext.alpha),
    share: powersOfShare = group.powersOf(share),
  } = chains;
  // a = g^v S_i^c,  b = A^v M_i^c
  const a = group.multiply(group.powerOfG(response), powersOfKey.power(challenge));
  const b = group.multiply(powersOfAlpha.power(response), powersOfShare.power(challenge));
  if ((await challengeOf(group, statement, [a, b])) !== challenge)
    throw new ProofError(
      placeOf(statement),
      `proof of trustee ${trustee} does not fit its partial decryption`,
    );
}

/**
 * @param {Group} group
 * @param {DecryptionStatement} statement
 * @param {readonly [a: bigint, b: bigint]} commitments
 * @returns {Promise<bigint>} c
 */
function challengeOf(group, statement, [a, b]) {
  const { electionHash, trustee, contest, option, ciphertext, share } = statement;
  // c = Hq(H_E; 31, i, contest, option, A, B, a, b, M_i)
  return new Transcript(TAG.DECRYPTION)
    .integer(trustee)
    .integer(contest)
    .integer(option)
    .element(group, ciphertext.alpha, ciphertext.beta, a, b, share)
    .challengeUnder(electionHash, group);
}
