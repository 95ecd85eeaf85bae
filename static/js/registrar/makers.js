/**
 * Who makes codes: workers, one for each core but one.
 * @module
 */

import { workerAddress } from "../ui/worker-address.js";
import { NoWorkerError, WorkerClient } from "../ui/worker-client.js";

/** @typedef {import("./worker.js").Made} Made */

const ADDRESS = workerAddress("registrar-worker", new URL("./worker.js", import.meta.url).href);
/** Codes that a worker makes before it tells how far it is. */
const PART = 200;

/**
 * @param {number} count of codes to be made
 * @returns {Promise<WorkerClient[]>} at least one
 * @throws {NoWorkerError}
 */
export async function startMakers(count) {
  const cores = navigator.hardwareConcurrency ?? 1;
  const number = Math.max(1, Math.min(cores - 1, Math.ceil(count / PART)));
  const starts = Array.from({ length: number }, () => WorkerClient.start(ADDRESS));
  const started = await Promise.allSettled(starts);
  const makers = started.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  if (makers.length === 0) throw new NoWorkerError("no worker started");
  return makers;
}

/**
 * @param {readonly WorkerClient[]} makers
 * @param {{ election: string, count: number }} plan
 * @param {(done: number) => void} onProgress
 * @returns {Promise<Made[]>} as many as were asked for; each is as good as any other
 */
export async function makeCodes(makers, { election, count }, onProgress) {
  /** @type {Made[]} */
  const made = [];
  let begun = 0;
  const work = async (/** @type {WorkerClient} */ maker) => {
    while (begun < count) {
      const part = Math.min(PART, count - begun);
      begun += part;
      made.push(...(await maker.call("make", { election, count: part })));
      onProgress(made.length);
    }
  };
  await Promise.all(makers.map(work));
  return made;
}
