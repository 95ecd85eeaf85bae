/**
 * The voter roll with its changes: who is on it at each entry, and which credentials are one voter.
 * Source: docs/spec/record.md section 4.20; docs/spec/protocol.md section 8.1.
 * @module
 */

import { countedBallots } from "./tally.js";

/** @typedef {import("./payloads.js").RollChange} RollChange */
/** @typedef {import("./payloads.js").Voter} Voter */
/**
 * A credential that is on the roll from behind entry `from` on and before entry `until`. `person` is the number of
 * the voter, the same for all credentials that follow one another.
 * @typedef {{ voter: Voter, person: number, from: number, until: number }} Place
 */
/** @typedef {Readonly<{ position: number, fault: "not on the roll" | "known before" }>} Fault */

export class VoterRoll {
  /** By credential. @type {Map<string, Place>} */
  #places = new Map();
  /** Voters who were taken off. @type {Set<number>} */
  #gone = new Set();
  #size;

  /** @param {ReadonlyMap<string, Voter>} voters as `roll` lists them */
  constructor(voters) {
    let person = 0;
    for (const [credential, voter] of voters) {
      this.#places.set(credential, { voter, person, from: -1, until: Infinity });
      person += 1;
    }
    this.#size = person;
  }

  /** @returns {number} how many voters `roll` lists */
  get size() {
    return this.#size;
  }

  /** @returns {number} how many new credentials there are */
  get reissued() {
    return this.#places.size - this.#size;
  }

  /** @returns {number} how many voters were taken off */
  get revoked() {
    return this.#gone.size;
  }

  /**
   * Takes the changes of an entry, which hold behind it. Those that must not be change nothing.
   * @param {number} index of the entry; entries come in their order
   * @param {RollChange["changes"]} changes
   * @returns {Fault[]}
   */
  change(index, changes) {
    /** @type {Fault[]} */
    const faults = [];
    for (const [position, [old, fresh]] of changes.entries()) {
      const isHeld = this.holds(old, index);
      const isKnown = this.#places.has(fresh);
      if (!isHeld) faults.push({ position, fault: "not on the roll" });
      if (isKnown) faults.push({ position, fault: "known before" });
      if (isHeld && !isKnown) this.#follow(index, old, fresh);
    }
    return faults;
  }

  /**
   * @param {number} index
   * @param {string} old
   * @param {string} fresh nothing if the voter is taken off
   */
  #follow(index, old, fresh) {
    const place = /** @type {Place} */ (this.#places.get(old));
    place.until = index;
    if (fresh === "") this.#gone.add(place.person);
    else this.#places.set(fresh, { ...place, from: index, until: Infinity });
  }

  /**
   * @param {string} credential
   * @returns {Voter | undefined} style and weight, if it is on the roll at any time
   */
  voter(credential) {
    return this.#places.get(credential)?.voter;
  }

  /**
   * @param {string} credential
   * @param {number} index of an entry
   * @returns {boolean} whether the credential is on the roll where the entry stands
   */
  holds(credential, index) {
    const place = this.#places.get(credential);
    return place !== undefined && place.from < index && index < place.until;
  }

  /**
   * @param {string} credential
   * @returns {boolean} whether whoever has or had it was taken off
   */
  isGone(credential) {
    const person = this.#places.get(credential)?.person;
    return person !== undefined && this.#gone.has(person);
  }

  /**
   * Applies the re-vote rule: the last ballot of each voter who was not taken off.
   * @param {readonly Readonly<{ index: number, credential: string }>[]} ballots before the close, in order
   * @returns {number[]} entry numbers, ascending
   */
  counted(ballots) {
    const staying = ballots.filter(({ credential }) => !this.isGone(credential));
    return countedBallots(
      staying.map(({ index, credential }) => ({ index, credential: this.#name(credential) })),
    );
  }

  /**
   * @param {string} credential
   * @returns {string} the same for all credentials of a voter
   */
  #name(credential) {
    const person = this.#places.get(credential)?.person;
    return person === undefined ? credential : `voter ${person}`;
  }
}
