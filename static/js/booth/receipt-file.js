/**
 * The receipt as a file of the voter's.
 * @module
 */

import { saveFile } from "../ui/saving.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */
/** @typedef {import("./sending.js").Recorded} Recorded */

/**
 * @param {Visit} visit
 * @param {Recorded} recorded
 */
export function saveReceipt(visit, { tracker, hash, index, receipt }) {
  const facts = {
    title: visit.say(visit.manifest.title),
    election: visit.election.id,
    tracker,
    hash,
    index,
    proof: receipt,
    origin: location.origin,
  };
  const content = new Blob([receiptText(facts)], { type: "text/plain" });
  saveFile(words.receiptFile.name(tracker), content);
}

/**
 * @param {{ title: string, election: string, tracker: string, hash: string, index: number, proof:
 *   string, origin: string }} facts
 * @returns {string} of the receipt file: what it is, how to check it, and the signed proof; never
 *   a choice
 */
export function receiptText({ title, election, tracker, hash, index, proof, origin }) {
  const { receiptFile } = words;
  return [
    receiptFile.title,
    "",
    `${receiptFile.election}: ${title}`,
    `${receiptFile.code}: ${tracker}`,
    `${receiptFile.entry}: ${index}`,
    `${receiptFile.hash}: ${hash}`,
    `${receiptFile.check}: ${origin}/e/${election}/code?code=${tracker}`,
    "",
    receiptFile.explanation,
    "",
    proof,
  ].join("\n");
}
