/**
 * The checkpoint of a record as a document, before anything is known about its signatures.
 * Source: docs/spec/board.md section 3.
 * @module
 */

import { DecodeError } from "../crypto/errors.js";
import { decodeCheckpoint } from "../crypto/note.js";
import { CHECKPOINT } from "./format.js";

/**
 * `signers` are the names on the signature lines.
 * @typedef {Readonly<{
 *   note: string, checkpoint: import("../crypto/note.js").Checkpoint, signers: readonly string[],
 * }>} Signed
 */

/**
 * Both are nothing if it does not have its form (C03.3).
 * @typedef {Readonly<{ origin: string | undefined, signed: Signed | undefined }>} Checkpoint
 */

/**
 * @param {import("./container.js").Container} container
 * @param {import("./report.js").Report} report
 * @returns {Promise<Checkpoint>}
 */
export async function readCheckpoint(container, report) {
  const bytes = await container.read(CHECKPOINT);
  const note = await report.holds("C03.3", "checkpoint", () => textOf(bytes));
  if (note === undefined) return { origin: undefined, signed: undefined };
  const signed = await report.holds("C03.3", "checkpoint", () => signedOf(note));
  return { origin: signed?.checkpoint.origin, signed };
}

/**
 * @param {string} note
 * @returns {Signed}
 * @throws {DecodeError}
 */
export function signedOf(note) {
  return { note, ...decodeCheckpoint(note) };
}

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 * @throws {DecodeError}
 */
function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DecodeError("checkpoint", "not UTF-8");
  }
}
