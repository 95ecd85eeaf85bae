/**
 * Whether the record proves that an entry with a ballot code stands on it: entry, inclusion in the tree and
 * the log's signature, with the log key that the manifest names.
 * @module
 */

import { tracker } from "../crypto/ballot.js";
import { countWitnesses, mustWait } from "../crypto/cosignatures.js";
import { decodeEntry } from "../crypto/entry.js";
import { ProofError } from "../crypto/errors.js";
import { decodeManifest } from "../crypto/manifest.js";
import { openReceipt, parseVerifierKey } from "../crypto/note.js";
import { getBytes } from "../ui/server.js";

/** What a page says: the election's id, the entry's number and the ballot code. @typedef {Readonly<{ election: string, index: string, tracker: string }>} Claim */
/**
 * `manifest` are its bytes, `size` is the number of signed entries, `signed` and `quorum` are how many
 * witnesses have signed them and should.
 * @typedef {Readonly<{
 *   manifest: Uint8Array, logKey: string, entry: import("../crypto/entry.js").Entry,
 *   size: number, signed: number, quorum: number,
 * }>} Recorded
 */

/**
 * @param {Claim} claim
 * @returns {Promise<Recorded>}
 * @throws {ProofError}
 * @throws {import("../crypto/errors.js").DecodeError}
 */
export async function openRecorded({ election, index, tracker: code }) {
  const [manifest, receipt] = await Promise.all([
    getBytes(`/api/v1/elections/${election}/manifest`),
    getBytes(`/api/v1/logs/${election}/proofs/receipt?index=${Number(index)}`),
  ]);
  const { logKey, witnesses } = await decodeManifest(manifest);
  const key = await parseVerifierKey(logKey, "log key");
  const opened = await openReceipt(new TextDecoder().decode(receipt), key);
  const entry = decodeEntry(opened.entry, "entry");
  if (String(opened.index) !== index) throw new ProofError("entry", "stands elsewhere");
  if (tracker(entry.ballot ?? entry.payload) !== code)
    throw new ProofError("entry", "has another ballot code");
  const signed = await countWitnesses(opened.note, witnesses);
  if (mustWait(witnesses, signed)) throw new ProofError("entry", "too few witnesses have signed it");
  return Object.freeze({
    manifest,
    logKey,
    entry,
    size: opened.checkpoint.size,
    signed,
    quorum: witnesses.quorum,
  });
}

/**
 * @param {string} words with %1 and %2 in them
 * @param {readonly [number, number]} numbers
 * @returns {string}
 */
export function filled(words, [first, second]) {
  return words.replace("%1", String(first)).replace("%2", String(second));
}
