/**
 * A contest of a ballot as it is written down.
 * Source: docs/spec/record.md sections 4.13 and 5.
 * @module
 */

/** @typedef {import("./group.js").Group} Group */
/** @typedef {import("./range-proof.js").RangeProof} RangeProof */
/**
 * @typedef {Readonly<{
 *   ciphertext: import("./elgamal.js").Ciphertext, nonce: bigint, proof: RangeProof,
 * }>} SealedSelection
 */

/**
 * @param {Group} group
 * @param {readonly SealedSelection[]} selections
 * @param {RangeProof} proof
 */
export function writeContest(group, selections, proof) {
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
 * @param {RangeProof} proof
 * @returns {string[][]}
 */
function writeBranches(group, { branches }) {
  return branches.map((pair) => pair.map((scalar) => group.scalarHex(scalar)));
}

/**
 * @param {Group} group
 * @param {RangeProof} proof
 * @returns {string[][]}
 */
function writeCommitments(group, { commitments }) {
  return commitments.map((pair) => pair.map((element) => group.elementHex(element)));
}
