/**
 * Entries of the key ceremony with their payloads: that the two belong together and the right trustee signed.
 * Source: docs/spec/record.md sections 2 and 4.1 to 4.6.
 * @module
 */

import {
  decodeCeremony,
  decodeComplaint,
  decodeConfirm,
  decodeDrill,
  decodeShare,
  decodeTrustee,
  decodeWaiver,
} from "./ceremony-payloads.js";
import { encodeHex } from "./encoding.js";
import { verifyEntrySignature } from "./entry.js";
import { CeremonyError, DecodeError, ProofError } from "./errors.js";
import { sha256 } from "./transcript.js";

/** @typedef {import("./ceremony-payloads.js").Step} Step */
/** @typedef {import("./entry.js").Entry} Entry */

/** Readers of what trustees sign once their signing key is known. */
const SIGNED = {
  share: decodeShare,
  confirm: decodeConfirm,
  complaint: decodeComplaint,
  drill: decodeDrill,
};

/**
 * @param {import("./ceremony.js").CeremonyView} view the entries before this one
 * @param {Entry} entry
 * @param {Uint8Array} bytes its payload
 * @param {string} place of the entry
 * @returns {Promise<any>} the payload as its reader gives it; the type of the entry tells which
 * @throws {DecodeError} if entry and payload do not belong together, or the payload is malformed
 * @throws {CeremonyError} if the ceremony has not begun or the trustee has no key
 * @throws {ProofError} if the signature does not hold
 */
export async function readCeremonyEntry(view, entry, bytes, place) {
  await checkPayload(entry, bytes, place);
  if (entry.type === "ceremony") return decodeCeremony(bytes);
  if (entry.type === "waiver") return decodeWaiver(bytes);
  const { group } = view.ceremony;
  if (entry.type === "trustee") {
    const payload = decodeTrustee(bytes, group);
    // The entry that brings a trustee's signing key is signed by that key.
    return verifySigner(entry, payload, () => payload.signingKey, place);
  }
  if (!Object.hasOwn(SIGNED, entry.type))
    throw new CeremonyError(place, `entries of type ${entry.type} are none of a ceremony`);
  const payload = SIGNED[/** @type {keyof typeof SIGNED} */ (entry.type)](bytes, group);
  return verifySigner(entry, payload, (trustee) => view.signingKey(trustee), place);
}

/**
 * @param {Entry} entry
 * @param {Uint8Array} bytes
 * @param {string} place
 * @throws {DecodeError} unless the entry commits to these bytes
 */
async function checkPayload(entry, bytes, place) {
  if (bytes.length !== entry.size)
    throw new DecodeError(place, `expected a payload of ${entry.size} bytes, got ${bytes.length}`);
  if (encodeHex(await sha256(bytes)) !== entry.payload)
    throw new DecodeError(place, "the payload's hash differs from the entry's");
}

/**
 * @template {Step} Payload
 * @param {Entry} entry
 * @param {Payload} payload
 * @param {(trustee: number) => Uint8Array} keyOf
 * @param {string} place
 * @returns {Promise<Payload>} the payload itself
 */
async function verifySigner(entry, payload, keyOf, place) {
  if (entry.trustee !== payload.trustee)
    throw new ProofError(place, "entry and payload name different trustees");
  await verifyEntrySignature(entry, keyOf(payload.trustee), place);
  return payload;
}
