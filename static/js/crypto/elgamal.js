/**
 * Exponential ElGamal with the joint key as the base of the vote.
 * Source: docs/spec/protocol.md section 6.
 * @module
 */

import { FixedBase } from "./fixed-base.js";

/** @typedef {import("./group.js").Group} Group */
/** @typedef {Readonly<{ alpha: bigint, beta: bigint }>} Ciphertext */

/** The group with tables for both of its bases, g and K. */
export class EncryptionKey {
  /**
   * @param {Group} group
   * @param {bigint} jointKey K, an element other than 1
   */
  constructor(group, jointKey) {
    this.group = group;
    this.jointKey = jointKey;
    this.g = group.tableOfG;
    this.k = new FixedBase(group, jointKey);
    Object.freeze(this);
  }

  /**
   * @param {number} value the vote, small and at least 0
   * @param {bigint} nonce xi in [0, q)
   * @returns {Ciphertext}
   */
  encrypt(value, nonce) {
    // alpha = g^xi,  beta = K^(sigma + xi)
    return {
      alpha: this.g.power(nonce),
      beta: this.k.power(this.group.scalar(BigInt(value) + nonce)),
    };
  }

  /**
   * @param {number} count t, at least 0
   * @returns {bigint} K^t, what an opened total of t votes is
   */
  valueOf(count) {
    return this.k.power(this.group.scalar(BigInt(count)));
  }

  /**
   * @param {readonly Ciphertext[]} ciphertexts
   * @returns {Ciphertext} of the sum of their values under the sum of their nonces
   */
  add(ciphertexts) {
    return {
      alpha: this.group.product(ciphertexts.map(({ alpha }) => alpha)),
      beta: this.group.product(ciphertexts.map(({ beta }) => beta)),
    };
  }
}
