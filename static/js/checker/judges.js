/**
 * Who judges ballots: workers of their own, one for each core but one, or this thread where there are none.
 * @module
 */

import { Judge } from "../check/judge.js";
import { NoWorkerError } from "../ui/worker-client.js";
import { startWorker } from "./start-worker.js";

/** @typedef {import("../check/ballots.js").BallotJudge} BallotJudge */
/** @typedef {import("../ui/worker-client.js").WorkerClient} WorkerClient */

const JUDGE_WORKER = new URL("./judge-worker.js", import.meta.url).href;

/**
 * @param {import("../check/verify.js").Work} work
 * @returns {Promise<BallotJudge[]>} at least one
 */
export async function startJudges({ setup, context, ballots }) {
  const cores = globalThis.navigator?.hardwareConcurrency ?? 1;
  const number = Math.min(ballots, Math.max(1, cores - 1));
  const starts = Array.from({ length: number }, () => RemoteJudge.start(setup));
  const started = await Promise.allSettled(starts);
  const judges = started.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  const failure = started.find((start) => start.status === "rejected");
  if (failure && !isNoWorker(failure.reason)) {
    for (const judge of judges) judge.close();
    throw failure.reason;
  }
  return judges.length > 0 ? judges : [new Judge(context)];
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

/** A worker that judges. @implements {BallotJudge} */
class RemoteJudge {
  #client;

  /** @param {WorkerClient} client */
  constructor(client) {
    this.#client = client;
  }

  /**
   * @param {import("../check/judge.js").Setup} setup
   * @returns {Promise<RemoteJudge>}
   */
  static async start(setup) {
    const client = await startWorker(JUDGE_WORKER);
    await client.call("prepare", setup);
    return new RemoteJudge(client);
  }

  /** @param {readonly import("../check/judge.js").Item[]} items */
  judge(items) {
    return this.#client.call("judge", items);
  }

  totals() {
    return this.#client.call("totals");
  }

  close() {
    this.#client.close();
  }
}
