/**
 * The files are saved: for mail merge, or as letters to print. Nothing has been sent by then.
 * @module
 */

import { LETTERS_IN_PART } from "./desk.js";
import { mailMergeFile } from "./mail-merge.js";
import { heading, paragraph, subheading, warning } from "../ui/components.js";
import { button } from "../ui/controls.js";
import { el } from "../ui/dom.js";
import { saveFile } from "../ui/saving.js";
import { showScreen } from "../ui/screen.js";
import { words } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

/**
 * @param {Desk} desk
 * @param {{ onDone: () => void }} moves
 */
export function showFiles(desk, moves) {
  const { title, intro, merge, mergeText, saveMerge, letters, saveLetters, then, goOn } = words.files;
  const status = el("p", { class: "govuk-body", id: "saved", role: "status" });
  const next = button("go-on", goOn, { isDisabled: !desk.hasSaved, click: moves.onDone });
  const onSaved = (/** @type {string} */ text) => {
    desk.hasSaved = true;
    next.disabled = false;
    status.textContent = text;
  };
  const part = partChoice(desk);
  const saveOne = button("save-letters", saveLetters, { kind: "secondary" });
  saveOne.addEventListener("click", () => saveLettersOf(desk, Number(part?.value ?? 0), { saveOne, status, onSaved }));
  showScreen({
    title,
    redraw: () => showFiles(desk, moves),
    content: [
      heading(title),
      warning(intro(desk.issued.length)),
      subheading(merge),
      paragraph(mergeText),
      button("save-merge", saveMerge, { kind: "secondary", click: () => onSaved(saveMergeFile(desk)) }),
      subheading(letters),
      paragraph(words.files.lettersText(LETTERS_IN_PART)),
      part && el("div", { class: "govuk-form-group" }, el("label", { class: "govuk-label", for: "part" }, words.files.part), part),
      saveOne,
      status,
      paragraph(then),
      next,
    ],
  });
}

/**
 * @param {Desk} desk
 * @returns {string} what to say
 */
function saveMergeFile(desk) {
  const text = mailMergeFile(desk.issued, desk.roll.notice.page);
  const name = words.files.mergeName;
  saveFile(name, new Blob([text], { type: "text/csv" }));
  return words.files.saved(name);
}

/**
 * @param {Desk} desk
 * @returns {HTMLSelectElement | undefined} nothing where one file holds all letters
 */
function partChoice(desk) {
  if (desk.parts === 1) return undefined;
  const options = Array.from({ length: desk.parts }, (_, part) => {
    const first = part * LETTERS_IN_PART + 1;
    const text = words.files.partName(part + 1, first, first + desk.ofPart(part).length - 1);
    return el("option", { value: part }, text);
  });
  return /** @type {HTMLSelectElement} */ (el("select", { class: "govuk-select", id: "part" }, options));
}

/**
 * @param {Desk} desk
 * @param {number} part
 * @param {{ saveOne: HTMLButtonElement, status: HTMLElement, onSaved: (text: string) => void }} screen
 */
async function saveLettersOf(desk, part, { saveOne, status, onSaved }) {
  saveOne.disabled = true;
  status.textContent = words.files.drawing;
  const argument = { notice: desk.roll.notice, issued: desk.ofPart(part) };
  const file = await desk.makers[0].call("letters", argument);
  const name = words.files.lettersName(part + 1);
  saveFile(name, new Blob([file], { type: "text/html" }));
  onSaved(words.files.saved(name));
  saveOne.disabled = false;
}
