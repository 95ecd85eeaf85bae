/**
 * The only module that draws randomness. There is no second source: without the operating system's
 * generator nothing is drawn and the caller stops.
 * @module
 */

import { integerOfBytes } from "./encoding.js";

/**
 * @param {number} count at most 65,536
 * @returns {Uint8Array}
 * @throws {Error} if the generator is missing or fails
 */
export function randomBytes(count) {
  return crypto.getRandomValues(new Uint8Array(count));
}

/**
 * @param {{ q: bigint }} group
 * @returns {bigint} a scalar in [1, q)
 */
export function randomScalar({ q }) {
  return 1n + randomBelow(q - 1n);
}

/**
 * Uniform by rejection: a reduced draw would favour small values.
 * @param {bigint} bound in [1, 2^256]; an order close to a power of two keeps refusals rare
 * @returns {bigint} in [0, bound)
 */
export function randomBelow(bound) {
  const bits = (bound - 1n).toString(2).length;
  const size = Math.ceil(bits / 8);
  const excess = BigInt(8 * size - bits);
  for (;;) {
    const candidate = integerOfBytes(randomBytes(size)) >> excess;
    if (candidate < bound) return candidate;
  }
}

/**
 * @param {number} count
 * @param {number} bits a multiple of 8
 * @returns {bigint[]} independent and uniform in [0, 2^bits)
 */
export function randomExponents(count, bits) {
  return Array.from({ length: count }, () => integerOfBytes(randomBytes(bits / 8)));
}

/**
 * @param {number} bound at least 1
 * @returns {number} a whole number in [0, bound), all equally likely
 */
export function randomInteger(bound) {
  return Number(randomBelow(BigInt(bound)));
}

/**
 * @template Item
 * @param {readonly Item[]} items
 * @param {number} count
 * @returns {Item[]} so many of them, all equally likely; all if there are no more
 */
export function drawSome(items, count) {
  const rest = [...items];
  const drawn = [];
  while (rest.length > 0 && drawn.length < count) {
    const [item] = rest.splice(randomInteger(rest.length), 1);
    drawn.push(item);
  }
  return drawn;
}
