/**
 * Proofs that somebody knows a discrete logarithm (Schnorr), as trustees make them.
 *
 * Three statements, each with its own tag: the keys of a trustee, the encryption of a share, and a key
 * share restored from its backup. Every challenge binds statement and commitments. Elements of a statement
 * are members; whoever verifies has tested that before.
 * Source: docs/spec/protocol.md section 4; Schnorr, CRYPTO 1989; Bernhard, Pereira and Warinschi,
 * ASIACRYPT 2012, on what a challenge has to bind.
 * @module
 */

import { ProofError } from "./errors.js";
import { secretPower } from "./secret-power.js";
import { TAG, Transcript } from "./transcript.js";

/** @typedef {import("./group.js").Group} Group */
/** @typedef {import("./number-fields.js").Proof} Proof */
/** @typedef {import("./power-chain.js").PowerChain} PowerChain */

/**
 * Trustee i knows the logarithms of K_i0 .. K_i(k-1) and of kappa_i.
 * @typedef {Readonly<{
 *   election: string, attempt: number, trustee: number, commitments: readonly bigint[],
 *   communicationKey: bigint, signingKey: Uint8Array,
 * }>} KeyStatement
 */

/** @typedef {Readonly<{ challenge: bigint, responses: readonly bigint[] }>} KeyProof */

/**
 * Trustee `sender` knows the nonce xi of the share C0 = g^xi, C1 that it sends to `recipient`.
 * @typedef {Readonly<{
 *   election: string, sender: number, recipient: number, c0: bigint, c1: Uint8Array,
 * }>} ShareStatement
 */

/**
 * Trustee i holds its key share z_i now, with S_i = g^(z_i); `challenge` has 32 bytes not known before.
 * @typedef {Readonly<{
 *   election: string, trustee: number, shareKey: bigint, challenge: Uint8Array,
 * }>} DrillStatement
 */

/**
 * What a proof of one secret needs: the nonce is fresh, uniform in [1, q) and used once.
 * @typedef {Readonly<{ secret: bigint, nonce: bigint }>} Witness
 */

/**
 * @param {Group} group
 * @param {Uint8Array} hP the parameter hash H_P
 * @param {KeyStatement} statement
 * @param {Readonly<{ secrets: readonly bigint[], nonces: readonly bigint[] }>} witness a_i0 .. a_i(k-1), zeta_i
 *   and one nonce for each
 * @returns {Promise<KeyProof>}
 */
export async function proveKeys(group, hP, statement, { secrets, nonces }) {
  const h = nonces.map((u) => secretPower(group, group.g, u));
  const challenge = await keyChallenge(group, hP, statement, h);
  // v_ij = u_ij - c_i a_ij
  const responses = nonces.map((u, index) => group.scalar(u - challenge * secrets[index]));
  return { challenge, responses };
}

/**
 * @param {Group} group
 * @param {Uint8Array} hP the parameter hash H_P
 * @param {KeyStatement} statement
 * @param {KeyProof} proof
 * @param {readonly PowerChain[]} [chains] of the commitments and of kappa, if they are there already
 * @throws {ProofError}
 */
export async function verifyKeys(group, hP, statement, proof, chains) {
  const place = `trustee ${statement.trustee}`;
  const keys = [...statement.commitments, statement.communicationKey];
  if (proof.responses.length !== keys.length)
    throw new ProofError(place, "key proof has the wrong length");
  const bases = chains ?? keys.map((key) => group.powersOf(key));
  // h_ij = g^(v_ij) K_ij^(c_i)
  const h = bases.map((chain, index) =>
    recommit(group, chain, { challenge: proof.challenge, response: proof.responses[index] }),
  );
  if ((await keyChallenge(group, hP, statement, h)) !== proof.challenge)
    throw new ProofError(place, "key proof does not fit the keys");
}

/**
 * @param {Group} group
 * @param {Uint8Array} hP the parameter hash H_P
 * @param {ShareStatement} statement
 * @param {Witness} witness of xi
 * @returns {Promise<Proof>}
 */
