/**
 * The payloads of the key ceremony: reading them strictly and writing them.
 *
 * Numbers read here are residues: nothing in this module has tested that they belong to the group, and no
 * proof has been checked. ceremony.js does both.
 * Source: docs/spec/record.md sections 4.1 to 4.6 and 4.19.
 * @module
 */

import { decodeJson, encodeJson } from "./canonical-json.js";
import { encodeHex } from "./encoding.js";
import { DecodeError } from "./errors.js";
import { checkInteger, checkText, Fields } from "./fields.js";
import { groupNamed } from "./group.js";
import { parseVerifierKey } from "./note.js";
import {
  proofDocument,
  proofField,
  residueField,
  residuesField,
  scalarField,
  scalarsField,
} from "./number-fields.js";

/** @typedef {import("./group.js").Group} Group */
/** @typedef {import("./number-fields.js").Proof} Proof */

/**
 * The start of one attempt at making the election's keys: `trustees` are their names in the order of their
 * numbers, `threshold` is k, `keyTool` the hash of the tool's files.
 * @typedef {Readonly<{
 *   election: string, attempt: number, demonstration: boolean, keyTool: string, logKey: string,
 *   origin: string, parameters: string, threshold: number, trustees: readonly string[], group: Group,
 * }>} CeremonyPayload
 */

/** @typedef {Readonly<{ election: string, attempt: number, trustee: number }>} Step begins what a trustee sends */

/**
 * @typedef {Step & Readonly<{
 *   commitments: readonly bigint[], communicationKey: bigint,
 *   proof: import("./schnorr.js").KeyProof, signingKey: Uint8Array,
 * }>} TrusteePayload K_i0 .. K_i(k-1), kappa_i
 */

/** @typedef {Readonly<{ recipient: number, c0: bigint, c1: Uint8Array, proof: Proof }>} EncryptedShare */
/** @typedef {Step & Readonly<{ shares: readonly EncryptedShare[] }>} SharePayload ascending by recipient */
/** @typedef {Step & Readonly<{ transcript: Uint8Array }>} ConfirmPayload H_G */
/** @typedef {Step & Readonly<{ against: number, reason: string }>} ComplaintPayload */
/** @typedef {Step & Readonly<{ challenge: Uint8Array, proof: Proof }>} DrillPayload */

/**
 * @typedef {Readonly<{
 *   election: string, at: string, attempt: number, reason: string, trustees: readonly number[],
 * }>} WaiverPayload whose drills are not waited for
 */

const MAX_PAYLOAD = 2 ** 20;
const MAX_ATTEMPT = 2 ** 31 - 1;
const MAX_TRUSTEES = 100;
const MAX_NAME = 200;
const MAX_KEY = 500;
const MAX_REASON = 2000;
const COMPLAINT_REASONS = ["proof", "share", "transcript"];

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<CeremonyPayload>}
 * @throws {DecodeError}
 */
export async function decodeCeremony(bytes) {
  const fields = readFields(bytes, "ceremony", [
    "demonstration",
    "key_tool",
    "log_key",
    "origin",
    "parameters",
    "threshold",
    "trustees",
  ]);
  const payload = readCeremony(fields);
  await checkTogether(payload);
  return payload;
}

/**
 * @param {Uint8Array} bytes
 * @param {Group} group
 * @returns {TrusteePayload}
 * @throws {DecodeError}
 */
export function decodeTrustee(bytes, group) {
  const names = ["commitments", "communication_key", "proof", "signing_key"];
  const fields = readStepFields(bytes, "trustee", names);
  const proof = fields.object("proof", ["challenge", "responses"]);
  return Object.freeze({
    ...readStep(fields),
    commitments: residuesField(fields, "commitments", 1, MAX_TRUSTEES, group),
    communicationKey: residueField(fields, "communication_key", group),
    proof: {
      challenge: scalarField(proof, "challenge", group),
      responses: scalarsField(proof, "responses", 2, MAX_TRUSTEES + 1, group),
    },
    signingKey: fields.bytes("signing_key", 32),
  });
}

