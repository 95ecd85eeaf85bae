/**
 * What was found out about the ballots of a record, so that a check that was cut off goes on where it was.
 *
 * Everything here is public. It is kept under the fingerprint of the record's bytes and that of the checker's own
 * files, and used for no other record and by no other checker. Where a browser keeps nothing, every check starts
 * from its beginning.
 * @module
 */

/** @typedef {readonly (readonly [string, string])[]} Faults of one ballot */
/** @typedef {[index: number, faults: Faults][]} Known by number of the entry */

const NAME = "tabella-checker";
const STORE = "ballots";

/** @returns {Promise<IDBDatabase>} */
function database() {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return settled(opening);
}

/**
 * @template Value
 * @param {IDBRequest<Value>} request
 * @returns {Promise<Value>}
 */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export class Memory {
  #subject;
  #written = 0;

  /**
   * @param {string} fingerprint of the record
   * @param {string} version of the checker, another one for every change of its files
   */
  constructor(fingerprint, version) {
    this.#subject = [fingerprint, version];
  }

  /** @returns {Promise<Known>} */
  async recall() {
    const parts = await this.#attempt("readonly", (store) =>
      store.getAll(IDBKeyRange.bound([...this.#subject, 0], [...this.#subject, Infinity])),
    );
    this.#written = parts?.length ?? 0;
    return /** @type {Known[]} */ (parts ?? []).flat();
  }

  /** @param {Known} known that was not kept yet */
  async keep(known) {
    const key = [...this.#subject, this.#written];
    this.#written += 1;
    await this.#attempt("readwrite", (store) => store.put(known, key));
  }

  /** Forgets all records, this one too: a check that is finished needs nothing of it. */
  async forget() {
    await this.#attempt("readwrite", (store) => store.clear());
  }

  /**
   * @template Value
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest<Value>} act
   * @returns {Promise<Value | undefined>} nothing where the browser keeps nothing
   */
  async #attempt(mode, act) {
    try {
      const opened = await database();
      const store = opened.transaction(STORE, mode).objectStore(STORE);
      return await settled(act(store)).finally(() => opened.close());
    } catch {
      return undefined;
    }
  }
}
