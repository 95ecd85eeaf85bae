/**
 * Proofs that a ciphertext holds one of the values low..high, without telling which.
 * Source: docs/spec/protocol.md section 6; Cramer, Damgard and Schoenmakers, CRYPTO 1994.
 * @module
 */

import { randomBelow } from "./entropy.js";
import { ProofError } from "./errors.js";
import { TAG, Transcript } from "./transcript.js";

/** @typedef {import("./elgamal.js").Ciphertext} Ciphertext */
/** @typedef {import("./elgamal.js").EncryptionKey} EncryptionKey */
/** @typedef {import("./group.js").Group} Group */
/** @typedef {import("./power-chain.js").PowerChain} PowerChain */
/** @typedef {readonly [c: bigint, v: bigint]} Branch challenge and response, both in [0, q) */
/** @typedef {readonly [a: bigint, b: bigint]} Commitment */
/** @typedef {import("./range-powers.js").RangePowers} RangePowers */
/** @typedef {Readonly<{ branches: Branch[], commitments: Commitment[] }>} RangeProof */

/**
 * What is proven. `ballotKey` is H_I; `option` is 0 for the proof of a whole contest.
 * @typedef {Readonly<{
 *   key: EncryptionKey, ballotKey: Uint8Array, contest: number, option: number,
 *   ciphertext: Ciphertext, low: number, high: number,
 * }>} RangeStatement
 */

/**
 * Fresh random scalars, one of each for every value; the c of the true value is not used.
 * @typedef {Readonly<{ us: readonly bigint[], cs: readonly bigint[] }>} ProofRandomness
 */

/**
 * @param {Group} group
 * @param {number} branches
 * @returns {ProofRandomness}
 */
export function drawProofRandomness(group, branches) {
  const draw = () => Array.from({ length: branches }, () => randomBelow(group.q));
  return { us: draw(), cs: draw() };
}

/**
 * @param {RangeStatement} statement
 * @param {{ value: number, nonce: bigint, powers: RangePowers }} secret the powers made for low..high, all of
 *   them, and for this proof alone
 * @returns {Promise<RangeProof>}
 * @throws {ProofError} if the value lies outside low..high
 */
export async function proveRange(statement, { value, nonce, powers }) {
  const { key, low, high } = statement;
  const place = placeOf(statement);
  if (!Number.isInteger(value) || value < low || value > high)
    throw new ProofError(place, "value outside the allowed range");
  const { us, cs } = powers.randomness;
  const challenges = [...cs];
  challenges[value - low] = 0n;
  const commitments = powers.commitments(value);
  const { group } = key;
  // c_l = c - sum of the others;  v_j = u_j - c_j xi
  challenges[value - low] = group.scalar(
    (await challengeOf(statement, commitments)) - sum(challenges),
  );
  const branches = challenges.map(
    (c, branch) => /** @type {Branch} */ ([c, group.scalar(us[branch] - c * nonce)]),
  );
  return { branches, commitments };
}

/**
 * @param {RangeStatement} statement its ciphertext made of members
 * @param {readonly Branch[]} branches
 * @param {{ alpha: PowerChain, beta: PowerChain }} chains of the ciphertext
 * @throws {ProofError}
 */
export async function verifyRange(statement, branches, chains) {
  const { key, low, high } = statement;
  const place = placeOf(statement);
  if (branches.length !== high - low + 1) throw new ProofError(place, "wrong number of branches");
  const commitments = branches.map(([c, v], branch) =>
    recommit(key, chains, [c, v], BigInt(low + branch)),
  );
  if (!(await challengesFit(statement, branches, commitments)))
    throw new ProofError(place, "range proof does not hold");
}

/**
 * @param {RangeStatement} statement
 * @param {readonly Branch[]} branches
 * @param {readonly Commitment[]} commitments
 * @returns {Promise<boolean>} whether the challenges add up to the hash; whether the commitments fit the
 *   responses is another check
 */
export async function challengesFit(statement, branches, commitments) {
  const total = statement.key.group.scalar(sum(branches.map(([c]) => c)));
  return total === (await challengeOf(statement, commitments));
}

/**
 * @param {EncryptionKey} key
 * @param {{ alpha: PowerChain, beta: PowerChain }} chains
 * @param {Branch} branch
 * @param {bigint} j the value the branch stands for
 * @returns {Commitment}
 */
function recommit(key, chains, [c, v], j) {
  const { group } = key;
  // a_j = g^(v_j) alpha^(c_j),  b_j = K^(v_j - j c_j) beta^(c_j)
  const a = group.multiply(key.g.power(v), chains.alpha.power(c));
  const b = group.multiply(key.k.power(group.scalar(v - j * c)), chains.beta.power(c));
  return [a, b];
}

/**
 * @param {RangeStatement} statement
 * @param {readonly Commitment[]} commitments
 * @returns {Promise<bigint>} c
 */
function challengeOf({ key, ballotKey, contest, option, ciphertext }, commitments) {
  return new Transcript(TAG.RANGE_PROOF)
    .integer(contest)
    .integer(option)
    .element(key.group, ciphertext.alpha, ciphertext.beta, ...commitments.flat())
    .challengeUnder(ballotKey, key.group);
}

/**
 * @param {readonly bigint[]} values
 * @returns {bigint}
 */
function sum(values) {
  return values.reduce((total, value) => total + value, 0n);
}

/**
 * @param {{ contest: number, option: number }} statement
 * @returns {string}
 */
export function placeOf({ contest, option }) {
  return option === 0 ? `contest ${contest}` : `contest ${contest} option ${option}`;
}
