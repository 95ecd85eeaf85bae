/**
 * Several powers of one base that is not worth a table.
 *
 * The squarings base^(16^i) are made once and shared by all exponents; each exponent then costs about
 * ninety multiplications. Verification needs the same alpha for its membership test and for every branch
 * of its proof.
 * Source: A. C. Yao, "On the evaluation of powers", SIAM J. Comput. 5 (1976).
 * @module
 */

const WINDOW = 4;
const DIGITS = 2 ** WINDOW;

/** Powers of one base modulo p. For public exponents: the time depends on them. */
export class PowerChain {
  #modulus;
  /** @type {bigint[]} */
  #steps;

  /**
   * @param {bigint} base in [0, modulus)
   * @param {bigint} modulus
   */
  constructor(base, modulus) {
    this.#modulus = modulus;
    this.#steps = [base];
  }

  /**
   * @param {bigint} exponent at least 0
   * @returns {bigint}
   */
  power(exponent) {
    const digits = exponent.toString(16);
    const modulus = this.#modulus;
    /** @type {bigint[]} */
    const buckets = new Array(DIGITS).fill(1n);
    for (let index = 0; index < digits.length; index += 1) {
      const digit = parseInt(digits[digits.length - 1 - index], 16);
      if (digit > 0) buckets[digit] = (buckets[digit] * this.#step(index)) % modulus;
    }
    return combine(buckets, modulus);
  }

  /**
   * Tells whether base^order == 1. An order just below a power of 16, as q = 2^256 - 189 is, costs hardly
   * more than the squarings: base^order == 1 exactly if base^(16^n) == base^(16^n - order).
   * @param {bigint} order at least 1
   * @returns {boolean} the base must be a unit of the modulus
   */
  orderDivides(order) {
    const width = order.toString(16).length;
    return this.#step(width) === this.power((1n << BigInt(WINDOW * width)) - order);
  }

  /**
   * @param {number} index
   * @returns {bigint} base^(16^index)
   */
  #step(index) {
    for (let next = this.#steps.length; next <= index; next += 1) {
      let value = this.#steps[next - 1];
      for (let bit = 0; bit < WINDOW; bit += 1) value = (value * value) % this.#modulus;
      this.#steps.push(value);
    }
    return this.#steps[index];
  }
}

/**
 * @param {bigint[]} buckets
 * @param {bigint} modulus
 * @returns {bigint} the product of buckets[d]^d
 */
function combine(buckets, modulus) {
  let running = 1n;
  let result = 1n;
  for (let digit = buckets.length - 1; digit > 0; digit -= 1) {
    running = (running * buckets[digit]) % modulus;
    result = (result * running) % modulus;
  }
  return result;
}