export async function proveShare(group, hP, statement, { secret, nonce }) {
  const challenge = await shareChallenge(group, hP, statement, secretPower(group, group.g, nonce));
  // v = u - c xi
  return { challenge, response: group.scalar(nonce - challenge * secret) };
}

/**
 * @param {Group} group
 * @param {Uint8Array} hP the parameter hash H_P
 * @param {ShareStatement} statement
 * @param {Proof} proof
 * @param {PowerChain} [chain] of C0, if it is there already
 * @throws {ProofError}
 */
export async function verifyShare(group, hP, statement, proof, chain) {
  const { sender, recipient, c0 } = statement;
  const gamma = recommit(group, chain ?? group.powersOf(c0), proof);
  if ((await shareChallenge(group, hP, statement, gamma)) !== proof.challenge)
    throw new ProofError(`trustee ${sender}: share for trustee ${recipient}`, "proof does not fit");
}

/**
 * @param {Group} group
 * @param {Uint8Array} hP the parameter hash H_P
 * @param {DrillStatement} statement
 * @param {Witness} witness of z_i
 * @returns {Promise<Proof>}
 */
export async function proveDrill(group, hP, statement, { secret, nonce }) {
  const challenge = await drillChallenge(group, hP, statement, secretPower(group, group.g, nonce));
  // v = u - c z_i
  return { challenge, response: group.scalar(nonce - challenge * secret) };
}

/**
 * @param {Group} group
 * @param {Uint8Array} hP the parameter hash H_P
 * @param {DrillStatement} statement
 * @param {Proof} proof
 * @throws {ProofError}
 */
export async function verifyDrill(group, hP, statement, proof) {
  const a = recommit(group, group.powersOf(statement.shareKey), proof);
  if ((await drillChallenge(group, hP, statement, a)) !== proof.challenge)
    throw new ProofError(`trustee ${statement.trustee}`, "drill proof does not fit");
}

/**
 * @param {Group} group
 * @param {PowerChain} chain of x
 * @param {Proof} proof
 * @returns {bigint} g^response x^challenge, which an honest prover committed to
 */
function recommit(group, chain, { challenge, response }) {
  return group.multiply(group.powerOfG(response), chain.power(challenge));
}

/**
 * @param {Group} group
 * @param {Uint8Array} hP
 * @param {KeyStatement} statement
 * @param {readonly bigint[]} h h_i0 .. h_ik
 * @returns {Promise<bigint>} c_i
 */
function keyChallenge(group, hP, statement, h) {
  const { election, attempt, trustee, commitments, communicationKey, signingKey } = statement;
  return new Transcript(TAG.KEY_PROOF)
    .text(election)
    .integer(attempt)
    .integer(trustee)
    .element(group, ...commitments, communicationKey)
    .digest(signingKey)
    .element(group, ...h)
    .challengeUnder(hP, group);
}

/**
 * @param {Group} group
 * @param {Uint8Array} hP
 * @param {ShareStatement} statement
 * @param {bigint} gamma
 * @returns {Promise<bigint>} c
 */
function shareChallenge(group, hP, { election, sender, recipient, c0, c1 }, gamma) {
  return new Transcript(TAG.SHARE_PROOF)
    .text(election)
    .integer(sender)
    .integer(recipient)
    .element(group, gamma, c0)
    .digest(c1)
    .challengeUnder(hP, group);
}

/**
 * @param {Group} group
 * @param {Uint8Array} hP
 * @param {DrillStatement} statement
 * @param {bigint} a
 * @returns {Promise<bigint>} c
 */
function drillChallenge(group, hP, { election, trustee, shareKey, challenge }, a) {
  return new Transcript(TAG.DRILL)
    .text(election)
    .integer(trustee)
    .element(group, shareKey, a)
    .digest(challenge)
    .challengeUnder(hP, group);
}
