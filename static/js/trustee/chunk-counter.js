/**
 * Counting some ballots: what each of them has to be, and their encrypted totals.
 * Source: docs/spec/protocol.md sections 6 to 8.
 * @module
 */

import {
  ballotHash,
  decodeBallot,
  decodeChallenge,
  openChallenge,
  verifyBallot,
} from "../crypto/ballot.js";
import { ElectionContext } from "../crypto/context.js";
import { encodeHex } from "../crypto/encoding.js";
import { ProofError } from "../crypto/errors.js";
import { Totals } from "../crypto/tally.js";
import { isRefusal, refused } from "./problem.js";

/** @typedef {import("../crypto/ballot.js").Ballot} Ballot */
/** @typedef {import("../crypto/payloads.js").Voter} Voter */
/**
 * What is counted in: the manifest's bytes and the joint key in hex.
 * @typedef {Readonly<{ manifest: Uint8Array, jointKey: string, hasProofsChecked: boolean }>} Setup
 */
/**
 * A ballot, or the payload that shows one as a test, with its hash and voter as the record has them.
 * @typedef {Readonly<{
 *   index: number, role: "counted" | "replaced" | "test", payload: Uint8Array, hash: string,
 *   credential: string, voter: Voter,
 * }>} Item
 */

export class ChunkCounter {
  #context;
  #hasProofsChecked;
  #totals;

  /**
   * @param {ElectionContext} context
   * @param {boolean} hasProofsChecked
   */
  constructor(context, hasProofsChecked) {
    this.#context = context;
    this.#hasProofsChecked = hasProofsChecked;
    this.#totals = new Totals(context);
  }

  /**
   * @param {Setup} setup
   * @returns {Promise<ChunkCounter>}
   */
  static async build({ manifest, jointKey, hasProofsChecked }) {
    return new ChunkCounter(await ElectionContext.build(manifest, jointKey), hasProofsChecked);
  }

  /**
   * @param {readonly Item[]} items
   * @throws {import("./problem.js").Problem} "refused" with the entry that does not hold
   */
  async count(items) {
    for (const item of items) {
      try {
        await this.#take(item);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        const { message } = /** @type {Error} */ (error);
        throw refused(`entry ${item.index}: ${message}`, { entry: item.index });
      }
    }
  }

  /** @returns {Promise<import("../crypto/tally.js").Tally>} of all counted ballots so far */
  async totals() {
    return this.#totals.tally();
  }

  /** Nothing is left open. */
  close() {}

  /** @param {Item} item */
  async #take(item) {
    if (item.role === "test") return this.#takeTest(item);
    const ballot = decodeBallot(item.payload, this.#context);
    await this.#verify(ballot, item);
    if (item.role === "counted") this.#totals.add(ballot, item.voter.weight);
    return undefined;
  }

  /** @param {Item} item */
  async #takeTest(item) {
    const { ballot, nonces, shown } = decodeChallenge(item.payload, this.#context);
    if ((await ballotHash(shown)) !== item.hash)
      throw new ProofError("challenge", "shows another ballot than its entry says");
    await this.#verify(ballot, item);
    if (this.#hasProofsChecked) openChallenge(ballot, nonces, this.#context);
  }

  /**
   * @param {Ballot} ballot
   * @param {Item} item
   */
  async #verify(ballot, { credential, voter }) {
    if (encodeHex(ballot.credential) !== credential || ballot.style !== voter.style)
      throw new ProofError("ballot", "ballot and voter do not belong together");
    if (this.#hasProofsChecked) await verifyBallot(ballot, this.#context);
  }
}
