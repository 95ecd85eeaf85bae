/**
 * The Jacobi symbol.
 * Source: H. Cohen, A Course in Computational Algebraic Number Theory, algorithm 1.4.12.
 * @module
 */

const WORD = 32;

/**
 * @param {bigint} x at least 0
 * @param {bigint} n odd, positive
 * @returns {-1 | 0 | 1} (x | n)
 */
export function jacobi(x, n) {
  let [top, bottom] = [x % n, n];
  let isNegative = false;
  while (top !== 0n) {
    const zeros = trailingZeros(top);
    top >>= BigInt(zeros);
    // (2 | n) is -1 exactly for n = 3 and 5 modulo 8.
    const eighth = Number(BigInt.asUintN(3, bottom));
    if (zeros % 2 === 1 && (eighth === 3 || eighth === 5)) isNegative = !isNegative;
    // Reciprocity: the sign turns where both are 3 modulo 4.
    if (eighth % 4 === 3 && BigInt.asUintN(2, top) === 3n) isNegative = !isNegative;
    [top, bottom] = [bottom % top, top];
  }
  if (bottom !== 1n) return 0;
  return isNegative ? -1 : 1;
}

/**
 * @param {bigint} value above 0
 * @returns {number}
 */
function trailingZeros(value) {
  for (let zeros = 0; ; zeros += WORD) {
    const word = Number(BigInt.asUintN(WORD, value >> BigInt(zeros)));
    if (word !== 0) return zeros + 31 - Math.clz32(word & -word);
  }
}
