/**
 * Receipts: checking that the record holds exactly what was sent, and the file a voter keeps.
 * @module
 */

import { decodeHex, encodeHex } from "../crypto/encoding.js";
import { decodeEntry, verifyEntrySignature } from "../crypto/entry.js";
import { ProofError } from "../crypto/errors.js";
import { openReceipt, parseVerifierKey } from "../crypto/note.js";
import { sha256 } from "../crypto/transcript.js";

/** @typedef {import("./envelope.js").Envelope} Envelope */

/**
 * @param {string} text tlog-proof of the entry
 * @param {Envelope} sent
 * @param {string} logKey of the manifest
 * @returns {Promise<{ index: number }>} where the entry stands
 * @throws {import("../crypto/errors.js").DecodeError}
 * @throws {ProofError} if the log did not sign it or the entry is not that of what was sent
 */
export async function verifyReceipt(text, sent, logKey) {
  const { entry: bytes, index } = await openReceipt(
    text,
    await parseVerifierKey(logKey, "log key"),
  );
  const entry = decodeEntry(bytes, "entry");
  const expected = {
    type: sent.type,
    payload: encodeHex(await sha256(sent.payload)),
    size: sent.payload.length,
    credential: sent.credential,
    signature: sent.signature,
    ballot: sent.type === "challenge" ? sent.hash : undefined,
  };
  for (const [name, value] of Object.entries(expected)) {
    if (entry[/** @type {keyof typeof entry} */ (name)] !== value)
      throw new ProofError(`entry.${name}`, "not what was sent");
  }
  await verifyEntrySignature(entry, decodeHex(sent.credential, 32, "credential"), "entry");
  return { index };
}
