/**
 * The page's end of a check: gets the record, starts the worker, and remembers what it finds out.
 * @module
 */

import { startWorker } from "./start-worker.js";
import { downloadRecord } from "./downloading.js";
import { Memory } from "./memory.js";

/** @typedef {import("../check/summary.js").Summary} Summary */
/** @typedef {import("../ui/worker-client.js").WorkerClient} WorkerClient */
/** @typedef {Readonly<{ file?: File, sample?: number, kept?: string }>} Order without a file, the server's record */
/**
 * `found` are the faults of ballots that were judged since the last time, `failed` the checks that failed so far.
 * @typedef {Readonly<{
 *   stage: string, done: number, total: number, failed: string[], found: import("./memory.js").Known,
 * }>} Progress
 */
/**
 * What is told on the way: bytes that came, ballots that were judged before, and how far the check is.
 * @typedef {Readonly<{
 *   downloaded: (done: number, total: number) => void, recalled: (ballots: number) => void,
 *   checked: (progress: Progress) => void,
 * }>} Listener
 */

const WORKER = new URL("./record-worker.js", import.meta.url).href;

export class Engine {
  #listener;
  /** @type {WorkerClient | undefined} */
  #client;
  #isPaused = false;

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
  }

  /**
   * @param {Order} order
   * @param {Readonly<{ record?: string, version: string }>} place address of the server's record, and version of
   *   the checker
   * @returns {Promise<{ summary: Summary, fingerprint: string }>}
   * @throws {import("../ui/server.js").UnreachableError}
   * @throws {import("../ui/worker-client.js").NoWorkerError}
   */
  async check({ file, kept, sample }, { record, version }) {
    const { downloaded, recalled } = this.#listener;
    const blob = file ?? (await downloadRecord(String(record), downloaded));
    const client = await startWorker(WORKER);
    this.#client = client;
    if (this.#isPaused) client.call("pause");
    try {
      const fingerprint = await client.call("fingerprint", blob);
      const memory = sample === undefined ? new Memory(fingerprint, version) : undefined;
      const known = (await memory?.recall()) ?? [];
      if (known.length > 0) recalled(known.length);
      const show = (/** @type {Progress} */ progress) => this.#note(progress, memory);
      const summary = await client.call("check", { blob, kept, sample, known }, show);
      await memory?.forget();
      return { summary, fingerprint };
    } finally {
      client.close();
    }
  }

  /** Holds the check up where it is. */
  pause() {
    this.#isPaused = true;
    this.#client?.call("pause");
  }

  resume() {
    this.#isPaused = false;
    this.#client?.call("resume");
  }

  /**
   * @param {Progress} progress
   * @param {Memory | undefined} memory
   */
  #note(progress, memory) {
    if (progress.found.length > 0) memory?.keep(progress.found);
    this.#listener.checked(progress);
  }
}
