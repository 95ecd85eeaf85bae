/**
 * The one screen of the checker and what happens on it: start, check, result.
 * @module
 */

import { heading, link, paragraph } from "../ui/components.js";
import { button, errorSummary } from "../ui/controls.js";
import { byId, el } from "../ui/dom.js";
import { showScreen } from "../ui/screen.js";
import { resultPanel } from "./result.js";
import { Run } from "./run.js";
import { StartForm } from "./start-form.js";
import { words } from "./words.js";

/**
 * Where the page stands: addresses of the record, of its entries and of other ways to check, and how many ballots
 * there are, all unknown to a page that is a file; and the version of the checker.
 * @typedef {Readonly<{
 *   record?: string, entries?: string, otherWays?: string, ballots: number, version: string,
 * }>} Place
 */
/** @typedef {import("./engine.js").Order} Order */

export class Scene {
  #place;
  #isRunning = false;

  /** @param {Place} place */
  constructor(place) {
    this.#place = place;
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => this.#drop(event));
  }

  /** @param {string} [problem] why the last try came to nothing */
  showStart(problem) {
    this.#isRunning = false;
    const form = new StartForm(this.#place, {
      choose: (order) => this.#check(order),
      complain: (text) => this.showStart(text),
    });
    showScreen({
      title: words.title,
      hasError: problem !== undefined,
      redraw: () => this.showStart(),
      content: [
        problem === undefined ? undefined : errorSummary(problem, this.#field),
        heading(words.title),
        ...this.#intro(),
        form.element,
      ],
    });
  }

  /** @returns {string} what puts a mistake right */
  get #field() {
    return this.#place.record === undefined ? "record-file" : "start";
  }

  /** @returns {Node[]} */
  #intro() {
    const { record, ballots, otherWays } = this.#place;
    const count = ballots > 0 ? `${words.ballots(ballots)}.` : "";
    return [
      paragraph(words.intro),
      paragraph(el("strong", {}, words.nothingSent), count && ` ${count}`),
      el(
        "div",
        { class: "govuk-inset-text" },
        record === undefined ? words.ownFile : words.sameServer,
        otherWays && el("br"),
        otherWays && link(otherWays, words.otherWay, "other-ways"),
      ),
    ];
  }

  /**
   * @param {import("../check/summary.js").Summary} summary
   * @returns {string | undefined} where its entries are shown, if they are this election's
   */
  #entriesOf({ election }) {
    const [, id] = election.origin.split("/e/");
    const { entries } = this.#place;
    return id && entries?.includes(`/${id}/`) ? entries : undefined;
  }

  /** @param {DragEvent} event */
  #drop(event) {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file && !this.#isRunning) this.#check({ file });
  }

  /** @param {Order} order */
  async #check(order) {
    this.#isRunning = true;
    const run = new Run();
    showScreen({ title: words.title, content: [heading(words.title), run.element] });
    const outcome = await run.check(order, this.#place);
    if ("problem" in outcome) {
      this.showStart(outcome.problem);
      return;
    }
    this.#isRunning = false;
    const again = () => this.showStart();
    const entries = this.#entriesOf(outcome.summary);
    run.end(
      resultPanel({ ...outcome, sample: order.sample, entries }),
      button("again", words.again, { click: again, kind: "secondary" }),
    );
    byId("result-title").focus();
  }
}

