/**
 * Entries of a log: small documents that commit to a payload by its hash.
 * Source: docs/spec/record.md section 2.
 * @module
 */

import { decodeJson } from "./canonical-json.js";
import { decodeHex } from "./encoding.js";
import { DecodeError, ProofError } from "./errors.js";
import { Fields } from "./fields.js";
import { entryMessage, verifySignature } from "./signing.js";

const MAX_ENTRY = 1024;
const MAX_PAYLOAD = 64 * 2 ** 20;
const COMMON = ["payload", "size", "type", "v"];
const BY_TRUSTEE = ["signature", "trustee"];

/** The fields of each type of entry beside the common ones. */
const TYPES = new Map(
  Object.entries({
    ballot: ["credential", "signature"],
    cancel: [],
    ceremony: [],
    challenge: ["ballot", "credential", "signature"],
    close: [],
    complaint: BY_TRUSTEE,
    confirm: BY_TRUSTEE,
    decryption: BY_TRUSTEE,
    drill: BY_TRUSTEE,
    election: [],
    extend: [],
    final: [],
    freeze: [],
    open: [],
    result: [],
    roll: [],
    "roll-change": [],
    share: BY_TRUSTEE,
    tally: [],
    "tally-input": [],
    trustee: BY_TRUSTEE,
    waiver: [],
  }),
);

/**
 * Hashes, keys and signatures are hex. A field the type does not have is undefined.
 * @typedef {Readonly<{
 *   type: string, payload: string, size: number,
 *   trustee?: number, credential?: string, ballot?: string, signature?: string,
 * }>} Entry
 */

/**
 * @param {Uint8Array} bytes
 * @param {string} place
 * @returns {Entry}
 * @throws {DecodeError}
 */
export function decodeEntry(bytes, place) {
  const value = decodeJson(bytes, MAX_ENTRY, place);
  const type = /** @type {{ type?: unknown }} */ (value).type;
  const more = typeof type === "string" ? TYPES.get(type) : undefined;
  if (more === undefined) throw new DecodeError(`${place}.type`, "not a known type of entry");
  const fields = new Fields(value, place, [...COMMON, ...more]);
  fields.integer("v", 1, 1);
  return Object.freeze({
    type: String(type),
    payload: fields.hex("payload", 32),
    size: fields.integer("size", 1, MAX_PAYLOAD),
    ...(more.includes("trustee") && { trustee: fields.integer("trustee", 1, 100) }),
    ...(more.includes("credential") && { credential: fields.hex("credential", 32) }),
    ...(more.includes("ballot") && { ballot: fields.hex("ballot", 32) }),
    ...(more.includes("signature") && { signature: fields.hex("signature", 64) }),
  });
}

/**
 * @param {Entry} entry
 * @param {Uint8Array} publicKey of the voter or trustee who signs entries of this type
 * @param {string} place
 * @throws {ProofError} if the entry has no signature or it does not hold
 */
export async function verifyEntrySignature(entry, publicKey, place) {
  if (entry.signature === undefined)
    throw new ProofError(place, "entries of this type are not signed");
  const message = entryMessage(entry.type, decodeHex(entry.ballot ?? entry.payload, 32, place));
  await verifySignature(publicKey, message, decodeHex(entry.signature, 64, place), place);
}
