/**
 * Powers with a secret exponent.
 *
 * BigInt takes time that depends on its values. So the exponent is another one each time, and every window
 * of it costs one multiplication, whatever its digit.
 * Source: docs/spec/protocol.md section 11; P. C. Kocher, CRYPTO 1996, section 10.
 * @module
 */

import { randomBelow } from "./entropy.js";

const BLINDING_BITS = 64;
const WINDOW = 4;
const DIGITS = 2 ** WINDOW;

/**
 * @param {import("./group.js").Group} group
 * @param {bigint} base an element: only of an element is the power by q * r one
 * @param {bigint} exponent secret, in [0, q)
 * @returns {bigint} base^exponent
 */
export function secretPower(group, base, exponent) {
  // z + q r for a fresh r of 64 bits
  const blinded = exponent + group.q * randomBelow(1n << BigInt(BLINDING_BITS));
  const bits = group.q.toString(2).length + BLINDING_BITS;
  return windowedPower(smallPowers(base, group.p), blinded, Math.ceil(bits / WINDOW), group.p);
}

/**
 * @param {bigint} base
 * @param {bigint} modulus
 * @returns {bigint[]} base^0 .. base^15
 */
function smallPowers(base, modulus) {
  const powers = [1n];
  for (let digit = 1; digit < DIGITS; digit += 1) powers.push((powers[digit - 1] * base) % modulus);
  return powers;
}

/**
 * @param {readonly bigint[]} powers
 * @param {bigint} exponent
 * @param {number} windows always the same number, whatever the exponent's length
 * @param {bigint} modulus
 * @returns {bigint}
 */
function windowedPower(powers, exponent, windows, modulus) {
  let result = 1n;
  for (let index = windows - 1; index >= 0; index -= 1) {
    for (let bit = 0; bit < WINDOW; bit += 1) result = (result * result) % modulus;
    const digit = Number(BigInt.asUintN(WINDOW, exponent >> BigInt(WINDOW * index)));
    result = (result * powers[digit]) % modulus;
  }
  return result;
}
