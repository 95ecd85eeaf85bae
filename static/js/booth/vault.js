/**
 * The worker that locks ballots, as the page starts it.
 * @module
 */

import { workerAddress } from "../ui/worker-address.js";
import { WorkerClient } from "../ui/worker-client.js";

const ADDRESS = workerAddress("booth-worker", new URL("./worker.js", import.meta.url).href);

/**
 * @returns {Promise<WorkerClient>}
 * @throws {import("../ui/worker-client.js").NoWorkerError}
 */
export function startVault() {
  return WorkerClient.start(ADDRESS);
}
