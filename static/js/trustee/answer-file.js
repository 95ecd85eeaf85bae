/**
 * The answer file: an entry made on a device without network, to be sent from another one.
 * @module
 */

import { decodeJson, encodeJson } from "../crypto/canonical-json.js";
import { concat, utf8 } from "../crypto/encoding.js";
import { DecodeError } from "../crypto/errors.js";
import { Fields } from "../crypto/fields.js";
import { isRefusal, Problem } from "./problem.js";

/** @typedef {import("../crypto/trustee-keys.js").Outgoing} Outgoing */
/** @typedef {Readonly<{ election: string, trustee: number }>} Holder */
/** @typedef {import("../crypto/canonical-json.js").JsonValue} JsonValue */

const KIND = "tabella trustee answer";
const FIELDS = ["election", "kind", "payload", "signature", "trustee", "type", "v"];
const TYPES = ["trustee", "share", "confirm", "complaint", "drill", "decryption"];
const MAX_ANSWER = 64 * 2 ** 20;
/** Bytes of an answer file with its newline; a longer one need not be read. */
export const LONGEST_ANSWER = MAX_ANSWER + 1;
const NEWLINE = "\n";

/**
 * @param {Holder} holder
 * @param {Outgoing} outgoing
 * @returns {Uint8Array} the file
 */
export function encodeAnswer({ election, trustee }, { type, payload, signature }) {
  const document = {
    election,
    kind: KIND,
    payload: decodeJson(payload, MAX_ANSWER, "payload"),
    signature,
    trustee,
    type,
    v: 1,
  };
  return concat(encodeJson(document), utf8(NEWLINE));
}

/**
 * @param {Uint8Array} bytes of the file
 * @param {Holder} holder whose answer it has to be
 * @returns {Outgoing}
 * @throws {Problem} "answer_file:damaged", "answer_file:other_election" or "answer_file:other_trustee"
 */
export function decodeAnswer(bytes, holder) {
  const { election, trustee, ...outgoing } = readAnswer(bytes);
  if (election !== holder.election)
    throw new Problem("answer_file:other_election", "the answer file is of another election");
  if (trustee !== holder.trustee)
    throw new Problem("answer_file:other_trustee", "the answer file is another key holder's");
  return outgoing;
}

/**
 * @param {Uint8Array} bytes
 * @returns {Holder & Outgoing}
 */
function readAnswer(bytes) {
  try {
    return decodeFields(bytes);
  } catch (error) {
    if (isRefusal(error))
      throw new Problem("answer_file:damaged", /** @type {Error} */ (error).message);
    throw error;
  }
}

/**
 * @param {Uint8Array} bytes
 * @returns {Holder & Outgoing}
 * @throws {DecodeError}
 */
function decodeFields(bytes) {
  const place = "answer file";
  if (bytes[bytes.length - 1] !== utf8(NEWLINE)[0]) throw new DecodeError(place, "is cut short");
  const value = decodeJson(bytes.subarray(0, -1), MAX_ANSWER, place);
  const fields = new Fields(value, place, FIELDS);
  fields.integer("v", 1, 1);
  if (fields.any("kind") !== KIND) throw new DecodeError(place, "of another kind");
  return {
    election: fields.uuid("election"),
    trustee: fields.integer("trustee", 1, 100),
    type: fields.choice("type", TYPES),
    payload: encodeJson(/** @type {JsonValue} */ (fields.any("payload"))),
    signature: fields.hex("signature", 64),
  };
}
