/**
 * The worker that reads the record and holds the key while it is needed, as the page starts it.
 * @module
 */

import { startWorker } from "./start-worker.js";

/** @typedef {Readonly<{ attempt: number, isCurrent: boolean, isOnRecord: boolean }>} OpenedKey */
/**
 * @typedef {Readonly<{ ballots: number, replaced: number, withdrawn: number, reissued: number, revoked: number,
 *   tests: number, totals: number, singles: number[], hasProofsChecked: boolean }>} Recount
 */

const WORKER = new URL("./worker.js", import.meta.url).href;

/**
 * @param {{ election: string, trustee: number, source: unknown }} holder
 * @returns {Promise<import("../ui/worker-client.js").WorkerClient>}
 * @throws {import("../ui/worker-client.js").NoWorkerError}
 */
export async function startEngine({ election, trustee, source }) {
  const client = await startWorker(WORKER);
  await client.call("start", { election, trustee, source });
  return client;
}
