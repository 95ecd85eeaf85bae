/**
 * The ballot that is made ready while the voter reads and chooses.
 * @module
 */

import { prepareBallot } from "../crypto/encryption.js";

/** @typedef {import("../crypto/context.js").ElectionContext} ElectionContext */
/** @typedef {import("../crypto/prepared-ballot.js").PreparedBallot} PreparedBallot */
/** @typedef {Readonly<{ style: number, credential: Uint8Array }>} Voter */

/** After so many milliseconds of work others have their turn: the page, or a voter who is done already. */
const TURN = 8;

/**
 * Holds at most one ballot, for one voter. Whoever takes it empties the place, so nothing of it can go into a
 * second one. One is enough, and then nothing runs: most voters lock a single ballot, and batteries are small.
 */
export class NextBallot {
  #context;
  /** @type {PreparedBallot | undefined} */
  #ballot;
  #owner = "";

  /** @param {ElectionContext} context its tables are made first, before anybody has signed in */
  constructor(context) {
    this.#context = context;
    inTurns(async () => context.key.grow());
  }

  /**
   * Draws a ballot for the voter and makes it ready, if none is there.
   * @param {Voter} voter
   * @returns {Promise<void>} once it is ready or nobody waits for it
   * @throws {Error} if it cannot be made; the place is empty then
   */
  async begin(voter) {
    if (this.#ballot !== undefined && this.#owner === nameOf(voter)) return;
    const ballot = prepareBallot(this.#context, voter);
    const isAwaited = () => this.#ballot === ballot;
    this.#ballot = ballot;
    this.#owner = nameOf(voter);
    try {
      await inTurns(async () => isAwaited() && ballot.advance());
    } catch (error) {
      if (isAwaited()) this.drop();
      throw error;
    }
  }

  /**
   * @param {Voter} voter
   * @returns {PreparedBallot} as far as it is made; a new one if none was begun for this voter
   */
  take(voter) {
    const ballot = this.#owner === nameOf(voter) ? this.#ballot : undefined;
    this.drop();
    return ballot ?? prepareBallot(this.#context, voter);
  }

  /** Forgets the ballot, whatever there is of it. */
  drop() {
    this.#ballot = undefined;
    this.#owner = "";
  }
}

/**
 * @param {Voter} voter
 * @returns {string}
 */
function nameOf({ style, credential }) {
  return `${style} ${credential}`;
}

/** @param {() => Promise<boolean>} step whether there is more to do */
async function inTurns(step) {
  let began = performance.now();
  while (await step()) {
    if (performance.now() - began < TURN) continue;
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
    began = performance.now();
  }
}
