/**
 * One check while it runs: the rows, and holding it up.
 * @module
 */

import { partsOf, PARTS } from "../check/parts.js";
import { button, buttonGroup } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { ProgressBar } from "../ui/progress.js";
import { UnreachableError } from "../ui/server.js";
import { NoWorkerError } from "../ui/worker-client.js";
import { Engine } from "./engine.js";
import { Forecast } from "./forecast.js";
import { showOldBrowser } from "./old-browser.js";
import { PartsList } from "./parts-list.js";
import { words } from "./words.js";

/** @typedef {import("../check/parts.js").PartName} PartName */
/** @typedef {import("../check/summary.js").Summary} Summary */
/** @typedef {import("./engine.js").Order} Order */
/** @typedef {import("./engine.js").Progress} Progress */
/**
 * @typedef {Readonly<{ summary: Summary, fingerprint: string }> | Readonly<{ problem: string }>} Outcome
 */

/** What is worked at in each stage of the check, and what is done by then. @type {Readonly<Record<string, { part: PartName, before: PartName[] }>>} */
const STAGES = Object.freeze({
  file: { part: "record", before: [] },
  entries: { part: "record", before: [] },
  ballots: { part: "ballots", before: ["record"] },
  shares: { part: "keys", before: ["record", "ballots"] },
});

export class Run {
  #parts = new PartsList();
  #download = new ProgressBar(words.downloading, "", "download");
  #status = el("p", { class: "govuk-body", role: "status", id: "status" });
  #forecast = new Forecast();
  #pause = button("pause", words.pause, { kind: "secondary", click: () => this.#toggle() });
  #foot = el("div", {}, buttonGroup(this.#pause));
  #isPaused = false;
  #engine = new Engine({
    downloaded: (done, total) => this.#showDownload(done, total),
    recalled: (ballots) => this.#forecast.recall(ballots),
    checked: (progress) => this.#show(progress),
  });

  constructor() {
    this.#download.element.hidden = true;
    const { element } = this.#forecast;
    this.element = el(
      "div",
      {},
      this.#status,
      element,
      this.#download.element,
      this.#parts.element,
      this.#foot,
    );
  }

  /**
   * @param {Order} order
   * @param {import("./scene.js").Place} place
   * @returns {Promise<Outcome>}
   */
  async check(order, place) {
    try {
      const outcome = await this.#engine.check(order, place);
      this.#parts.conclude(partsOf(outcome.summary));
      return outcome;
    } catch (error) {
      if (error instanceof NoWorkerError) showOldBrowser();
      return { problem: problemOf(error) };
    }
  }

  /** @param {...HTMLElement} content in the place of the buttons */
  end(...content) {
    this.#status.textContent = words.finished;
    this.#forecast.element.hidden = true;
    this.#foot.replaceChildren(...content);
  }

  /**
   * @param {number} done
   * @param {number} total
   */
  #showDownload(done, total) {
    this.#download.element.hidden = false;
    this.#download.show(done, total, words.downloaded(done, total));
  }

  /** @param {Progress} progress */
  #show({ stage, done, total, failed }) {
    this.#download.element.hidden = true;
    const { part, before } = STAGES[stage];
    for (const name of before) {
      const hasFailed = PARTS[name].some((check) => failed.includes(check));
      this.#parts.finish(name, hasFailed);
    }
    this.#parts.work(part, done, total);
    if (stage === "ballots") this.#forecast.show(done, total);
    const text = words.working(words.parts[part]);
    // It is read out, so it is said once.
    if (!this.#isPaused && this.#status.textContent !== text) this.#status.textContent = text;
  }

  #toggle() {
    this.#isPaused = !this.#isPaused;
    if (this.#isPaused) this.#engine.pause();
    else this.#engine.resume();
    this.#pause.textContent = this.#isPaused ? words.resume : words.pause;
    this.#pause.id = this.#isPaused ? "resume" : "pause";
    if (this.#isPaused) this.#status.textContent = words.paused;
  }
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function problemOf(error) {
  if (error instanceof UnreachableError) return words.unreachable;
  return error instanceof DOMException ? words.changed : words.failed;
}