/**
 * @param {Uint8Array} bytes
 * @param {Group} group
 * @returns {SharePayload}
 * @throws {DecodeError}
 */
export function decodeShare(bytes, group) {
  const fields = readStepFields(bytes, "share", ["shares"]);
  const shares = fields
    .objects("shares", 0, MAX_TRUSTEES - 1, ["c0", "c1", "proof", "to"])
    .map((share) => ({
      recipient: share.integer("to", 1, MAX_TRUSTEES),
      c0: residueField(share, "c0", group),
      c1: share.bytes("c1", 32),
      proof: proofField(share, group),
    }));
  if (!isAscending(shares.map(({ recipient }) => recipient)))
    throw new DecodeError("share.shares", "recipients are not ascending");
  return Object.freeze({ ...readStep(fields), shares });
}

/**
 * @param {Uint8Array} bytes
 * @returns {ConfirmPayload}
 * @throws {DecodeError}
 */
export function decodeConfirm(bytes) {
  const fields = readStepFields(bytes, "confirm", ["transcript"]);
  return Object.freeze({ ...readStep(fields), transcript: fields.bytes("transcript", 32) });
}

/**
 * @param {Uint8Array} bytes
 * @returns {ComplaintPayload}
 * @throws {DecodeError}
 */
export function decodeComplaint(bytes) {
  const fields = readStepFields(bytes, "complaint", ["against", "reason"]);
  const payload = {
    ...readStep(fields),
    against: fields.integer("against", 1, MAX_TRUSTEES),
    reason: fields.choice("reason", COMPLAINT_REASONS),
  };
  if (payload.against === payload.trustee)
    throw new DecodeError("complaint.against", "a trustee cannot complain of itself");
  return Object.freeze(payload);
}

/**
 * @param {Uint8Array} bytes
 * @param {Group} group
 * @returns {DrillPayload}
 * @throws {DecodeError}
 */
export function decodeDrill(bytes, group) {
  const fields = readStepFields(bytes, "drill", ["challenge", "proof"]);
  const challenge = fields.bytes("challenge", 32);
  return Object.freeze({ ...readStep(fields), challenge, proof: proofField(fields, group) });
}

/**
 * @param {Uint8Array} bytes
 * @returns {WaiverPayload}
 * @throws {DecodeError}
 */
export function decodeWaiver(bytes) {
  const fields = readFields(bytes, "waiver", ["at", "reason", "trustees"]);
  const place = fields.place("trustees");
  const trustees = fields
    .list("trustees", 1, MAX_TRUSTEES)
    .map((item, index) => checkInteger(item, 1, MAX_TRUSTEES, `${place}[${index}]`));
  if (!isAscending(trustees)) throw new DecodeError(place, "numbers are not ascending");
  return Object.freeze({
    election: fields.uuid("election"),
    at: fields.time("at"),
    attempt: fields.integer("attempt", 1, MAX_ATTEMPT),
    reason: fields.text("reason", 1, MAX_REASON),
    trustees,
  });
}

/**
 * @param {TrusteePayload} payload
 * @param {Group} group
 * @returns {Uint8Array}
 */
export function encodeTrustee(payload, group) {
  const { challenge, responses } = payload.proof;
  return encodeStep(payload, {
    commitments: payload.commitments.map((commitment) => group.elementHex(commitment)),
    communication_key: group.elementHex(payload.communicationKey),
    proof: {
      challenge: group.scalarHex(challenge),
      responses: responses.map((response) => group.scalarHex(response)),
    },
    signing_key: encodeHex(payload.signingKey),
  });
}

/**
 * @param {SharePayload} payload
 * @param {Group} group
 * @returns {Uint8Array}
 */
