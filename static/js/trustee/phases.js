/**
 * The order in which entries may stand on the record.
 * Source: docs/spec/record.md section 3.
 * @module
 */

import { CEREMONY_TYPES } from "../crypto/ceremony.js";

/**
 * Where the election stands; before the manifest, the ceremony has phases of its own.
 * @typedef {"ceremony" | "manifest" | "roll" | "frozen" | "open" | "closed" | "counting" | "decrypting"
 *   | "counted" | "end" | "cancelled"} Phase
 */

/** @type {readonly Phase[]} */
const PHASES = [
  "ceremony",
  "manifest",
  "roll",
  "frozen",
  "open",
  "closed",
  "counting",
  "decrypting",
  "counted",
  "end",
  "cancelled",
];

/** Where an entry of a type leads, by the phase it stands in. @type {ReadonlyMap<string, Phase>} */
const NEXT = new Map([
  ...CEREMONY_TYPES.map((type) => step("ceremony", type, "ceremony")),
  step("ceremony", "election", "manifest"),
  step("manifest", "roll", "roll"),
  step("roll", "freeze", "frozen"),
  step("frozen", "drill", "frozen"),
  step("frozen", "roll-change", "frozen"),
  step("frozen", "open", "open"),
  step("open", "ballot", "open"),
  step("open", "challenge", "open"),
  step("open", "extend", "open"),
  step("open", "drill", "open"),
  step("open", "roll-change", "open"),
  step("open", "close", "closed"),
  step("closed", "tally-input", "counting"),
  step("counting", "tally", "decrypting"),
  step("decrypting", "decryption", "decrypting"),
  step("decrypting", "result", "counted"),
  step("counted", "final", "end"),
  ...PHASES.slice(0, PHASES.indexOf("end")).map((phase) => step(phase, "cancel", "cancelled")),
]);

/**
 * @param {Phase} from
 * @param {string} type
 * @param {Phase} to
 * @returns {[string, Phase]}
 */
function step(from, type, to) {
  return [`${from}/${type}`, to];
}

/**
 * @param {Phase} phase
 * @param {string} type of the next entry
 * @returns {Phase | undefined} the phase it leads to, if it is allowed
 */
export function nextPhase(phase, type) {
  return NEXT.get(`${phase}/${type}`);
}

/**
 * @param {Phase} phase
 * @param {Phase} other
 * @returns {boolean} whether the first is the other one or comes after it
 */
export function hasReached(phase, other) {
  return PHASES.indexOf(phase) >= PHASES.indexOf(other);
}
