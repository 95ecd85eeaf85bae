/**
 * The file a key holder keeps: its secrets under a passphrase.
 *
 * A file is one line of canonical JSON. What it is for stands in the clear and is authenticated together with
 * the secrets, so that no part can be exchanged. The check sum is for accidents only: it tells a damaged file
 * from a wrong passphrase.
 * Source: docs/spec/key-file.md.
 * @module
 */

import { decodeJson, encodeJson } from "./canonical-json.js";
import { concat, encodeHex, isSameBytes, utf8 } from "./encoding.js";
import { randomBytes } from "./entropy.js";
import { DecodeError } from "./errors.js";
import { Fields } from "./fields.js";
import { groupNamed } from "./group.js";
import { scalarField, scalarsField } from "./number-fields.js";
import { PARAMETERS } from "./parameters.js";
import { NONCE_SIZE, openSealed, seal, stretchPassphrase, TAG_SIZE } from "./sealing.js";
import { sha256 } from "./transcript.js";

/** @typedef {import("./trustee-keys.js").TrusteeSecret} TrusteeSecret */

/**
 * What a key file is for, and what its maker saw of the record: the attempt at the key ceremony, the verifier key
 * of the log, and the signed checkpoint at that moment, which any later one has to continue.
 * @typedef {Readonly<{
 *   election: string, trustee: number, parameters: string, attempt: number, logKey: string, checkpoint: string,
 * }>} KeyPurpose
 */

/** @typedef {Readonly<{ purpose: KeyPurpose, salt: Uint8Array, nonce: Uint8Array }>} Envelope */
/** @typedef {"damaged" | "other_election" | "other_trustee" | "passphrase"} KeyFileProblem */

const ROUNDS = 600_000;
const SALT_SIZE = 16;
const MAX_SIZE = 2 ** 20;
const MAX_CHECKPOINT = 16 * 1024;
const KIND = "tabella trustee key";
const OUTER = ["checksum", "kind", "nonce", "purpose", "rounds", "salt", "sealed", "v"];
const PURPOSE = ["attempt", "checkpoint", "election", "log_key", "parameters", "trustee"];
const SECRET = ["coefficients", "communication_secret", "signing_seed"];
// What may have been added around a line: space, tab, newline, carriage return and two old page controls.
const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d, 0x0b, 0x0c]);

/** A key file that cannot be used, and why. */
export class KeyFileError extends DecodeError {
  /**
   * @param {KeyFileProblem} code
   * @param {string} problem lower case
   */
  constructor(code, problem) {
    super("key file", problem);
    this.name = "KeyFileError";
    this.code = code;
  }
}

/**
 * @param {TrusteeSecret} secret
 * @param {KeyPurpose} purpose
 * @param {string} passphrase
 * @param {{ salt: Uint8Array, nonce: Uint8Array }} [randomness] 16 and 12 bytes; given only by tests
 * @returns {Promise<Uint8Array>} the bytes of a key file
 */
export async function encodeKeyFile(
  secret,
  purpose,
  passphrase,
  { salt, nonce } = { salt: randomBytes(SALT_SIZE), nonce: randomBytes(NONCE_SIZE) },
) {
  const envelope = { purpose, salt, nonce };
  const sealed = await seal(await stretchPassphrase(passphrase, { salt, rounds: ROUNDS }), {
    nonce,
    plaintext: encodeSecret(secret, purpose),
    associated: encodeJson(protectedPart(envelope)),
  });
  return concat(await fileLine(envelope, sealed), utf8("\n"));
}

/**
 * @param {Uint8Array} bytes of a key file
 * @param {string} passphrase
 * @param {{ election: string, trustee: number }} expected whom the file has to be for
 * @returns {Promise<{ purpose: KeyPurpose, secret: TrusteeSecret }>}
 * @throws {KeyFileError}
 */
export async function decodeKeyFile(bytes, passphrase, { election, trustee }) {
  const { envelope, sealed } = await decodeEnvelope(bytes);
  const { purpose } = envelope;
  if (purpose.election !== election)
    throw new KeyFileError("other_election", "this file is for another election");
  if (purpose.trustee !== trustee) {
    const problem = `this file is for key holder ${purpose.trustee}, not key holder ${trustee}`;
    throw new KeyFileError("other_trustee", problem);
  }
  const plaintext = await openEnvelope(envelope, sealed, passphrase);
  return { purpose, secret: asDamage(() => decodeSecret(plaintext, purpose)) };
}

/**
 * @param {Envelope} envelope
 * @param {Uint8Array} sealed
 * @param {string} passphrase
 * @returns {Promise<Uint8Array>} the secrets, still encoded
 */
async function openEnvelope(envelope, sealed, passphrase) {
  const { salt, nonce } = envelope;
  const key = await stretchPassphrase(passphrase, { salt, rounds: ROUNDS });
  const associated = encodeJson(protectedPart(envelope));
  try {
    return await openSealed(key, { nonce, sealed, associated });
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new KeyFileError("passphrase", "the passphrase is wrong");
  }
}