export function encodeShare(payload, group) {
  return encodeStep(payload, {
    shares: payload.shares.map(({ recipient, c0, c1, proof }) => ({
      c0: group.elementHex(c0),
      c1: encodeHex(c1),
      proof: proofDocument(group, proof),
      to: recipient,
    })),
  });
}

/**
 * @param {ConfirmPayload} payload
 * @returns {Uint8Array}
 */
export function encodeConfirm(payload) {
  return encodeStep(payload, { transcript: encodeHex(payload.transcript) });
}

/**
 * @param {ComplaintPayload} payload
 * @returns {Uint8Array}
 */
export function encodeComplaint(payload) {
  return encodeStep(payload, { against: payload.against, reason: payload.reason });
}

/**
 * @param {DrillPayload} payload
 * @param {Group} group
 * @returns {Uint8Array}
 */
export function encodeDrill(payload, group) {
  return encodeStep(payload, {
    challenge: encodeHex(payload.challenge),
    proof: proofDocument(group, payload.proof),
  });
}

/**
 * @param {Step} step
 * @param {import("./canonical-json.js").JsonObject} more
 * @returns {Uint8Array}
 */
function encodeStep({ election, attempt, trustee }, more) {
  return encodeJson({ attempt, election, trustee, v: 1, ...more });
}

/**
 * @param {Uint8Array} bytes
 * @param {string} type
 * @param {readonly string[]} names
 * @returns {Fields}
 */
function readFields(bytes, type, names) {
  const value = decodeJson(bytes, MAX_PAYLOAD, type);
  const fields = new Fields(value, type, ["attempt", "election", "v", ...names]);
  fields.integer("v", 1, 1);
  return fields;
}

/**
 * @param {Uint8Array} bytes
 * @param {string} type
 * @param {readonly string[]} names
 * @returns {Fields}
 */
function readStepFields(bytes, type, names) {
  return readFields(bytes, type, ["trustee", ...names]);
}

/**
 * @param {Fields} fields
 * @returns {Step}
 */
function readStep(fields) {
  return {
    election: fields.uuid("election"),
    attempt: fields.integer("attempt", 1, MAX_ATTEMPT),
    trustee: fields.integer("trustee", 1, MAX_TRUSTEES),
  };
}

/**
 * @param {Fields} fields
 * @returns {CeremonyPayload}
 */
function readCeremony(fields) {
  const group = groupNamed(fields.any("parameters"), fields.place("parameters"));
  return Object.freeze({
    election: fields.uuid("election"),
    attempt: fields.integer("attempt", 1, MAX_ATTEMPT),
    demonstration: fields.boolean("demonstration"),
    keyTool: fields.hex("key_tool", 32),
    logKey: fields.text("log_key", 0, MAX_KEY),
    origin: fields.text("origin", 0, MAX_KEY),
    parameters: group.name,
    threshold: fields.integer("threshold", 1, MAX_TRUSTEES),
    trustees: fields
      .list("trustees", 1, MAX_TRUSTEES)
      .map((name, index) => checkText(name, 1, MAX_NAME, `${fields.place("trustees")}[${index}]`)),
    group,
  });
}

/**
 * @param {CeremonyPayload} payload
 * @throws {DecodeError} if a rule that ties one field to another is broken
 */
async function checkTogether({ threshold, trustees, demonstration, origin, election, logKey }) {
  if (threshold > trustees.length)
    throw new DecodeError("ceremony.threshold", "more than there are trustees");
  if (trustees.length === 1 && !demonstration)
    throw new DecodeError("ceremony.trustees", "a single one is only for a demonstration");
  if (!origin.endsWith(`/e/${election}`))
    throw new DecodeError("ceremony.origin", "names another election");
  const { name } = await parseVerifierKey(logKey, "ceremony.log_key");
  if (name !== origin) throw new DecodeError("ceremony.log_key", "its name is not the origin");
}

/**
 * @param {readonly number[]} numbers
 * @returns {boolean}
 */
function isAscending(numbers) {
  return numbers.every((number, index) => index === 0 || number > numbers[index - 1]);
}
