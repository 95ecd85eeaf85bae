/**
 * The receipt as a file of the voter's, which never holds a choice.
 * @module
 */

import { verifyReceiptPage } from "./receipt.js";
import { saveFile } from "../ui/saving.js";
import { getBytes } from "../ui/server.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */
/** @typedef {import("./sending.js").Recorded} Recorded */

/**
 * Fetches the receipt as a page, and saves it if it carries what this device has checked.
 * @param {Visit} visit
 * @param {Recorded} recorded
 * @throws {import("../ui/server.js").UnreachableError}
 * @throws {Error} of another kind if the page is not to be trusted
 */
export async function saveReceiptPage({ election, manifest }, { envelope, proven }) {
  const path = `/e/${election.id}/receipts/${envelope.hash}?size=${proven.size}`;
  const bytes = await getBytes(path);
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  await verifyReceiptPage(text, envelope, manifest, proven);
  const page = new Blob([/** @type {BlobPart} */ (bytes)], { type: "text/html" });
  saveFile(words.receiptFile.page(envelope.tracker), page);
}

/**
 * Saves the signed proof alone, as this device has it.
 * @param {Recorded} recorded
 */
export function saveReceiptProof({ envelope, proven }) {
  // Plain text would get another ending from some browsers.
  const proof = new Blob([proven.receipt], { type: "application/octet-stream" });
  saveFile(words.receiptFile.proof(envelope.tracker), proof);
}
