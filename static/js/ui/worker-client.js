/**
 * The page's end of a worker that does what it is asked, call by call.
 * @module
 */

/**
 * @typedef {{ code: string, message: string }} Problem whatever else the worker says about it stands
 *   beside these
 */
/** @typedef {(progress: any) => void} OnProgress */

/** The browser cannot run the worker. */
export class NoWorkerError extends Error {
  name = "NoWorkerError";
}

/** The worker was ended before it answered. */
export class EndedError extends Error {
  name = "EndedError";
}

/** The worker could not do what it was asked. */
export class WorkerError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.message);
    this.name = problem.code;
    this.problem = problem;
  }
}

export class WorkerClient {
  /** @type {Worker} */
  #worker;
  /**
   * @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void,
   *   onProgress?: OnProgress }>}
   */
  #calls = new Map();
  #count = 0;
  #isClosed = false;

  /** @param {Worker} worker that has said it is ready */
  constructor(worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#settle(data);
    worker.onerror = () => this.close();
  }

  /**
   * @param {string} address of a module, from workerAddress
   * @returns {Promise<WorkerClient>}
   * @throws {NoWorkerError} if the browser has no module workers or lacks something the worker
   *   needs
   */
  static async start(address) {
    // Browsers start no module workers for a page that was opened as a file. The key holders' tool
    // as a single file makes plain scripts of them, which load their modules themselves.
    const type = String(address).startsWith("blob:") ? "classic" : "module";
    const worker = new Worker(address, { type });
    await new Promise((resolve, reject) => {
      worker.onmessage = resolve;
      worker.onerror = () => reject(new NoWorkerError("the worker did not start"));
    });
    return new WorkerClient(worker);
  }

  /**
   * @param {string} act one of the worker's
   * @param {unknown} [argument]
   * @param {OnProgress} [onProgress]
   * @returns {Promise<any>}
   * @throws {WorkerError}
   * @throws {EndedError}
   */
  call(act, argument, onProgress) {
    if (this.#isClosed) return Promise.reject(new EndedError("the worker was ended"));
    this.#count += 1;
    const number = this.#count;
    return new Promise((resolve, reject) => {
      this.#calls.set(number, { resolve, reject, onProgress });
      this.#worker.postMessage({ number, act, argument });
    });
  }

  /** Ends the worker and with it everything it remembers. */
  close() {
    this.#isClosed = true;
    this.#worker.terminate();
    for (const { reject } of this.#calls.values()) reject(new EndedError("the worker was ended"));
    this.#calls.clear();
  }

  /** @param {{ number: number, value?: unknown, problem?: Problem, progress?: unknown }} answer */
  #settle({ number, value, problem, progress }) {
    const call = this.#calls.get(number);
    if (progress !== undefined) {
      call?.onProgress?.(progress);
      return;
    }
    this.#calls.delete(number);
    if (problem === undefined) call?.resolve(value);
    else call?.reject(new WorkerError(problem));
  }
}
