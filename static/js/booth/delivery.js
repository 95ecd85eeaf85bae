/**
 * Bringing a ballot to the record over a connection that may break at any moment.
 * @module
 */

import { randomInteger } from "../crypto/entropy.js";
import { PromiseHunt } from "./promise-hunt.js";
import { getJson, postBytes, RefusedError, UnreachableError } from "../ui/server.js";

/** @typedef {import("./envelope.js").Envelope} Envelope */
/** @typedef {{ status: string, index?: number, receipt?: string, reason?: string, wait?: number }} Fate */
/**
 * @typedef {{ get: (path: string) => Promise<any>, post: (path: string, body: Uint8Array,
 *   token?: string) => Promise<any>, sleep: (ms: number) => Promise<void>, now: () => number }} Ways
 */
/**
 * What to do on the way: onBusy is called when the server asks to be asked later, onArrived when it has it; isProven says of what is told to be
 * recorded whether that is enough, or is to be waited for.
 * @typedef {{ onBusy?: () => void, onArrived?: () => void, isProven?: (fate: Fate) => Promise<boolean> } &
 *   Partial<import("./promise-hunt.js").Course>} Course
 */

const FIRST_WAIT = 100;
const GROWTH = 1.25;
const LONGEST_WAIT = 2000;
const MOST_TOLD = 10_000;
/** How often a busy server is asked again, and over how many milliseconds the devices spread. */
const MOST_TRIES = 20;
const SPREAD = 2000;
const FOLDERS = { ballot: "ballots", challenge: "challenges" };

/** @type {Ways} */
const WAYS = {
  get: getJson,
  post: postBytes,
  sleep: (milliseconds) =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    }),
  now: () => performance.now(),
};

/**
 * @param {Fate | undefined} fate
 * @returns {number} milliseconds for which a crowded server wants not to be asked, within reason
 */
const waitOf = (fate) => Math.min(Math.max(Number(fate?.wait) || 0, 0), MOST_TOLD);

/** One ballot or test on its way. Every try sends the same bytes, which the server takes once. */
export class Delivery {
  #hasTried = false;
  #wait = 0;
  #ways;
  #hunt;

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
    /** @type {string | undefined} what the server asks for beside the ballot */
    this.pass = undefined;
    this.#ways = ways;
    this.#hunt = new PromiseHunt(`${this.#fatePath}/promise`, ways);
  }

  /** @returns {string | undefined} a promise that was found true */
  get promise() {
    return this.#hunt.promise;
  }

  get #fatePath() {
    return `/api/v1/elections/${this.election}/ballots/${this.envelope.hash}`;
  }

  /**
   * @param {Course} [course]
   * @returns {Promise<Fate>} once it is recorded or refused
   * @throws {import("../ui/server.js").UnreachableError} after which it can be called again
   * @throws {RefusedError} if the server did not take it
   */
  async deliver(course = {}) {
    const folder = `/api/v1/elections/${this.election}/${FOLDERS[this.envelope.type]}`;
    if (this.#hasTried && (await this.#lookUp()) !== undefined) this.hadArrived = true;
    else await this.#send(folder, course);
    course.onArrived?.();
    this.#hunt.begin(course);
    return this.#settled(course).finally(() => this.#hunt.end());
  }

  /**
   * Where the server says when it will have time, it is asked then; many devices, not all at once.
   * @param {string} folder
   * @param {Course} course
   */
  async #send(folder, { onBusy }) {
    this.#hasTried = true;
    for (let tries = 1; ; tries += 1) {
      try {
        this.#wait = waitOf(await this.#ways.post(folder, this.envelope.body, this.pass));
        return;
      } catch (error) {
        const { retryAfter } = /** @type {UnreachableError} */ (error);
        if (retryAfter === undefined || tries === MOST_TRIES) throw error;
        onBusy?.();
        await this.#ways.sleep(1000 * retryAfter + randomInteger(SPREAD));
      }
    }
  }

  /**
   * @param {Course} course
   * @returns {Promise<Fate>}
   */
  async #settled({ isProven = async () => true }) {
    let told = this.#wait;
    for (let wait = FIRST_WAIT; ; wait = Math.min(GROWTH * wait, LONGEST_WAIT)) {
      // Nothing is recorded the moment it was sent, so that asking at once would be in vain.
      await this.#ways.sleep(Math.max(wait, told));
      const fate = await this.#lookUp();
      told = waitOf(fate);
      // It was there a moment ago. Another try sends it again.
      if (fate === undefined) throw new UnreachableError("the server lost the ballot");
      const isSettled = fate.status === "recorded" ? await isProven(fate) : fate.status !== "waiting";
      if (isSettled) return fate;
      this.#hunt.goOn(fate);
    }
  }

  /** @returns {Promise<Fate | undefined>} undefined if the server does not know it */
  async #lookUp() {
    try {
      return await this.#ways.get(this.#fatePath);
    } catch (error) {
      if (error instanceof RefusedError && error.status === 404) return undefined;
      throw error;
    }
  }
}
