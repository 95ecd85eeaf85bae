/**
 * Many powers multiplied into one number at a fraction of the cost of each.
 *
 * Bases are sorted into buckets by a window of their exponents' bits. Folding the buckets in half, again and
 * again, gives for each bit the product of the bases that have it: all that the result needs, and what a batch
 * reads signs off besides.
 * Source: Pippenger's bucket method; docs/spec/protocol.md section 10.
 * @module
 */

const WIDEST = 16;

/**
 * @param {readonly bigint[]} bases in [0, modulus)
 * @param {readonly bigint[]} exponents one for each base, at least 0; the time depends on them
 * @param {bigint} modulus
 * @returns {bigint[]} for each bit, from the lowest on, the product of the bases whose exponents have it
 */
export function bitProducts(bases, exponents, modulus) {
  const lengths = exponents.map((exponent) => (exponent === 0n ? 0 : exponent.toString(2).length));
  const positions = bases.map((_, position) => position);
  /** @type {bigint[]} */
  const highestFirst = [];
  let top = Math.max(0, ...new Set(lengths));
  while (top > 0) {
    // Shorter exponents leave the higher windows to the longer ones, which are fewer.
    const present = positions.filter((position) => lengths[position] > top - WIDEST);
    const width = Math.min(windowWidth(present.length), top);
    const buckets = fill(present, { bases, exponents, shift: top - width, width, modulus });
    highestFirst.push(...fold(buckets, modulus));
    top -= width;
  }
  return highestFirst.reverse();
}

/**
 * @param {readonly bigint[]} products by bit
 * @param {bigint} modulus
 * @returns {bigint} the product of products[i]^(2^i), which is the product of the powers
 */
export function combineBits(products, modulus) {
  return products.reduceRight(
    (result, product) => (((result * result) % modulus) * product) % modulus,
    1n,
  );
}

/**
 * @param {number} count
 * @returns {number} bits of a window: one multiplication for each base against one for each bucket
 */
function windowWidth(count) {
  const cost = (/** @type {number} */ width) => (count + 2 ** width) / width;
  let width = 1;
  while (width < WIDEST && cost(width + 1) < cost(width)) width += 1;
  return width;
}

/**
 * @param {readonly number[]} present
 * @param {{ bases: readonly bigint[], exponents: readonly bigint[], shift: number, width: number,
 *   modulus: bigint }} window
 * @returns {(bigint | undefined)[]} the product of the bases with each digit
 */
function fill(present, { bases, exponents, shift, width, modulus }) {
  /** @type {(bigint | undefined)[]} */
  const buckets = new Array(2 ** width).fill(undefined);
  const distance = BigInt(shift);
  for (const position of present) {
    const digit = Number(BigInt.asUintN(width, exponents[position] >> distance));
    if (digit === 0) continue;
    const bucket = buckets[digit];
    buckets[digit] =
      bucket === undefined ? bases[position] : (bucket * bases[position]) % modulus;
  }
  return buckets;
}

/**
 * The upper half has the highest bit; laid on the lower half, it leaves the bits below.
 * @param {(bigint | undefined)[]} buckets
 * @param {bigint} modulus
 * @returns {bigint[]} by bit of the digits, from the highest on
 */
function fold(buckets, modulus) {
  const products = [];
  for (let left = buckets; left.length > 1; ) {
    const half = left.length / 2;
    const [lower, upper] = [left.slice(0, half), left.slice(half)];
    let product = 1n;
    for (const bucket of upper) if (bucket !== undefined) product = (product * bucket) % modulus;
    products.push(product);
    left = lower.map((low, index) => {
      const high = upper[index];
      if (low === undefined || high === undefined) return low ?? high;
      return (low * high) % modulus;
    });
  }
  return products;
}
