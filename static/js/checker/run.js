/**
 * One check while it runs: the worker, the rows, and holding it up.
 * @module
 */

import { partsOf, PARTS } from "../check/parts.js";
import { ProgressBar } from "../ui/progress.js";
import { UnreachableError } from "../ui/server.js";
import { NoWorkerError } from "../ui/worker-client.js";
import { button, buttonGroup } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { downloadRecord } from "./downloading.js";
import { Memory } from "./memory.js";
import { PartsList } from "./parts-list.js";
import { startWorker } from "./start-worker.js";
import { showOldBrowser } from "./old-browser.js";
import { words } from "./words.js";

/** @typedef {import("../check/parts.js").PartName} PartName */
/** @typedef {import("../check/summary.js").Summary} Summary */
/** @typedef {Readonly<{ file?: File, sample?: number, kept?: string }>} Order without a file, the server's record */
/**
 * @typedef {Readonly<{ summary: Summary, fingerprint: string }> | Readonly<{ problem: string }>} Outcome
 */
/**
 * @typedef {Readonly<{
 *   stage: string, done: number, total: number, failed: string[], found: import("./memory.js").Known,
 * }>} Progress
 */

const WORKER = new URL("./record-worker.js", import.meta.url).href;
/** Of so many ballots the time for all is foretold. */
const MEASURED = 5;

/** What is worked at in each stage of the check, and what is done by then. @type {Readonly<Record<string, { part: PartName, before: PartName[] }>>} */
const STAGES = Object.freeze({
  file: { part: "record", before: [] },
  entries: { part: "record", before: [] },
  ballots: { part: "ballots", before: ["record"] },
  shares: { part: "keys", before: ["record", "ballots"] },
});

export class Run {
  #place;
  #parts = new PartsList();
  #download = new ProgressBar(words.downloading, "", "download");
  #status = el("p", { class: "govuk-body", role: "status", id: "status" });
  #estimate = el("p", { class: "govuk-body", id: "estimate" });
  #pause = button("pause", words.pause, { kind: "secondary", click: () => this.#toggle() });
  #foot = el("div", {}, buttonGroup(this.#pause));
  #isPaused = false;
  #begun = 0;
  /** @type {import("../ui/worker-client.js").WorkerClient | undefined} */
  #client;
  /** @type {Memory | undefined} */
  #memory;

  /** @param {import("./scene.js").Place} place */
  constructor(place) {
    this.#place = place;
    this.#download.element.hidden = true;
    this.element = el(
      "div",
      {},
      this.#status,
      this.#estimate,
      this.#download.element,
      this.#parts.element,
      this.#foot,
    );
  }

  /**
   * @param {Order} order
   * @returns {Promise<Outcome>}
   */
  async check(order) {
    try {
      const blob = order.file ?? (await this.#fetch());
      this.#client = await startWorker(WORKER);
      return await this.#work(blob, order);
    } catch (error) {
      if (error instanceof NoWorkerError) showOldBrowser();
      return { problem: error instanceof UnreachableError ? words.unreachable : problemOf(error) };
    } finally {
      this.#client?.close();
    }
  }

  /** @param {...HTMLElement} content in the place of the buttons */
  end(...content) {
    this.#status.textContent = words.finished;
    this.#estimate.hidden = true;
    this.#foot.replaceChildren(...content);
  }

  /** @returns {Promise<Blob>} */
  async #fetch() {
    this.#download.element.hidden = false;
    const show = (/** @type {number} */ done, /** @type {number} */ total) =>
      this.#download.show(done, total, words.downloaded(done, total));
    const blob = await downloadRecord(String(this.#place.record), show);
    this.#download.element.hidden = true;
    return blob;
  }

  /**
   * @param {Blob} blob
   * @param {Order} order
   * @returns {Promise<Outcome>}
   */
  async #work(blob, { kept, sample }) {
    const client = /** @type {import("../ui/worker-client.js").WorkerClient} */ (this.#client);
    const fingerprint = await client.call("fingerprint", blob);
    this.#memory = new Memory(fingerprint);
    const known = sample === undefined ? await this.#memory.recall() : [];
    if (known.length > 0) this.#estimate.textContent = words.goesOn(known.length);
    const isWhole = sample === undefined;
    const show = (/** @type {Progress} */ progress) => this.#show(progress, isWhole, known.length);
    const summary = await client.call("check", { blob, kept, sample, known }, show);
    this.#parts.conclude(partsOf(summary));
    if (isWhole) await this.#memory.forget();
    return { summary, fingerprint };
  }

  /**
   * @param {Progress} progress
   * @param {boolean} isWhole
   * @param {number} known ballots that were judged before
   */
  #show({ stage, done, total, failed, found }, isWhole, known) {
    const { part, before } = STAGES[stage];
    for (const name of before)
      this.#parts.finish(
        name,
        PARTS[name].some((check) => failed.includes(check)),
      );
    this.#parts.work(part, done, total);
    this.#say(words.working(words.parts[part]));
    if (stage !== "ballots") return;
    if (isWhole && found.length > 0) this.#memory?.keep(found);
    this.#foretell(done, total, known);
  }

  /**
   * @param {number} done
   * @param {number} total
   * @param {number} known
   */
  #foretell(done, total, known) {
    if (this.#begun === 0) this.#begun = performance.now();
    const fresh = done - known;
    if (fresh < MEASURED || this.#estimate.dataset.measured) return;
    const seconds = (performance.now() - this.#begun) / 1000;
    this.#estimate.dataset.measured = "true";
    this.#estimate.textContent = words.estimate(total, (seconds / fresh) * (total - known));
  }

  #toggle() {
    this.#isPaused = !this.#isPaused;
    this.#client?.call(this.#isPaused ? "pause" : "resume");
    this.#pause.textContent = this.#isPaused ? words.resume : words.pause;
    this.#pause.id = this.#isPaused ? "resume" : "pause";
    if (this.#isPaused) this.#status.textContent = words.paused;
  }

  /** @param {string} text said once, for it is read out */
  #say(text) {
    if (!this.#isPaused && this.#status.textContent !== text) this.#status.textContent = text;
  }
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function problemOf(error) {
  return error instanceof DOMException ? words.changed : words.failed;
}
