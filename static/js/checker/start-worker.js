/**
 * Starting a worker of the checker, from the page or from the worker itself.
 * @module
 */

import { workerAddress } from "../ui/worker-address.js";
import { WorkerClient } from "../ui/worker-client.js";

const POLICY = "checker-worker";

/** Page and worker start one kind of worker each, and a policy's name can be used once. @type {Map<string, string>} */
const addresses = new Map();

/**
 * @param {string} url of the module, always the same one here
 * @returns {Promise<WorkerClient>}
 * @throws {import("../ui/worker-client.js").NoWorkerError} if it did not start
 */
export function startWorker(url) {
  if (!addresses.has(url)) addresses.set(url, workerAddress(POLICY, url));
  return WorkerClient.start(/** @type {string} */ (addresses.get(url)));
}
