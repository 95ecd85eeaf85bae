/**
 * The registrar shows that the files are there, before the codes in them become the voters' codes.
 * @module
 */

import { codesIn } from "./mail-merge.js";
import { heading, paragraph } from "../ui/components.js";
import { button, errorSummary, linkButton } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { fileField } from "../ui/fields.js";
import { showScreen } from "../ui/screen.js";
import { words } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

/**
 * @param {Desk} desk
 * @param {{ onBack: () => void, onDone: () => void }} moves
 * @param {string} [problem] with the files that were chosen last
 */
export function showProof(desk, moves, problem) {
  const { title, text, label, hint, check, orElse, printed } = words.proof;
  const { element, input } = fileField({ id: "saved-files", label, hint, problem });
  input.multiple = true;
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const found = await problemOf(desk, [...(input.files ?? [])]);
    if (found === undefined) moves.onDone();
    else showProof(desk, moves, found);
  };
  showScreen({
    title,
    hasError: problem !== undefined,
    redraw: () => showProof(desk, moves),
    onBack: moves.onBack,
    content: [
      problem === undefined ? undefined : errorSummary(problem, "saved-files"),
      heading(title),
      paragraph(text),
      el("form", { novalidate: true, submit }, element, button("check-files", check, { submits: true })),
      paragraph(orElse, " ", linkButton("printed", printed, moves.onDone)),
    ],
  });
}

/**
 * @param {Desk} desk
 * @param {File[]} files
 * @returns {Promise<string | undefined>} what is wrong with them, in words
 */
async function problemOf(desk, files) {
  if (files.length === 0) return words.proof.none;
  const held = new Set();
  for (const file of files) for (const code of codesIn(await file.text())) held.add(code);
  const found = desk.issued.filter(({ code }) => held.has(code)).length;
  return found === desk.issued.length ? undefined : words.proof.missing(found, desk.issued.length);
}
