/**
 * Making ballots.
 * Source: docs/spec/protocol.md section 6, docs/spec/record.md sections 4.13 and 5.
 * @module
 */

import { randomBytes } from "./entropy.js";
import { contestsOfStyle } from "./manifest.js";
import { PreparedBallot } from "./prepared-ballot.js";
import { drawProofRandomness } from "./range-proof.js";

/** @typedef {import("./context.js").ElectionContext} ElectionContext */
/** @typedef {import("./range-proof.js").ProofRandomness} ProofRandomness */

/**
 * @typedef {Readonly<{
 *   selections: readonly ProofRandomness[], contest: ProofRandomness,
 * }>} ContestRandomness
 */

/**
 * Everything random about a ballot. All of it is secret but the salt.
 * @typedef {Readonly<{
 *   salt: Uint8Array, ballotNonce: Uint8Array, contests: readonly ContestRandomness[],
 * }>} BallotRandomness
 */

/**
 * `ballot` holds the bytes that are hashed and published, `commitments` goes with them when they are sent,
 * `nonces` (hex) opens the ballot and must be forgotten when it is cast.
 * @typedef {Readonly<{
 *   ballot: Uint8Array, hash: string, tracker: string,
 *   commitments: { contest: string[][], selections: string[][][] }[], nonces: string[][],
 * }>} NewBallot
 */

/**
 * `credential` is the voter's public key, 32 bytes; `randomness` is given only by tests and must never be used
 * twice.
 * @typedef {Readonly<{
 *   style: number, credential: Uint8Array, randomness?: BallotRandomness,
 * }>} Voter
 */

/**
 * `votes` are for each option of each contest of the style.
 * @typedef {Voter & Readonly<{ votes: readonly (readonly number[])[] }>} Choices
 */

/**
 * @param {ElectionContext} context
 * @param {number} style
 * @returns {BallotRandomness}
 * @throws {Error} if the operating system gives no randomness
 */
export function drawBallotRandomness({ manifest, group }, style) {
  const contests = contestsOfStyle(manifest, style, "style").map(({ contest }) => ({
    selections: contest.options.map(({ optionMax }) => drawProofRandomness(group, optionMax + 1)),
    contest: drawProofRandomness(group, contest.votesMax - contest.votesMin + 1),
  }));
  return { salt: randomBytes(32), ballotNonce: randomBytes(32), contests };
}

/**
 * @param {ElectionContext} context
 * @param {Voter} voter
 * @returns {PreparedBallot} to be made ready step by step, and locked once
 */
export function prepareBallot(
  context,
  { style, credential, randomness = drawBallotRandomness(context, style) },
) {
  return new PreparedBallot(context, { style, credential, randomness });
}

/**
 * @param {ElectionContext} context
 * @param {Choices} choices
 * @returns {Promise<NewBallot>}
 * @throws {RangeError} if the votes are not in the shape of the style
 * @throws {import("./errors.js").ProofError} if a number of votes lies outside what the manifest allows
 */
export async function encryptBallot(context, { votes, ...voter }) {
  return prepareBallot(context, voter).lock(votes);
}
