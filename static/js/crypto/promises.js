/**
 * Promises: what a voter gets when a ballot was accepted but is not on the record yet.
 *
 * A promise is a signed note of the log's key that is no checkpoint: its first line says what it is, and
 * it has five lines where a checkpoint has three.
 * Source: docs/spec/board.md section 13.
 * @module
 */

import { checkHex } from "./encoding.js";
import { DecodeError, ProofError } from "./errors.js";
import { checkTime } from "./fields.js";
import { isKeyName, openNote } from "./note.js";

/**
 * The log will hold this ballot, or a later one of the same credential, before `close`.
 * @typedef {Readonly<{ origin: string, ballot: string, credential: string, at: string }>} Promised hashes
 *   and keys in hex; at: when it was promised, YYYY-MM-DDTHH:MM:SSZ
 */

const HEADING = "tabella/v1/promise";

/**
 * @param {string} note
 * @param {import("./note.js").VerifierKey} key of the log
 * @returns {Promise<Promised>}
 * @throws {DecodeError} if it is no signed promise
 * @throws {ProofError} if the key did not sign it, or the promise is of another log
 */
export async function openPromise(note, key) {
  const promised = parsePromise(await openNote(note, key));
  if (promised.origin !== key.name) throw new ProofError("promise", "of another log");
  return promised;
}

/**
 * @param {string} text of a note
 * @returns {Promised}
 * @throws {DecodeError}
 */
function parsePromise(text) {
  const place = "promise";
  const lines = text.split("\n");
  if (lines.length !== 6 || lines[5] !== "" || lines[0] !== HEADING)
    throw new DecodeError(place, "expected five lines");
  if (!isKeyName(lines[1])) throw new DecodeError(place, "the origin is malformed");
  return Object.freeze({
    origin: lines[1],
    ballot: checkHex(lines[2], 32, `${place} ballot`),
    credential: checkHex(lines[3], 32, `${place} credential`),
    at: checkTime(lines[4], `${place} time`),
  });
}
