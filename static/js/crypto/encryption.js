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
/** @typedef {import("./manifest.js").Contest} Contest */
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
  if (votes.length !== contests.length)
    throw new RangeError("votes do not have the shape of the ballot style");
  const id = await ballotId(context.electionHash, credential, randomness.salt);
  const digest = await ballotKey(context.electionHash, id);
  const sealed = [];
  for (const [index, { number, contest }] of contests.entries()) {
    const secret = {
      votes: votes[index],
      ballotNonce: randomness.ballotNonce,
      randomness: randomness.contests[index],
    };
    sealed.push(await encryptContest(context.key, digest, { number, contest }, secret));
  }
  const ballot = encodeJson({
    contests: sealed.map(({ document }) => document),
    credential: encodeHex(credential),
    election: context.manifest.election,
    salt: encodeHex(randomness.salt),
    style,
    v: 1,
  });
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
 * @param {ElectionContext["key"]} key
 * @param {Uint8Array} digest H_I
 * @param {{ number: number, contest: Contest }} place
 * @param {{ votes: readonly number[], ballotNonce: Uint8Array, randomness: ContestRandomness }} secret
 */
async function encryptContest(
  key,
  digest,
  { number, contest },
  { votes, ballotNonce, randomness },
) {
  if (votes.length !== contest.options.length)
    throw new RangeError("votes do not have the shape of the contest");
  const selections = [];
  for (const [index, { optionMax }] of contest.options.entries()) {
    const statement = {
      key,
      ballotKey: digest,
      contest: number,
      option: index + 1,
      low: 0,
      high: optionMax,
    };
    const nonce = await selectionNonce(digest, key.group, {
      contest: number,
      option: index + 1,
      ballotNonce,
    });
    selections.push(
      await seal(statement, {
        value: votes[index],
        nonce,
        randomness: randomness.selections[index],
      }),
    );
  }
  const total = {
    value: votes.reduce((sum, value) => sum + value, 0),
    nonce: key.group.scalar(selections.reduce((sum, { nonce }) => sum + nonce, 0n)),
    randomness: randomness.contest,
  };
  const ciphertext = key.add(selections.map((selection) => selection.ciphertext));
  const bounds = { low: contest.votesMin, high: contest.votesMax };
  const proof = await proveRange(
    { key, ballotKey: digest, contest: number, option: 0, ciphertext, ...bounds },
    total,
  );
  return writeContest(key.group, selections, proof);
}

/**
 * @param {Omit<import("./range-proof.js").RangeStatement, "ciphertext">} statement
 * @param {{ value: number, nonce: bigint, randomness: ProofRandomness }} secret
 */
async function seal(statement, secret) {
  const ciphertext = statement.key.encrypt(secret.value, secret.nonce);
  return {
    ciphertext,
    nonce: secret.nonce,
    proof: await proveRange({ ...statement, ciphertext }, secret),
  };
}

/**
 * @param {Group} group
 * @param {Awaited<ReturnType<typeof seal>>[]} selections
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
