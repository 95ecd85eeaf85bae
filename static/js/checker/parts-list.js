/**
 * The five rows that say how far the check is.
 * @module
 */

import { PARTS } from "../check/parts.js";
import { el } from "../ui/dom.js";
import { words } from "./words.js";

/** @typedef {import("../check/parts.js").Part} Part */
/** @typedef {import("../check/parts.js").PartName} PartName */
/** @typedef {"waiting" | "current" | "done" | "failed"} Look */

const NAMES = /** @type {PartName[]} */ (Object.keys(PARTS));

export class PartsList {
  /** @type {Map<PartName, { item: HTMLElement, bar: HTMLProgressElement, text: HTMLElement }>} */
  #rows = new Map();

  constructor() {
    const items = NAMES.map((name) => this.#row(name));
    this.element = el("ol", { class: "app-steps", role: "list", id: "parts" }, items);
  }

  /**
   * @param {PartName} name
   * @param {number} done
   * @param {number} total
   */
  work(name, done, total) {
    const { states, count } = words;
    const text = name === "ballots" ? count(done, total) : states.working;
    this.#show(name, "current", text, total > 0 ? done / total : 0);
  }

  /**
   * @param {PartName} name
   * @param {boolean} hasFailed
   */
  finish(name, hasFailed) {
    const { states } = words;
    this.#show(name, hasFailed ? "failed" : "done", hasFailed ? states.fail : states.done, 1);
  }

  /** @param {Part[]} parts */
  conclude(parts) {
    const { states, problems } = words;
    for (const { name, verdict, failures } of parts) {
      if (verdict === "fail") this.#show(name, "failed", problems(failures), 1);
      else if (verdict === "pass") this.#show(name, "done", states.pass, 1);
      else this.#show(name, "waiting", states.open, 0);
    }
  }

  /**
   * @param {PartName} name
   * @returns {HTMLElement}
   */
  #row(name) {
    const title = el("span", { class: "app-steps__title", id: `${name}-title` }, words.parts[name]);
    const bar = /** @type {HTMLProgressElement} */ (
      el("progress", { "aria-labelledby": `${name}-title`, max: 1, value: 0 })
    );
    const text = el("p", { class: "app-steps__text" }, words.states.waiting);
    const item = el("li", { id: `part-${name}`, class: "app-steps__item" }, title, bar, text);
    this.#rows.set(name, { item, bar, text });
    return item;
  }

  /**
   * @param {PartName} name
   * @param {Look} look
   * @param {string} text
   * @param {number} share of the work, from 0 to 1
   */
  #show(name, look, text, share) {
    const row = this.#rows.get(name);
    if (row === undefined) return;
    row.item.className = `app-steps__item app-steps__item--${look}`;
    row.bar.value = share;
    if (row.text.textContent !== text) row.text.textContent = text;
  }
}
