/**
 * The check of one ballot or test ballot, in a worker: C07.1 to C07.6, or C08.1 to C08.5, of
 * docs/spec/verification.md, after the entry's place on the record and what the election was frozen as.
 * @module
 */

import { openFrozen } from "../booth/frozen.js";
import { startWorker } from "../checker/start-worker.js";
import { encodeHex } from "../crypto/encoding.js";
import { ProofError } from "../crypto/errors.js";
import { sha256 } from "../crypto/transcript.js";
import { getBytes, getJson } from "../ui/server.js";
import { openRecorded } from "./recorded.js";

/** @typedef {import("./recorded.js").Claim} Claim */
/** @typedef {import("./recorded.js").Recorded} Recorded */
/** @typedef {Readonly<{ recorded: Recorded, faults: readonly (readonly [string, string])[] }>} Finding */

const JUDGE_WORKER = new URL("../checker/judge-worker.js", import.meta.url).href;

/**
 * @param {Claim} claim
 * @returns {Promise<Finding>} no fault if all holds
 * @throws {ProofError} if the record does not prove what the page says
 * @throws {import("../crypto/errors.js").DecodeError}
 * @throws {import("../ui/server.js").UnreachableError} also RefusedError: nothing can be said
 * @throws {import("../ui/worker-client.js").NoWorkerError} also WorkerError, EndedError
 */
export async function checkBallot(claim) {
  const starting = startWorker(JUDGE_WORKER);
  // If a fetch fails first, nobody waits for the worker any more.
  starting.catch(() => {});
  try {
    const [recorded, { joint_key: jointKey, freeze }] = await Promise.all([
      openRecorded(claim),
      getJson(`/api/v1/elections/${claim.election}/`),
    ]);
    const keys = { jointKey: String(jointKey), freeze: Number(freeze) };
    return await judged(claim, recorded, keys, await starting);
  } finally {
    starting.then(
      (worker) => worker.close(),
      () => {},
    );
  }
}

/**
 * @param {Claim} claim
 * @param {Recorded} recorded
 * @param {{ jointKey: string, freeze: number }} keys the joint key, and the entry that has to name it
 * @param {import("../ui/worker-client.js").WorkerClient} worker
 * @returns {Promise<Finding>}
 */
async function judged({ election, index }, recorded, { jointKey, freeze }, worker) {
  const { manifest, logKey, entry } = recorded;
  const receipt = await getBytes(`/api/v1/logs/${election}/proofs/receipt?index=${freeze}`);
  await openFrozen({ id: election, jointKey, manifest, receipt, logKey });
  const payload = await getBytes(`/api/v1/logs/${election}/payloads/${entry.payload}`);
  if (payload.length !== entry.size || encodeHex(await sha256(payload)) !== entry.payload)
    throw new ProofError("ballot", "is not the one that its entry names");
  await worker.call("prepare", { manifest, jointKey });
  const item = { index: Number(index), entry, payload, weight: 0, isProven: false };
  const [{ faults }] = await worker.call("judge", [item]);
  return { recorded, faults };
}
