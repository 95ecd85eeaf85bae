/**
 * One screen's life: what it waits for ends with it, so that nothing old acts behind a new screen.
 * @module
 */

import { showScreen } from "../ui/screen.js";
import { isTrouble, sayTrouble } from "./trouble.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 8000;

/** The screen has gone; whatever waited for it stops here. */
class OverError extends Error {
  name = "OverError";
}

export class Scene {
  #isOver = false;

  /**
   * @param {import("./journey.js").Journey} journey
   * @param {() => unknown} [redraw] what comes next, anew in another language; a screen that holds
   *   what somebody typed, or works with the key, has none
   */
  constructor(journey, redraw) {
    this.journey = journey;
    this.redraw = redraw;
    this.way = journey.way;
  }

  end() {
    this.#isOver = true;
    sayTrouble(false);
  }

  /**
   * @template T
   * @param {Promise<T>} promise
   * @returns {Promise<T>} which does not go on once the screen has gone
   */
  async wait(promise) {
    try {
      return await promise;
    } finally {
      this.#goOn();
    }
  }

  /** @param {import("../ui/screen.js").Screen} screen */
  show(screen) {
    this.#goOn();
    showScreen({ redraw: this.redraw, ...screen });
  }

  /**
   * Does something that a person asked for; what goes wrong ends up on a screen of its own.
   * @param {() => Promise<unknown>} work
   */
  async act(work) {
    try {
      await work();
    } catch (error) {
      if (!this.#isOver) this.journey.fail(error);
    }
  }

  /**
   * @template T
   * @param {() => Promise<T>} work that may be done again
   * @returns {Promise<T>} once the network lets it
   */
  async persist(work) {
    for (let pause = FIRST_WAIT; ; pause = Math.min(2 * pause, LONGEST_WAIT)) {
      try {
        const value = await this.wait(work());
        sayTrouble(false);
        return value;
      } catch (error) {
        if (!isTrouble(error)) throw error;
        sayTrouble(true);
        await this.pause(pause);
      }
    }
  }

  /** @param {number} milliseconds */
  pause(milliseconds) {
    return this.wait(
      new Promise((resolve) => {
        setTimeout(resolve, milliseconds);
      }),
    );
  }

  /**
   * @param {string} act of the worker
   * @param {unknown} [argument]
   * @param {import("../ui/worker-client.js").OnProgress} [onProgress]
   * @returns {Promise<any>}
   */
  call(act, argument, onProgress) {
    return this.persist(async () =>
      (await this.journey.engine()).call(act, argument, (progress) => {
        if (!this.#isOver) onProgress?.(progress);
      }),
    );
  }

  /**
   * Reads the record, or what is new of it.
   * @param {import("../ui/worker-client.js").OnProgress} [onProgress]
   * @returns {Promise<import("./summary.js").Summary>}
   */
  read(onProgress) {
    return this.call("read", undefined, onProgress);
  }

  /** @returns {Promise<import("./status.js").Status>} */
  async status() {
    if (this.way.isOnline) return this.persist(() => this.way.status());
    return this.way.status(await this.read());
  }

  #goOn() {
    if (this.#isOver) throw new OverError("another screen is shown");
  }
}
