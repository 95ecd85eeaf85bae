/**
 * What a check begins with: the record, a checkpoint from before, and how much of it.
 * @module
 */

import { details, paragraph } from "../ui/components.js";
import { button, buttonGroup, linkButton } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { fileField } from "../ui/fields.js";
import { words } from "./words.js";

/** @typedef {import("./engine.js").Order} Order */

const SAMPLE = 100;

export class StartForm {
  #acts;
  #hasServer;
  #file = fileField({ id: "record-file", label: words.chooseFile, hint: words.chooseFileHint });
  #keptFile = fileField({ id: "kept-file", label: words.keptFile });
  #kept = /** @type {HTMLTextAreaElement} */ (
    el("textarea", {
      id: "kept",
      class: "govuk-textarea",
      rows: 5,
      spellcheck: "false",
      "aria-describedby": "kept-hint",
    })
  );

  /**
   * @param {import("./scene.js").Place} place
   * @param {Readonly<{ choose: (order: Order) => void, complain: (problem: string) => void }>} acts are
   *   given what is to be checked, or why nothing can be
   */
  constructor({ record }, acts) {
    this.#acts = acts;
    this.#hasServer = record !== undefined;
    const own = this.#file.element;
    this.element = el(
      "div",
      {},
      this.#hasServer ? details(words.useFile, own) : own,
      details(words.kept, ...this.#keptFields()),
      buttonGroup(
        button("start", words.start, { click: () => this.#start() }),
        linkButton("sample", words.sample, () => this.#start(SAMPLE)),
      ),
      paragraph(words.background),
    );
  }

  /** @returns {HTMLElement[]} */
  #keptFields() {
    return [
      el(
        "div",
        { class: "govuk-form-group" },
        el("label", { class: "govuk-label", for: "kept" }, words.keptLabel),
        el("div", { class: "govuk-hint", id: "kept-hint" }, words.keptHint),
        this.#kept,
      ),
      this.#keptFile.element,
    ];
  }

  /** @param {number} [sample] */
  async #start(sample) {
    const file = this.#file.input.files?.[0];
    const keptFile = this.#keptFile.input.files?.[0];
    const kept = keptFile ? await keptFile.text() : this.#kept.value;
    if (file === undefined && !this.#hasServer) this.#acts.complain(words.noFile);
    else this.#acts.choose({ file, sample, kept: kept === "" ? undefined : kept });
  }
}
