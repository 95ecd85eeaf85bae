/**
 * The powers of a range proof, made before anybody knows the value it will be for.
 *
 * The commitments for the value l are a_j = g^(u_j) and b_j = K^(u_j + (l - j) c_j). With l - low written in
 * digits d_i to the base 4 and s = sum_i 4^i,
 *     b_j = K^(u_j + (low - j - s) c_j) * prod_i K^((d_i + 1) 4^i c_j).
 * All these powers are made for every digit there can be, so that one multiplication for each digit is left,
 * by a number other than 1 and thus the same work for every value.
 * Source: docs/spec/protocol.md sections 6.3 and 6.8.
 * @module
 */

/** @typedef {import("./elgamal.js").EncryptionKey} EncryptionKey */
/** @typedef {import("./range-proof.js").Commitment} Commitment */
/** @typedef {import("./range-proof.js").ProofRandomness} ProofRandomness */
/** @typedef {Readonly<{ a: bigint, b: bigint, digits: readonly bigint[][] }>} BranchPowers */

const BITS = 2;
const BASE = 2 ** BITS;

/** What a proof for low..high is made of. Whoever makes one with it must do so once. */
export class RangePowers {
  #key;
  #low;
  #width;
  /** @type {BranchPowers[]} */
  #branches = [];

  /**
   * @param {EncryptionKey} key
   * @param {{ low: number, high: number, randomness: ProofRandomness }} range
   */
  constructor(key, { low, high, randomness }) {
    this.#key = key;
    this.#low = low;
    this.#width = high - low;
    this.randomness = randomness;
  }

  /**
   * Makes the powers of the next branch.
   * @returns {boolean} whether more are missing
   */
  grow() {
    const branch = this.#branches.length;
    this.#branches.push(
      branchPowers(this.#key, {
        u: this.randomness.us[branch],
        c: this.randomness.cs[branch],
        branch,
        width: this.#width,
      }),
    );
    return branch < this.#width;
  }

  /**
   * @param {number} value in low..high; every branch has its powers
   * @returns {Commitment[]} (a_j, b_j) of every branch
   */
  commitments(value) {
    const { group } = this.#key;
    return this.#branches.map(({ a, b, digits }) => {
      let rest = value - this.#low;
      let product = b;
      for (const powers of digits) {
        product = group.multiply(product, powers[rest % BASE]);
        rest = Math.floor(rest / BASE);
      }
      return [a, product];
    });
  }
}

/**
 * @param {EncryptionKey} key
 * @param {{ u: bigint, c: bigint, branch: number, width: number }} drawn branch: j - low; width: high - low
 * @returns {BranchPowers}
 */
function branchPowers({ g, k, group }, { u, c, branch, width }) {
  const a = g.power(u);
  // There is one value only, and nothing to hide.
  if (width === 0) return { a, b: k.power(u), digits: [] };
  const digits = [];
  let least = 0;
  let step = k.power(c);
  for (let unit = 1; unit <= width; unit *= BASE) {
    const count = Math.min(BASE, Math.floor(width / unit) + 1);
    digits.push(firstPowers(group, step, count));
    least += unit;
    for (let bit = 0; bit < BITS; bit += 1) step = group.multiply(step, step);
  }
  return { a, b: k.power(group.scalar(u - BigInt(branch + least) * c)), digits };
}

/**
 * @param {import("./group.js").Group} group
 * @param {bigint} base
 * @param {number} count
 * @returns {bigint[]} base, base^2, .., base^count
 */
function firstPowers(group, base, count) {
  const powers = [base];
  while (powers.length < count) powers.push(group.multiply(powers[powers.length - 1], base));
  return powers;
}
