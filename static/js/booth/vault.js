/**
 * The page's end of the worker that locks ballots.
 * @module
 */

const WORKER_URL = new URL("./worker.js", import.meta.url).href;

// The only text that ever becomes a script is this one fixed address.
/** @type {any} */
const factory = Reflect.get(globalThis, "trustedTypes");
const policy = factory?.createPolicy("booth-worker", {
  createScriptURL(/** @type {string} */ url) {
    if (url !== WORKER_URL) throw new TypeError("not the booth's worker");
    return url;
  },
});

/** The browser cannot run the worker. */
export class NoWorkerError extends Error {
  name = "NoWorkerError";
}

export class Vault {
  /** @type {Worker} */
  #worker;
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
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
   * @returns {Promise<Vault>}
   * @throws {NoWorkerError} if the browser has no module workers or lacks something the worker
   *   needs
   */
  static async start() {
    const url = policy ? policy.createScriptURL(WORKER_URL) : WORKER_URL;
    const worker = new Worker(/** @type {string} */ (url), { type: "module" });
    await new Promise((resolve, reject) => {
      worker.onmessage = resolve;
      worker.onerror = () => reject(new NoWorkerError("the worker did not start"));
    });
    return new Vault(worker);
  }

  /**
   * @param {string} act one of the worker's
   * @param {unknown} [argument]
   * @returns {Promise<any>}
   */
  call(act, argument) {
    if (this.#isClosed) return Promise.reject(new Error("the worker was ended"));
    this.#count += 1;
    const number = this.#count;
    return new Promise((resolve, reject) => {
      this.#calls.set(number, { resolve, reject });
      this.#worker.postMessage({ number, act, argument });
    });
  }

  /** Ends the worker and with it everything it remembers. */
  close() {
    this.#isClosed = true;
    this.#worker.terminate();
    for (const { reject } of this.#calls.values()) reject(new Error("the worker was ended"));
    this.#calls.clear();
  }

  /** @param {{ number: number, value?: unknown, problem?: string }} answer */
  #settle({ number, value, problem }) {
    const call = this.#calls.get(number);
    this.#calls.delete(number);
    if (problem === undefined) call?.resolve(value);
    else call?.reject(new Error(problem));
  }
}
