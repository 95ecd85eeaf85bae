/**
 * Promises: checking that one is about exactly what was sent, and the file a voter keeps.
 * @module
 */

import { ProofError } from "../crypto/errors.js";
import { parseVerifierKey } from "../crypto/note.js";
import { openPromise } from "../crypto/promises.js";
import { saveFile } from "../ui/saving.js";
import { words } from "./words.js";

/** @typedef {import("./envelope.js").Envelope} Envelope */

/**
 * @param {string} note
 * @param {Envelope} sent
 * @param {string} logKey of the manifest
 * @throws {import("../crypto/errors.js").DecodeError}
 * @throws {ProofError} if the log did not sign it, or it promises something else
 */
export async function verifyPromise(note, sent, logKey) {
  const { ballot, credential } = await openPromise(note, await parseVerifierKey(logKey, "log key"));
  if (ballot !== sent.hash) throw new ProofError("promise", "of another ballot");
  if (credential !== sent.credential) throw new ProofError("promise", "to somebody else");
}

/**
 * @param {string} note
 * @param {string} tracker
 */
export function savePromise(note, tracker) {
  // Plain text would get another ending from some browsers.
  saveFile(words.promised.file(tracker), new Blob([note], { type: "application/octet-stream" }));
}
