/**
 * Who counts: workers of their own, one for each core but one, or this thread where there are none.
 * @module
 */

import { NoWorkerError, WorkerError } from "../ui/worker-client.js";
import { ChunkCounter } from "./chunk-counter.js";
import { Problem } from "./problem.js";
import { startWorker } from "./start-worker.js";

/** @typedef {import("../ui/worker-client.js").WorkerClient} WorkerClient */
/** @typedef {import("./chunk-counter.js").Item} Item */
/** @typedef {import("./chunk-counter.js").Setup} Setup */
/**
 * @typedef {{
 *   count: (items: readonly Item[]) => Promise<void>,
 *   totals: () => Promise<import("../crypto/tally.js").Tally>,
 *   close: () => void,
 * }} Counter
 */

const COUNT_WORKER = new URL("./count-worker.js", import.meta.url).href;

/**
 * @param {number} limit how many have any work
 * @param {Setup} setup
 * @returns {Promise<Counter[]>} at least one
 */
export async function startCounters(limit, setup) {
  const cores = globalThis.navigator?.hardwareConcurrency ?? 1;
  const number = Math.min(limit, Math.max(1, cores - 1));
  if (number > 0 && "Worker" in globalThis) {
    const counters = await startRemote(number, setup);
    if (counters.length > 0) return counters;
  }
  return [await ChunkCounter.build(setup)];
}

/**
 * @param {number} number
 * @param {Setup} setup
 * @returns {Promise<Counter[]>} none if the browser starts no workers from here
 */
async function startRemote(number, setup) {
  const starts = Array.from({ length: number }, () => RemoteCounter.start(setup));
  const started = await Promise.allSettled(starts);
  const counters = started.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  const failure = started.find((start) => start.status === "rejected");
  if (failure && !isNoWorker(failure.reason)) {
    for (const counter of counters) counter.close();
    throw failure.reason;
  }
  return counters;
}

/**
 * @param {unknown} error
 * @returns {boolean} whether it says that there are no workers, or that a policy forbids them
 */
function isNoWorker(error) {
  return (
    error instanceof NoWorkerError || error instanceof TypeError || error instanceof DOMException
  );
}

/** A worker that counts. @implements {Counter} */
class RemoteCounter {
  #client;

  /** @param {WorkerClient} client */
  constructor(client) {
    this.#client = client;
  }

  /**
   * @param {Setup} setup
   * @returns {Promise<RemoteCounter>}
   */
  static async start(setup) {
    const counter = new RemoteCounter(await startWorker(COUNT_WORKER));
    await counter.#call("prepare", setup);
    return counter;
  }

  /** @param {readonly Item[]} items */
  count(items) {
    return this.#call("count", items);
  }

  totals() {
    return this.#call("totals");
  }

  close() {
    this.#client.close();
  }

  /**
   * @param {string} act
   * @param {unknown} [argument]
   * @returns {Promise<any>}
   */
  async #call(act, argument) {
    try {
      return await this.#client.call(act, argument);
    } catch (error) {
      if (!(error instanceof WorkerError)) throw error;
      const { code, message, ...details } = error.problem;
      throw new Problem(code, message, details);
    }
  }
}
