/**
 * The subgroup of prime order q of the integers modulo p.
 * Source: docs/spec/protocol.md section 1.
 * @module
 */

import { checkHex, integerBytes, integerHex } from "./encoding.js";
import { DecodeError, ProofError } from "./errors.js";
import { FixedBase } from "./fixed-base.js";
import { PARAMETERS } from "./parameters.js";
import { PowerChain } from "./power-chain.js";

const SCALAR_SIZE = 32;

/**
 * Numbers are of three kinds: a residue, in [1, p), was decoded and proves nothing; an element is a residue
 * that passed verifyMember or that we made; a scalar lies in [0, q).
 */
export class Group {
  /** @type {FixedBase | undefined} */
  #powersOfG;

  /**
   * @param {{ name: string, p: bigint, q: bigint, g: bigint }} parameters trusted, never from a record
   */
  constructor({ name, p, q, g }) {
    this.name = name;
    this.p = p;
    this.q = q;
    this.g = g;
    /** Length of an encoded element in bytes. */
    this.elementSize = Math.ceil(p.toString(16).length / 2);
    Object.freeze(this);
  }

  /**
   * @param {unknown} text
   * @param {string} place
   * @returns {bigint} in [1, p), not yet known to be a member
   * @throws {DecodeError}
   */
  decodeResidue(text, place) {
    const residue = BigInt(`0x${checkHex(text, this.elementSize, place)}`);
    if (residue === 0n || residue >= this.p) throw new DecodeError(place, "element outside [1, p)");
    return residue;
  }

  /**
   * @param {unknown} text
   * @param {string} place
   * @returns {bigint} in [0, q)
   * @throws {DecodeError}
   */
  decodeScalar(text, place) {
    const scalar = BigInt(`0x${checkHex(text, SCALAR_SIZE, place)}`);
    if (scalar >= this.q) throw new DecodeError(place, "scalar not below q");
    return scalar;
  }

  /**
   * @param {bigint} element
   * @returns {string}
   */
  elementHex(element) {
    return integerHex(element, this.elementSize);
  }

  /**
   * @param {bigint} element
   * @returns {Uint8Array}
   */
  elementBytes(element) {
    return integerBytes(element, this.elementSize);
  }

  /**
   * @param {bigint} scalar
   * @returns {string}
   */
  scalarHex(scalar) {
    return integerHex(scalar, SCALAR_SIZE);
  }

  /**
   * @param {bigint} value any integer
   * @returns {bigint} in [0, q)
   */
  scalar(value) {
    const remainder = value % this.q;
    return remainder < 0n ? remainder + this.q : remainder;
  }

  /**
   * @param {bigint} left
   * @param {bigint} right
   * @returns {bigint}
   */
  multiply(left, right) {
    return (left * right) % this.p;
  }

  /**
   * @param {Iterable<bigint>} factors
   * @returns {bigint} 1 if there are none
   */
  product(factors) {
    let result = 1n;
    for (const factor of factors) result = this.multiply(result, factor);
    return result;
  }

  /**
   * @param {bigint} residue in [1, p)
   * @returns {bigint} its inverse modulo p, by Euclid's algorithm
   */
  inverse(residue) {
    let [low, high] = [residue, this.p];
    let [ofLow, ofHigh] = [1n, 0n];
    while (low !== 0n) {
      const quotient = high / low;
      [low, high] = [high - quotient * low, low];
      [ofLow, ofHigh] = [ofHigh - quotient * ofLow, ofLow];
    }
    return ofHigh < 0n ? ofHigh + this.p : ofHigh;
  }

  /**
   * @param {bigint} base
   * @param {bigint} exponent public, at least 0
   * @returns {bigint}
   */
  power(base, exponent) {
    return this.powersOf(base).power(exponent);
  }

  /**
   * @param {bigint} base
   * @returns {PowerChain}
   */
  powersOf(base) {
    return new PowerChain(base, this.p);
  }

  /**
   * @param {bigint} exponent in [0, q)
   * @returns {bigint} g^exponent
   */
  powerOfG(exponent) {
    return this.tableOfG.power(exponent);
  }

  /** @returns {FixedBase} one for all; its first power takes the time of some ten */
  get tableOfG() {
    this.#powersOfG ??= new FixedBase(this, this.g);
    return this.#powersOfG;
  }

  /**
   * @param {bigint} residue
   * @param {string} place
   * @param {PowerChain} [chain] of the residue, if one is needed anyway
   * @throws {ProofError} unless 0 < residue < p and residue^q == 1
   */
  verifyMember(residue, place, chain = this.powersOf(residue)) {
    const isMember = residue > 0n && residue < this.p && chain.orderDivides(this.q);
    if (!isMember) throw new ProofError(place, "not a member of the group");
  }

  /**
   * @param {bigint} residue a public key or a commitment to one
   * @param {string} place
   * @param {PowerChain} [chain] of the residue, if one is needed anyway
   * @throws {ProofError} if it is 1 or not a member
   */
  verifyKey(residue, place, chain) {
    if (residue === 1n) throw new ProofError(place, "a key must differ from 1");
    this.verifyMember(residue, place, chain);
  }
}

/**
 * One of each set, so that its table of powers is made once.
 * @type {Map<string, Group>}
 */
const groups = new Map();

/**
 * @param {unknown} name
 * @param {string} place
 * @returns {Group}
 * @throws {DecodeError} if no parameter set has the name
 */
export function groupNamed(name, place) {
  if (typeof name !== "string" || !Object.hasOwn(PARAMETERS, name))
    throw new DecodeError(place, "unknown parameter set");
  const { p, q, g } = PARAMETERS[name];
  const numbers = { p: BigInt(`0x${p}`), q: BigInt(`0x${q}`), g: BigInt(`0x${g}`) };
  const group = groups.get(name) ?? new Group({ name, ...numbers });
  groups.set(name, group);
  return group;
}
