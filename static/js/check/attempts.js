/**
 * The attempts at making the election's keys, with what each trustee put on the record in each.
 * Source: docs/spec/record.md sections 3 and 4.1 to 4.6.
 * @module
 */

import { decodeJson } from "../crypto/canonical-json.js";
import {
  decodeCeremony,
  decodeComplaint,
  decodeConfirm,
  decodeDrill,
  decodeShare,
  decodeTrustee,
} from "../crypto/ceremony-payloads.js";
import { PARAMETERS } from "../crypto/parameters.js";
import { isRefusal } from "./refusals.js";

/** @typedef {import("../crypto/ceremony-payloads.js").CeremonyPayload} CeremonyPayload */
/** @typedef {import("./report.js").Report} Report */
/** @typedef {import("./rows.js").Row} Row */

/**
 * An entry of a trustee; `payload` is nothing if it cannot be read. The type of the entry tells what it holds.
 * @typedef {Readonly<{ row: Row, trustee: number, payload: any }>} Step
 */

/**
 * `ceremony` is nothing if it cannot be read, and then no step has a payload.
 * @typedef {Readonly<{ row: Row, ceremony: CeremonyPayload | undefined, steps: Step[] }>} Attempt
 */

const STEPS = {
  trustee: decodeTrustee,
  share: decodeShare,
  confirm: decodeConfirm,
  complaint: decodeComplaint,
  drill: decodeDrill,
};

/**
 * @param {string} type
 * @returns {type is keyof typeof STEPS}
 */
export function isStep(type) {
  return Object.hasOwn(STEPS, type);
}

/**
 * A ceremony after the manifest begins no attempt: keys cannot change any more (C04.1).
 * @param {readonly Row[]} rows
 * @param {Report} report
 * @returns {Promise<Attempt[]>}
 */
export async function readAttempts(rows, report) {
  const frozenAt = rows.find(({ entry }) => entry.type === "election")?.index ?? Infinity;
  /** @type {Attempt[]} */
  const attempts = [];
  for (const row of rows) {
    const { type } = row.entry;
    const attempt = attempts.at(-1);
    if (type === "ceremony" && row.index < frozenAt) attempts.push(await begin(row, report));
    else if (attempt && isStep(type)) attempt.steps.push(await readStep(row, type, attempt, report));
  }
  return attempts;
}

/**
 * @param {Row} row
 * @param {Report} report
 * @returns {Promise<Attempt>}
 */
async function begin(row, report) {
  const bytes = row.payload;
  if (bytes === undefined) return { row, ceremony: undefined, steps: [] };
  const sentence = namesUnknownParameters(bytes) ? "C01.5" : "C05.1";
  const ceremony = await report.holds(sentence, row.place, () => decodeCeremony(bytes));
  return { row, ceremony, steps: [] };
}

/**
 * @param {Row} row
 * @param {keyof typeof STEPS} type
 * @param {Attempt} attempt
 * @param {Report} report
 * @returns {Promise<Step>}
 */
async function readStep(row, type, { ceremony }, report) {
  const step = { row, trustee: /** @type {number} */ (row.entry.trustee) };
  const bytes = row.payload;
  if (bytes === undefined || ceremony === undefined) return { ...step, payload: undefined };
  const read = () => STEPS[type](bytes, ceremony.group);
  return { ...step, payload: await report.holds("C05.1", row.place, read) };
}

/**
 * @param {Uint8Array} bytes of a manifest or a ceremony
 * @returns {boolean} whether they name a parameter set that nobody knows
 */
export function namesUnknownParameters(bytes) {
  try {
    const name = /** @type {any} */ (decodeJson(bytes, bytes.length, "document")).parameters;
    return typeof name === "string" && !Object.hasOwn(PARAMETERS, name);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return false;
  }
}
