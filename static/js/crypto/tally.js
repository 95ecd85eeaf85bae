/**
 * Counting: which ballots, their encrypted totals, and a trustee's part in opening those.
 * Source: docs/spec/protocol.md section 8.
 * @module
 */

import { randomScalar } from "./entropy.js";
import { proveDecryption, verifyDecryption } from "./equality-proof.js";
import { ProofError } from "./errors.js";
import { contestsOfStyle } from "./manifest.js";
import { PowerChain } from "./power-chain.js";
import { placeOf } from "./range-proof.js";
import { secretPower } from "./secret-power.js";

/** @typedef {import("./ballot.js").Ballot} Ballot */
/** @typedef {import("./context.js").ElectionContext} ElectionContext */
/** @typedef {import("./elgamal.js").Ciphertext} Ciphertext */
/** @typedef {import("./group.js").Group} Group */
/** @typedef {import("./payloads.js").PartialDecryption} PartialDecryption */
/**
 * @template Item
 * @typedef {import("./payloads.js").Grid<Item>} Grid
 */
/**
 * Totals as `tally` has them; a number is a member only after verifyMembers.
 * @typedef {Grid<Ciphertext>} Tally
 */

/**
 * Applies the re-vote rule: of each credential its last ballot before the close counts.
 * @param {Iterable<Readonly<{ index: number, credential: string }>>} ballots in the record's order
 * @returns {number[]} entry numbers, ascending
 */
export function countedBallots(ballots) {
  /** @type {Map<string, number>} */
  const last = new Map();
  for (const { index, credential } of ballots) last.set(credential, index);
  return [...last.values()].sort((left, right) => left - right);
}

/** Totals that grow ballot by ballot. */
export class Totals {
  #context;
  /** @type {{ alpha: bigint, beta: bigint }[][]} */
  #contests;

  /** @param {ElectionContext} context */
  constructor(context) {
    this.#context = context;
    this.#contests = context.manifest.contests.map(({ options }) =>
      options.map(() => ({ alpha: 1n, beta: 1n })),
    );
  }

  /**
   * Multiplies a ballot in. Whether its numbers are members is looked at when it is verified, and again
   * in the totals.
   * @param {Ballot} ballot
   * @param {number} weight of its voter, at least 1
   */
  add(ballot, weight) {
    const { manifest, group } = this.#context;
    // A = prod alpha^w,  B = prod beta^w
    const power = (/** @type {bigint} */ base) =>
      weight === 1 ? base : group.power(base, BigInt(weight));
    for (const [position, { number }] of contestsOfStyle(
      manifest,
      ballot.style,
      "ballot.style",
    ).entries()) {
      for (const [option, { ciphertext }] of ballot.contests[position].selections.entries()) {
        const total = this.#contests[number - 1][option];
        total.alpha = group.multiply(total.alpha, power(ciphertext.alpha));
        total.beta = group.multiply(total.beta, power(ciphertext.beta));
      }
    }
  }

  /**
   * Multiplies totals of other ballots in.
   * @param {Tally} tally
   * @throws {ProofError} if it does not have the manifest's shape
   */
  merge(tally) {
    verifyShape(tally, this.#context, "totals");
    const { group } = this.#context;
    for (const [contest, items] of this.#contests.entries()) {
      for (const [option, total] of items.entries()) {
        total.alpha = group.multiply(total.alpha, tally[contest][option].alpha);
        total.beta = group.multiply(total.beta, tally[contest][option].beta);
      }
    }
  }

  /** @returns {Tally} */
  tally() {
    return this.#contests.map((contest) => contest.map((total) => ({ ...total })));
  }
}

/**
 * @param {Tally} left
 * @param {Tally} right
 * @returns {boolean} whether shape and numbers are the same
 */
export function isSameTally(left, right) {
  return isSameGrid(left, right, (a, b) => a.alpha === b.alpha && a.beta === b.beta);
}

/**
 * @template Left, Right
 * @param {Grid<Left>} left
 * @param {Grid<Right>} right
 * @param {(a: Left, b: Right) => boolean} isSame
 * @returns {boolean}
 */
function isSameGrid(left, right, isSame) {
  return (
    left.length === right.length &&
    left.every(
      (items, contest) =>
        items.length === right[contest].length &&
        items.every((item, option) => isSame(item, right[contest][option])),
    )
  );
}

/**
 * @param {Grid<unknown>} grid
 * @param {ElectionContext} context
 * @param {string} place
 * @throws {ProofError} unless there is one item for each option of each contest of the manifest
 */
export function verifyShape(grid, { manifest }, place) {
  const expected = manifest.contests.map(({ options }) => options);
  if (!isSameGrid(grid, expected, () => true))
    throw new ProofError(place, "not exactly the manifest's contests and options");
}

