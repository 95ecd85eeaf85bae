/**
 * A ballot that is made ready before the voter has chosen: all powers are there, for every choice alike, and
 * locking it is left with some multiplications and hashes.
 * Source: docs/spec/protocol.md sections 6 and 6.8.
 * @module
 */

import { ballotHash, tracker } from "./ballot.js";
import { encodeJson } from "./canonical-json.js";
import { encodeHex } from "./encoding.js";
import { ballotId, ballotKey, selectionNonce } from "./hash-chain.js";
import { contestsOfStyle } from "./manifest.js";
import { proveRange } from "./range-proof.js";
import { RangePowers } from "./range-powers.js";
import { writeContest } from "./sealed-contest.js";

/** @typedef {import("./context.js").ElectionContext} ElectionContext */
/** @typedef {import("./elgamal.js").PreparedCiphertext} PreparedCiphertext */
/** @typedef {import("./encryption.js").BallotRandomness} BallotRandomness */
/** @typedef {import("./encryption.js").ContestRandomness} ContestRandomness */
/** @typedef {import("./encryption.js").NewBallot} NewBallot */
/** @typedef {import("./manifest.js").Contest} Contest */
/**
 * What every proof of a ballot is bound to; `ballotKey` is H_I.
 * @typedef {{ key: ElectionContext["key"], ballotKey: Uint8Array }} Bound
 */
/** @typedef {Readonly<{ nonce: bigint, ciphertext: PreparedCiphertext, powers: RangePowers }>} PreparedSelection */
/**
 * @typedef {Readonly<{
 *   number: number, contest: Contest, selections: readonly PreparedSelection[], powers: RangePowers,
 * }>} PreparedContest
 */

/**
 * Its randomness is used for one ballot and never again: two ballots that share it open each other. So nothing
 * of it can be read from outside, and what locks the ballot takes it away.
 */
export class PreparedBallot {
  #context;
  #style;
  #credential;
  /** @type {BallotRandomness | undefined} until the ballot is locked */
  #randomness;
  #making;
  /** @type {Bound | undefined} once everything is ready */
  #bound;
  /** @type {PreparedContest[]} */
  #contests = [];

  /**
   * @param {ElectionContext} context
   * @param {{ style: number, credential: Uint8Array, randomness: BallotRandomness }} voter whoever calls gives
   *   the randomness away; the ballot nonce is overwritten
   */
  constructor(context, { style, credential, randomness }) {
    this.#context = context;
    this.#style = style;
    this.#credential = credential;
    this.#randomness = randomness;
    this.#making = this.#make(randomness);
  }

  /**
   * Does a little of the work, some hundred multiplications. Nothing happens once all of it is done.
   * @returns {Promise<boolean>} whether more is left
   */
  async advance() {
    return !(await this.#making.next()).done;
  }

  /**
   * Locks the ballot, after what is left of the work. It cannot be done twice, whatever comes of it.
   * @param {readonly (readonly number[])[]} votes for each option of each contest of the style
   * @returns {Promise<NewBallot>}
   * @throws {RangeError} if the votes are not in the shape of the style
   * @throws {import("./errors.js").ProofError} if a number of votes lies outside what the manifest allows
   */
  async lock(votes) {
    const randomness = this.#randomness;
    if (randomness === undefined) throw new Error("a prepared ballot is locked once");
    this.#randomness = undefined;
    while (await this.advance());
    const contests = this.#contests;
    this.#contests = [];
    const bound = this.#bound;
    if (bound === undefined) throw new Error("the ballot was not made ready");
    checkShape(votes, contests);
    const sealed = await Promise.all(
      contests.map((contest, index) => sealContest(bound, contest, votes[index])),
    );
    return this.#assemble(randomness.salt, sealed);
  }

  /** @param {BallotRandomness} randomness */
  async *#make({ salt, ballotNonce, contests }) {
    const { key, electionHash, manifest } = this.#context;
    while (key.grow()) yield;
    const id = await ballotId(electionHash, this.#credential, salt);
    const bound = { key, ballotKey: await ballotKey(electionHash, id) };
    for (const [index, rules] of contestsOfStyle(manifest, this.#style, "style").entries())
      this.#contests.push(yield* prepareContest(bound, rules, { ballotNonce, ...contests[index] }));
    ballotNonce.fill(0);
    this.#bound = bound;
  }

  /**
   * @param {Uint8Array} salt
   * @param {readonly Awaited<ReturnType<typeof sealContest>>[]} sealed
   * @returns {Promise<NewBallot>}
   */
  async #assemble(salt, sealed) {
    const ballot = encodeJson({
      credential: encodeHex(this.#credential),
      salt: encodeHex(salt),
      style: this.#style,
      v: 1,
      election: this.#context.manifest.election,
      contests: sealed.map(({ document }) => document),
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
}

/**
 * @param {readonly (readonly number[])[]} votes
 * @param {readonly PreparedContest[]} contests
 * @throws {RangeError}
 */
function checkShape(votes, contests) {
  const isSame =
    votes.length === contests.length &&
    contests.every(({ selections }, index) => votes[index].length === selections.length);
  if (!isSame) throw new RangeError("votes do not have the shape of the ballot style");
}

/**
 * @param {Bound} bound
 * @param {{ number: number, contest: Contest }} rules
 * @param {ContestRandomness & { ballotNonce: Uint8Array }} secret
 * @returns {AsyncGenerator<void, PreparedContest>}
 */
async function* prepareContest({ key, ballotKey: digest }, { number, contest }, secret) {
  const { ballotNonce } = secret;
  const selections = [];
  for (const [index, { optionMax: high }] of contest.options.entries()) {
    const place = { contest: number, option: index + 1, ballotNonce };
    const nonce = await selectionNonce(digest, key.group, place);
    const ciphertext = key.prepare(nonce, high);
    const powers = new RangePowers(key, { low: 0, high, randomness: secret.selections[index] });
    yield* grown(powers);
    selections.push({ nonce, ciphertext, powers });
  }
  const { votesMin: low, votesMax: high } = contest;
  const powers = new RangePowers(key, { low, high, randomness: secret.contest });
  yield* grown(powers);
  return { number, contest, selections, powers };
}

/** @param {RangePowers} powers */
function* grown(powers) {
  do yield;
  while (powers.grow());
}

/**
 * @param {Bound} bound
 * @param {PreparedContest} prepared
 * @param {readonly number[]} votes
 */
async function sealContest(bound, { number, contest, selections, powers }, votes) {
  const { key } = bound;
  const sealed = await Promise.all(
    selections.map(async ({ nonce, ciphertext: made, powers: own }, index) => {
      const value = votes[index];
      const place = { contest: number, option: index + 1, low: 0, high: contest.options[index].optionMax };
      const ciphertext = { alpha: made.alpha, beta: made.betas[value] };
      const proof = await proveRange({ ...bound, ...place, ciphertext }, { value, nonce, powers: own });
      return { ciphertext, nonce, proof };
    }),
  );
  // The product of the ciphertexts holds the sum of the votes under the sum of the nonces.
  const ciphertext = key.add(sealed.map((selection) => selection.ciphertext));
  const { votesMin: low, votesMax: high } = contest;
  const proof = await proveRange(
    { ...bound, contest: number, option: 0, ciphertext, low, high },
    {
      value: votes.reduce((sum, value) => sum + value, 0),
      nonce: key.group.scalar(selections.reduce((sum, { nonce }) => sum + nonce, 0n)),
      powers,
    },
  );
  return writeContest(key.group, sealed, proof);
}
