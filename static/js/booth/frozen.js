/**
 * What an election was frozen as: the entry on the public record is checked up to the log's signature,
 * and manifest and joint key against it.
 * @module
 */

import { decodeJson } from "../crypto/canonical-json.js";
import { encodeHex } from "../crypto/encoding.js";
import { decodeEntry } from "../crypto/entry.js";
import { ProofError } from "../crypto/errors.js";
import { Fields } from "../crypto/fields.js";
import { openReceipt, parseVerifierKey } from "../crypto/note.js";
import { sha256 } from "../crypto/transcript.js";
import { getBytes } from "../ui/server.js";

/**
 * What is to be compared with the record. `receipt` is of the `freeze` entry, `logKey` stands in the manifest.
 * @typedef {Readonly<{
 *   id: string, jointKey: string, manifest: Uint8Array, receipt: Uint8Array, logKey: string,
 * }>} Claim
 */

const MAX_FREEZE = 4096;
const FREEZE = [
  "at",
  "election",
  "election_hash",
  "joint_key",
  "manifest",
  "roll",
  "transcript",
  "v",
];

/**
 * @param {Claim} claim
 * @returns {Promise<Fields>} the payload of the `freeze` entry
 * @throws {import("../crypto/errors.js").DecodeError}
 * @throws {ProofError} if the election was frozen as another one
 */
export async function openFrozen({ id, jointKey, manifest, receipt, logKey }) {
  const freeze = await frozen(id, receipt, logKey);
  requireSame(freeze.any("election"), id, "frozen election");
  requireSame(freeze.any("joint_key"), jointKey, "frozen joint key");
  requireSame(freeze.any("manifest"), encodeHex(await sha256(manifest)), "frozen manifest");
  return freeze;
}

/**
 * @param {string} election its id
 * @param {Uint8Array} receipt
 * @param {string} logKey
 * @returns {Promise<Fields>}
 */
async function frozen(election, receipt, logKey) {
  const { entry: bytes } = await openReceipt(
    new TextDecoder().decode(receipt),
    await parseVerifierKey(logKey, "log key"),
  );
  const entry = decodeEntry(bytes, "freeze entry");
  requireSame(entry.type, "freeze", "type of the freeze entry");
  const payload = await getBytes(`/api/v1/logs/${election}/payloads/${entry.payload}`);
  requireSame(encodeHex(await sha256(payload)), entry.payload, "freeze payload");
  return new Fields(decodeJson(payload, MAX_FREEZE, "freeze"), "freeze", FREEZE);
}

/**
 * @param {unknown} value
 * @param {string} expected
 * @param {string} place
 * @throws {ProofError}
 */
export function requireSame(value, expected, place) {
  if (value !== expected) throw new ProofError(place, "differs from what was computed");
}