/**
 * @param {Tally} tally
 * @param {ElectionContext} context
 * @throws {ProofError} naming contest and option, if a total is not of the group
 */
export function verifyMembers(tally, context) {
  verifyShape(tally, context, "totals");
  for (const { contest, option, item } of positions(tally)) {
    const place = placeOf({ contest, option });
    context.group.verifyMember(item.alpha, `${place}: alpha`);
    context.group.verifyMember(item.beta, `${place}: beta`);
  }
}

/**
 * @template Item
 * @param {Grid<Item>} grid
 * @returns {{ contest: number, option: number, item: Item }[]} in order, with numbers from 1
 */
export function positions(grid) {
  return grid.flatMap((items, contest) =>
    items.map((item, option) => ({ contest: contest + 1, option: option + 1, item })),
  );
}

/**
 * Makes a trustee's partial decryptions of totals whose membership was tested.
 * @param {ElectionContext} context
 * @param {Readonly<{
 *   trustee: number, keyShare: bigint, shareKey: bigint, tally: Tally,
 *   show?: (done: number, total: number) => void,
 * }>} work i, z_i, S_i and the totals
 * @returns {Promise<Grid<PartialDecryption>>}
 * @throws {ProofError} if z_i and S_i do not belong together
 */
export async function decryptTally(context, { trustee, keyShare, shareKey, tally, show }) {
  const { electionHash, group } = context;
  const all = positions(tally);
  /** @type {PartialDecryption[][]} */
  const contests = tally.map(() => []);
  const chains = { shareKey: group.powersOf(shareKey) };
  for (const [done, { contest, option, item: ciphertext }] of all.entries()) {
    show?.(done, all.length);
    // M_i = A^(z_i),  a = g^u,  b = A^u
    const share = secretPower(group, ciphertext.alpha, keyShare);
    const nonce = randomScalar(group);
    const a = secretPower(group, group.g, nonce);
    const b = secretPower(group, ciphertext.alpha, nonce);
    const statement = { electionHash, trustee, contest, option, shareKey, ciphertext, share };
    const proof = await proveDecryption(group, statement, { keyShare, nonce, commitments: [a, b] });
    // The record takes one answer of each trustee: a faulty one could not be mended.
    await verifyDecryption(group, statement, proof, chains);
    contests[contest - 1].push({ share, proof });
  }
  show?.(all.length, all.length);
  return contests;
}

/**
 * Tests what a trustee has decrypted of totals whose membership was tested.
 * @param {ElectionContext} context
 * @param {Readonly<{
 *   trustee: number, shareKey: bigint, tally: Tally, contests: Grid<PartialDecryption>,
 * }>} answer i, S_i, the totals, and what i made of them
 * @throws {ProofError} naming contest and option, if a number is not in the group or a proof does not hold
 */
export async function verifyPartialDecryptions(context, { trustee, shareKey, tally, contests }) {
  const { electionHash, group } = context;
  verifyShape(contests, context, "partial decryptions");
  const answers = positions(contests);
  const chains = { shareKey: group.powersOf(shareKey) };
  for (const [place, { contest, option, item: ciphertext }] of positions(tally).entries()) {
    const { share, proof } = answers[place].item;
    group.verifyMember(share, `${placeOf({ contest, option })}: share`);
    const statement = { electionHash, trustee, contest, option, shareKey, ciphertext, share };
    await verifyDecryption(group, statement, proof, chains);
  }
}

/**
 * Adds counts up, which may each be just below 2^53.
 * @param {readonly number[]} counts
 * @returns {bigint}
 */
export function sumOfCounts(counts) {
  return counts.reduce((total, count) => total + BigInt(count), 0n);
}

/**
 * Combines what enough trustees have made of one total.
 * @param {Group} group
 * @param {ReadonlyMap<number, bigint>} shares M_i by trustee, in the group
 * @returns {bigint} M
 */
export function combineShares(group, shares) {
  // M = prod_i M_i^(w_i),  w_i = prod_(l != i) l / (l - i) mod q
  const trustees = [...shares.keys()];
  return group.product(
    [...shares].map(([trustee, share]) => group.power(share, coefficient(group, trustees, trustee))),
  );
}

/**
 * @param {Group} group
 * @param {readonly number[]} trustees all different
 * @param {number} trustee i, one of them
 * @returns {bigint} w_i
 */
function coefficient(group, trustees, trustee) {
  let [above, below] = [1n, 1n];
  for (const other of trustees.filter((number) => number !== trustee)) {
    above = group.scalar(above * BigInt(other));
    below = group.scalar(below * BigInt(other - trustee));
  }
  // q is prime: x^(q - 2) is the inverse of x.
  return group.scalar(above * new PowerChain(below, group.q).power(group.q - 2n));
}
