/**
 * Bringing a ballot to the record over a connection that may break at any moment.
 * @module
 */

import { getJson, postBytes, RefusedError, UnreachableError } from "../ui/server.js";

/** @typedef {import("./envelope.js").Envelope} Envelope */
/** @typedef {{ status: string, index?: number, receipt?: string, reason?: string }} Fate */
/**
 * @typedef {{ get: (path: string) => Promise<any>, post: (path: string, body: Uint8Array) =>
 *   Promise<any>, sleep: (ms: number) => Promise<void> }} Ways
 */

const FIRST_WAIT = 125;
const LONGEST_WAIT = 2000;
const FOLDERS = { ballot: "ballots", challenge: "challenges" };

/** @type {Ways} */
const WAYS = {
  get: getJson,
  post: postBytes,
  sleep: (milliseconds) =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    }),
};

/** One ballot or test on its way. Every try sends the same bytes, which the server takes once. */
export class Delivery {
  #hasTried = false;
  #ways;

  /**
   * @param {string} election its id
   * @param {Envelope} envelope
   * @param {Ways} [ways] given only by tests
   */
  constructor(election, envelope, ways = WAYS) {
    this.election = election;
    this.envelope = envelope;
    /** Whether a try whose answer was lost had arrived after all. */
    this.hadArrived = false;
    this.#ways = ways;
  }

  /**
   * @param {() => void} [onArrived] called when the server has it
   * @returns {Promise<Fate>} once it is recorded or refused
   * @throws {import("../ui/server.js").UnreachableError} after which it can be called again
   * @throws {RefusedError} if the server did not take it
   */
  async deliver(onArrived) {
    const folder = `/api/v1/elections/${this.election}/${FOLDERS[this.envelope.type]}`;
    if (this.#hasTried && (await this.#lookUp()) !== undefined) this.hadArrived = true;
    else await this.#send(folder);
    onArrived?.();
    return this.#settled();
  }

  /** @param {string} folder */
  async #send(folder) {
    this.#hasTried = true;
    await this.#ways.post(folder, this.envelope.body);
  }

  /** @returns {Promise<Fate>} */
  async #settled() {
    for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      const fate = await this.#lookUp();
      // It was there a moment ago. Another try sends it again.
      if (fate === undefined) throw new UnreachableError("the server lost the ballot");
      if (fate.status !== "waiting") return fate;
      await this.#ways.sleep(wait);
    }
  }

  /** @returns {Promise<Fate | undefined>} undefined if the server does not know it */
  async #lookUp() {
    try {
      return await this.#ways.get(
        `/api/v1/elections/${this.election}/ballots/${this.envelope.hash}`,
      );
    } catch (error) {
      if (error instanceof RefusedError && error.status === 404) return undefined;
      throw error;
    }
  }
}
