/**
 * Checks against the Merkle tree of a log.
 * Source: docs/spec/board.md section 2; RFC 6962 section 2.1 for the tree, RFC 9162 sections 2.1.3.2 and
 * 2.1.4.2 for the checks.
 * @module
 */

import { concat, isSameBytes, utf8 } from "./encoding.js";
import { ProofError } from "./errors.js";
import { sha256 } from "./transcript.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const CHAIN = Uint8Array.of(2);
const HASH_SIZE = 32;

/**
 * @param {Uint8Array} entry bytes of the entry
 * @returns {Promise<Uint8Array>}
 */
export async function leafHash(entry) {
  return sha256(concat(LEAF, entry));
}

/**
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 * @returns {Promise<Uint8Array>}
 */
export async function nodeHash(left, right) {
  return sha256(concat(NODE, left, right));
}

/**
 * @param {string} origin
 * @returns {Promise<Uint8Array>} c[0] of the running chain
 */
export async function chainStart(origin) {
  return sha256(concat(CHAIN, utf8(origin)));
}

/**
 * @param {Uint8Array} chain c[i]
 * @param {Uint8Array} leaf hash of leaf i
 * @returns {Promise<Uint8Array>} c[i+1]
 */
export async function chainNext(chain, leaf) {
  return sha256(concat(CHAIN, chain, leaf));
}

/**
 * @param {readonly Uint8Array[]} leaves hashes of all leaves in order
 * @returns {Promise<Uint8Array>}
 */
export async function treeRoot(leaves) {
  if (leaves.length === 0) return sha256(new Uint8Array(0));
  let level = [...leaves];
  while (level.length > 1) level = await levelAbove(level);
  return level[0];
}

/**
 * @param {readonly Uint8Array[]} level
 * @returns {Promise<Uint8Array[]>} the next level; a last node without a partner rises unchanged
 */
function levelAbove(level) {
  const pairs = Array.from({ length: Math.ceil(level.length / 2) }, (_, index) =>
    level.slice(2 * index, 2 * index + 2),
  );
  return Promise.all(pairs.map(([left, right]) => (right ? nodeHash(left, right) : left)));
}

/**
 * @param {Readonly<{
 *   leaf: Uint8Array, index: number, size: number, proof: readonly Uint8Array[], root: Uint8Array,
 * }>} claim that the leaf hash stands at the index, from 0, in the tree of so many leaves
 * @throws {ProofError}
 */
export async function verifyInclusion({ leaf, index, size, proof, root }) {
  const place = "inclusion proof";
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new ProofError(place, "index outside the tree");
  }
  const rest = hashes(proof, place);
  let value = leaf;
  // position and last number the node and the last node of one level.
  for (
    let position = index, last = size - 1;
    last > 0;
    position = half(position), last = half(last)
  ) {
    if (position % 2 === 1) value = await nodeHash(rest.next(), value);
    else if (position < last) value = await nodeHash(value, rest.next());
  }
  rest.end();
  if (!isSameBytes(value, root)) throw new ProofError(place, "does not lead to the root");
}

/**
 * @param {Readonly<{
 *   first: number, firstRoot: Uint8Array, second: number, secondRoot: Uint8Array,
 *   proof: readonly Uint8Array[],
 * }>} claim that the second tree begins with the leaves of the first
 * @throws {ProofError}
 */
export async function verifyConsistency({ first, firstRoot, second, secondRoot, proof }) {
  const place = "consistency proof";
  if (
    !Number.isSafeInteger(first) ||
    !Number.isSafeInteger(second) ||
    first < 0 ||
    first > second
  ) {
    throw new ProofError(place, "sizes out of order");
  }
  const rest = hashes(proof, place);
  const isTrivial = first === 0 || first === second;
  const [from, to] = isTrivial
    ? [await trivialRoot(first, secondRoot), secondRoot]
    : await fold(first, firstRoot, second, rest);
  rest.end();
  if (!isSameBytes(from, firstRoot)) throw new ProofError(place, "does not lead to the first root");
  if (!isSameBytes(to, secondRoot)) throw new ProofError(place, "does not lead to the second root");
}

/**
 * @param {number} first size of the first tree: 0, or the same as that of the second
 * @param {Uint8Array} secondRoot
 * @returns {Promise<Uint8Array>} what the first root must be
 */
async function trivialRoot(first, secondRoot) {
  return first === 0 ? treeRoot([]) : secondRoot;
}

/**
 * @param {number} first
 * @param {Uint8Array} firstRoot
 * @param {number} second above first
 * @param {ReturnType<typeof hashes>} rest
 * @returns {Promise<[Uint8Array, Uint8Array]>} the two roots the proof leads to
 */
async function fold(first, firstRoot, second, rest) {
  let position = first - 1;
  let last = second - 1;
  // The largest full subtree at the end of the first tree is a node of both.
  for (; position % 2 === 1; position = half(position)) last = half(last);
  let from = position > 0 ? rest.next() : firstRoot;
  let to = from;
  for (; last > 0; position = half(position), last = half(last)) {
    if (position % 2 === 1) {
      const left = rest.next();
      [from, to] = [await nodeHash(left, from), await nodeHash(left, to)];
    } else if (position < last) {
      to = await nodeHash(to, rest.next());
    }
  }
  return [from, to];
}

/**
 * @param {number} value
 * @returns {number}
 */
function half(value) {
  // Sizes may pass 2^31, where bit shifts would wrap.
  return Math.floor(value / 2);
}

/**
 * Hands out the hashes of a proof one by one and insists on the exact number.
 * @param {readonly Uint8Array[]} proof
 * @param {string} place
 */
function hashes(proof, place) {
  let taken = 0;
  return {
    next() {
      const value = proof[taken];
      taken += 1;
      if (value?.length !== HASH_SIZE)
        throw new ProofError(place, "too short, or holds something that is no hash");
      return value;
    },
    end() {
      if (taken !== proof.length) throw new ProofError(place, "too long");
    },
  };
}
