/**
 * Asking for a promise when a ballot is not on the record in time. It goes on beside the looking up and
 * never holds it up.
 * @module
 */

import { encodeJson } from "../crypto/canonical-json.js";
import { DecodeError, ProofError } from "../crypto/errors.js";
import { RefusedError, UnreachableError } from "../ui/server.js";

/** @typedef {import("./delivery.js").Fate} Fate */
/**
 * verify throws if a promise is not what it should be; onLate is told again and again what the ballot
 * waits for.
 * @typedef {{ onLate: (fate: Fate) => void, verify: (promise: string) => Promise<void>, onPromise:
 *   (promise: string) => void }} Course
 */

/** Milliseconds after which a promise is due (docs/spec/board.md section 13). */
const LATE = 10_000;
const BETWEEN = 4000;

export class PromiseHunt {
  #path;
  #ways;
  /** @type {Partial<Course> | undefined} */
  #course;
  /** @type {number | undefined} */
  #arrived;
  #nextAsk = 0;
  /** @type {string | undefined} */
  promise;

  /**
   * @param {string} path of the promise
   * @param {Pick<import("./delivery.js").Ways, "post" | "now">} ways
   */
  constructor(path, ways) {
    this.#path = path;
    this.#ways = ways;
  }

  /** @param {Partial<Course>} course without onPromise nothing is asked for */
  begin(course) {
    this.#course = course;
    this.#arrived ??= this.#ways.now();
    if (this.promise !== undefined) course.onPromise?.(this.promise);
  }

  /** @param {Fate} fate that is not the last one */
  goOn(fate) {
    const now = this.#ways.now();
    if (now - Number(this.#arrived) < LATE) return;
    this.#course?.onLate?.(fate);
    if (!this.#course?.onPromise || this.promise !== undefined || now < this.#nextAsk) return;
    this.#nextAsk = now + BETWEEN;
    this.#ask(this.#course);
  }

  /** An answer that comes later changes nothing any more. */
  end() {
    this.#course = undefined;
  }

  /** @param {Partial<Course>} course */
  async #ask(course) {
    try {
      const promise = (await this.#ways.post(this.#path, encodeJson({})))?.promise;
      if (typeof promise !== "string") return;
      await course.verify?.(promise);
      if (this.#course !== course) return;
      this.promise = promise;
      course.onPromise?.(promise);
    } catch (error) {
      // A false promise is none, and whether the server can be reached, the looking up finds out.
      if (![DecodeError, ProofError, RefusedError, UnreachableError].some((kind) => error instanceof kind))
        throw error;
    }
  }
}
