/**
 * Receipts: checking that the record holds exactly what was sent.
 * @module
 */

import { countWitnesses } from "../crypto/cosignatures.js";
import { decodeHex, encodeHex } from "../crypto/encoding.js";
import { decodeEntry, verifyEntrySignature } from "../crypto/entry.js";
import { ProofError } from "../crypto/errors.js";
import { openReceipt, parseVerifierKey } from "../crypto/note.js";
import { decodeReceiptPage } from "../crypto/receipt-page.js";
import { sha256 } from "../crypto/transcript.js";

/** @typedef {import("./envelope.js").Envelope} Envelope */
/** @typedef {Pick<import("../crypto/manifest.js").Manifest, "logKey" | "witnesses">} Keys */
/**
 * @typedef {Readonly<{ receipt: string, index: number, size: number, signed: number }>} Proven the receipt,
 *   where the entry stands among how many, and how many witnesses have signed
 */

/**
 * @param {string} receipt tlog-proof of the entry
 * @param {Envelope} sent
 * @param {Keys} keys of the manifest
 * @returns {Promise<Proven>}
 * @throws {import("../crypto/errors.js").DecodeError}
 * @throws {ProofError} if the log did not sign it or the entry is not that of what was sent
 */
export async function verifyReceipt(receipt, sent, { logKey, witnesses }) {
  const opened = await openReceipt(receipt, await parseVerifierKey(logKey, "log key"));
  const { entry: bytes, index, checkpoint, note } = opened;
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
  const signed = await countWitnesses(note, witnesses);
  return Object.freeze({ receipt, index, size: checkpoint.size, signed });
}

/**
 * Checks that a page of the server's carries what this device has checked itself. A witness may have
 * signed the same checkpoint since; fewer than before is something else.
 * @param {string} page
 * @param {Envelope} sent
 * @param {Keys} keys of the manifest
 * @param {Proven} proven
 * @throws {import("../crypto/errors.js").DecodeError}
 * @throws {ProofError}
 */
export async function verifyReceiptPage(page, sent, keys, proven) {
  const { proof, code } = decodeReceiptPage(page);
  if (code !== sent.tracker) throw new ProofError("receipt page", "shows another ballot code");
  if (proof === proven.receipt) return;
  const { size, signed } = await verifyReceipt(proof, sent, keys);
  if (size !== proven.size || signed < proven.signed)
    throw new ProofError("receipt page", "carries another receipt");
}
