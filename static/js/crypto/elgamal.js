/**
 * Exponential ElGamal with the joint key as the base of the vote.
 * Source: docs/spec/protocol.md section 6.
 * @module
 */

import { FixedBase } from "./fixed-base.js";

/** @typedef {import("./group.js").Group} Group */
/** @typedef {Readonly<{ alpha: bigint, beta: bigint }>} Ciphertext */
/** `betas` are of the votes from 0 on. @typedef {Readonly<{ alpha: bigint, betas: readonly bigint[] }>} PreparedCiphertext */

/** The group with tables for both of its bases, g and K, which are made when they are first needed. */
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
   * Makes a part of the tables, if one is missing.
   * @returns {boolean} whether more is missing
   */
  grow() {
    return this.g.grow() || this.k.grow();
  }

  /**
   * Encrypts before the vote is known: for every vote there can be.
   * @param {bigint} nonce xi in [0, q), for one ciphertext alone
   * @param {number} most highest vote
   * @returns {PreparedCiphertext}
   */
  prepare(nonce, most) {
    const { alpha, beta } = this.encrypt(0, nonce);
    const betas = [beta];
    // beta of one vote more = beta * K
    while (betas.length <= most)
      betas.push(this.group.multiply(betas[betas.length - 1], this.jointKey));
    return { alpha, betas };
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
