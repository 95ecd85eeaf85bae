/**
 * Making ballots.
 * Source: docs/spec/protocol.md section 6, docs/spec/record.md sections 4.13 and 5.
 * @module
 */

import { ballotHash, tracker } from "./ballot.js";
import { encodeJson } from "./canonical-json.js";
import { encodeHex } from "./encoding.js";
import { randomBytes } from "./entropy.js";
import { ballotId, ballotKey, selectionNonce } from "./hash-chain.js";
import { contestsOfStyle } from "./manifest.js";
import { drawProofRandomness, proveRange } from "./range-proof.js";

/** @typedef {import("./context.js").ElectionContext} ElectionContext */
/** @typedef {import("./group.js").Group} Group */
/** @typedef {{ number: number, contest: import("./manifest.js").Contest }} NumberedContest */
/** @typedef {import("./range-proof.js").ProofRandomness} ProofRandomness */

/**
 * @typedef {Readonly<{
 *   selections: readonly ProofRandomness[], contest: ProofRandomness,
 * }>} ContestRandomness
 */

/**
 * What every proof of a ballot is bound to; `ballotKey` is H_I.
 * @typedef {{ key: ElectionContext["key"], ballotKey: Uint8Array }} Bound
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
 * `credential` is the voter's public key, 32 bytes; `votes` are for each option of each contest of the style;
 * `randomness` is given only by tests and must never be used twice.
 * @typedef {Readonly<{
 *   style: number, credential: Uint8Array, votes: readonly (readonly number[])[], randomness?: BallotRandomness,
 * }>} Choices
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
 * @param {Choices} choices
 * @returns {Promise<NewBallot>}
 * @throws {RangeError} if the votes are not in the shape of the style
 * @throws {import("./errors.js").ProofError} if a number of votes lies outside what the manifest allows
 */
export async function encryptBallot(
  context,
  { style, credential, votes, randomness = drawBallotRandomness(context, style) },
) {
  const contests = contestsOfStyle(context.manifest, style, "style");
  checkShape(votes, contests);
  const id = await ballotId(context.electionHash, credential, randomness.salt);
  const bound = { key: context.key, ballotKey: await ballotKey(context.electionHash, id) };
  const sealed = [];
  for (const [index, rules] of contests.entries()) {
    const { ballotNonce, contests: drawn } = randomness;
    const secret = { votes: votes[index], ballotNonce, randomness: drawn[index] };
    sealed.push(await encryptContest(bound, rules, secret));
  }
  const head = { credential: encodeHex(credential), salt: encodeHex(randomness.salt), style, v: 1 };
  return assemble({ ...head, election: context.manifest.election }, sealed);
}

/**
 * @param {readonly (readonly number[])[]} votes
 * @param {readonly NumberedContest[]} contests
 * @throws {RangeError}
 */
function checkShape(votes, contests) {
  const isSame =
    votes.length === contests.length &&
    contests.every(({ contest }, index) => votes[index].length === contest.options.length);
  if (!isSame) throw new RangeError("votes do not have the shape of the ballot style");
}

/**
 * @param {{ credential: string, salt: string, style: number, election: string, v: number }} head
 * @param {readonly Awaited<ReturnType<typeof encryptContest>>[]} sealed
 * @returns {Promise<NewBallot>}
 */
async function assemble(head, sealed) {
  const ballot = encodeJson({ ...head, contests: sealed.map(({ document }) => document) });
  const hash = await ballotHash(ballot);
  return {
    ballot,
    hash,
    tracker: tracker(hash),
    commitments: sealed.map(({ commitments }) => commitments),
    nonces: sealed.map(({ nonces }) => nonces),
  };
}

/**
 * @param {Bound} bound
 * @param {NumberedContest} rules
 * @param {{ votes: readonly number[], ballotNonce: Uint8Array, randomness: ContestRandomness }} secret
 */
async function encryptContest(bound, { number, contest }, { votes, ballotNonce, randomness }) {
  const { key } = bound;
  const selections = [];
  for (const [index, { optionMax }] of contest.options.entries()) {
    const statement = { ...bound, contest: number, option: index + 1, low: 0, high: optionMax };
    const secret = { value: votes[index], randomness: randomness.selections[index] };
    selections.push(await encryptSelection(statement, secret, ballotNonce));
  }
  // The product of the ciphertexts holds the sum of the votes under the sum of the nonces.
  const ciphertext = key.add(selections.map((selection) => selection.ciphertext));
  const { votesMin: low, votesMax: high } = contest;
  const proof = await proveRange(
    { ...bound, contest: number, option: 0, ciphertext, low, high },
    {
      value: votes.reduce((sum, value) => sum + value, 0),
      nonce: key.group.scalar(selections.reduce((sum, { nonce }) => sum + nonce, 0n)),
      randomness: randomness.contest,
    },
  );
  return writeContest(key.group, selections, proof);
}

/**
 * @param {Omit<import("./range-proof.js").RangeStatement, "ciphertext">} statement
 * @param {{ value: number, randomness: ProofRandomness }} secret
 * @param {Uint8Array} ballotNonce
 */
async function encryptSelection(statement, secret, ballotNonce) {
  const { key, ballotKey: digest, contest, option } = statement;
  const nonce = await selectionNonce(digest, key.group, { contest, option, ballotNonce });
  const ciphertext = key.encrypt(secret.value, nonce);
  const proof = await proveRange({ ...statement, ciphertext }, { ...secret, nonce });
  return { ciphertext, nonce, proof };
}

/**
 * @param {Group} group
 * @param {Awaited<ReturnType<typeof encryptSelection>>[]} selections
 * @param {Awaited<ReturnType<typeof proveRange>>} proof
 */
function writeContest(group, selections, proof) {
  return {
    document: {
      proof: writeBranches(group, proof),
      selections: selections.map(({ ciphertext, proof: own }) => ({
        alpha: group.elementHex(ciphertext.alpha),
        beta: group.elementHex(ciphertext.beta),
        proof: writeBranches(group, own),
      })),
    },
    commitments: {
      contest: writeCommitments(group, proof),
      selections: selections.map(({ proof: own }) => writeCommitments(group, own)),
    },
    nonces: selections.map(({ nonce }) => group.scalarHex(nonce)),
  };
}

/**
 * @param {Group} group
 * @param {Awaited<ReturnType<typeof proveRange>>} proof
 * @returns {string[][]}
 */
function writeBranches(group, { branches }) {
  return branches.map((pair) => pair.map((scalar) => group.scalarHex(scalar)));
}

/**
 * @param {Group} group
 * @param {Awaited<ReturnType<typeof proveRange>>} proof
 * @returns {string[][]}
 */
function writeCommitments(group, { commitments }) {
  return commitments.map((pair) => pair.map((element) => group.elementHex(element)));
}