/**
 * @param {Envelope} envelope
 * @returns {import("./canonical-json.js").JsonObject} what stands in the clear and cannot be exchanged
 */
function protectedPart({ purpose, salt, nonce }) {
  return {
    kind: KIND,
    nonce: encodeHex(nonce),
    purpose: {
      attempt: purpose.attempt,
      checkpoint: purpose.checkpoint,
      election: purpose.election,
      log_key: purpose.logKey,
      parameters: purpose.parameters,
      trustee: purpose.trustee,
    },
    rounds: ROUNDS,
    salt: encodeHex(salt),
    v: 1,
  };
}

/**
 * @param {Envelope} envelope
 * @param {Uint8Array} sealed
 * @returns {Promise<Uint8Array>} the file without its newline
 */
async function fileLine(envelope, sealed) {
  const content = { ...protectedPart(envelope), sealed: encodeHex(sealed) };
  return encodeJson({ ...content, checksum: encodeHex(await sha256(encodeJson(content))) });
}

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<{ envelope: Envelope, sealed: Uint8Array }>}
 * @throws {KeyFileError}
 */
async function decodeEnvelope(bytes) {
  const line = stripBlanks(bytes);
  const { envelope, sealed } = asDamage(() => readEnvelope(line));
  // Every field was read strictly, so other bytes can only mean another check sum.
  if (!isSameBytes(await fileLine(envelope, sealed), line))
    throw new KeyFileError("damaged", "the file was damaged or changed since it was made");
  return { envelope, sealed };
}

/**
 * @param {Uint8Array} line
 * @returns {{ envelope: Envelope, sealed: Uint8Array }}
 * @throws {DecodeError}
 */
function readEnvelope(line) {
  const fields = new Fields(decodeJson(line, MAX_SIZE, "key file"), "key file", OUTER);
  fields.integer("v", 1, 1);
  fields.choice("kind", [KIND]);
  fields.integer("rounds", ROUNDS, ROUNDS);
  const envelope = {
    purpose: readPurpose(fields.object("purpose", PURPOSE)),
    salt: fields.bytes("salt", SALT_SIZE),
    nonce: fields.bytes("nonce", NONCE_SIZE),
  };
  const digits = fields.text("sealed", 2 * TAG_SIZE, MAX_SIZE).length;
  return { envelope, sealed: fields.bytes("sealed", Math.floor(digits / 2)) };
}

/**
 * @param {Fields} fields
 * @returns {KeyPurpose}
 */
function readPurpose(fields) {
  return Object.freeze({
    election: fields.uuid("election"),
    trustee: fields.integer("trustee", 1, 100),
    parameters: fields.choice("parameters", Object.keys(PARAMETERS)),
    attempt: fields.integer("attempt", 1, 2 ** 31 - 1),
    logKey: fields.text("log_key", 0, 500),
    checkpoint: fields.text("checkpoint", 0, MAX_CHECKPOINT),
  });
}

/**
 * @param {TrusteeSecret} secret
 * @param {KeyPurpose} purpose
 * @returns {Uint8Array}
 */
function encodeSecret(secret, { parameters }) {
  const group = groupNamed(parameters, "key file");
  return encodeJson({
    coefficients: secret.coefficients.map((coefficient) => group.scalarHex(coefficient)),
    communication_secret: group.scalarHex(secret.communicationSecret),
    signing_seed: encodeHex(secret.signingSeed),
  });
}

/**
 * @param {Uint8Array} plaintext
 * @param {KeyPurpose} purpose
 * @returns {TrusteeSecret}
 * @throws {DecodeError} which never repeats what it read
 */
function decodeSecret(plaintext, { parameters, trustee }) {
  const group = groupNamed(parameters, "key file");
  const fields = new Fields(decodeJson(plaintext, MAX_SIZE, "key"), "key", SECRET);
  return Object.freeze({
    index: trustee,
    coefficients: Object.freeze(scalarsField(fields, "coefficients", 1, 100, group)),
    communicationSecret: scalarField(fields, "communication_secret", group),
    signingSeed: fields.bytes("signing_seed", 32),
  });
}

/**
 * @template Value
 * @param {() => Value} read
 * @returns {Value}
 * @throws {KeyFileError} in place of any DecodeError
 */
function asDamage(read) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new KeyFileError("damaged", "this is no key file, or it was damaged or cut short");
  }
}

/**
 * @param {Uint8Array} bytes
 * @returns {Uint8Array} without blanks at its ends
 */
function stripBlanks(bytes) {
  const first = bytes.findIndex((byte) => !BLANK.has(byte));
  const last = bytes.findLastIndex((byte) => !BLANK.has(byte));
  return bytes.subarray(Math.max(first, 0), last + 1);
}
