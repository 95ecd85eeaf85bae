/**
 * Payloads of the roll, the freeze, the turns of an election and the count. Numbers read here are residues.
 * Source: docs/spec/record.md sections 4.8 to 4.12, 4.15 to 4.18 and 4.20.
 * @module
 */

import { decodeJson, encodeJson } from "./canonical-json.js";
import { checkHex } from "./encoding.js";
import { DecodeError } from "./errors.js";
import { checkInteger, checkList, Fields } from "./fields.js";
import { proofDocument, proofField, residueField } from "./number-fields.js";

/** @typedef {import("./elgamal.js").Ciphertext} Ciphertext */
/** @typedef {import("./equality-proof.js").EqualityProof} EqualityProof */
/** @typedef {import("./group.js").Group} Group */
/** @typedef {Readonly<{ style: number, weight: number }>} Voter */
/** @typedef {Readonly<{ share: bigint, proof: EqualityProof }>} PartialDecryption M_i of one total */

/**
 * One item for each option of each contest of the manifest, both in its order.
 * @template Item
 * @typedef {readonly (readonly Item[])[]} Grid
 */

/** @typedef {Readonly<{ election: string, voters: ReadonlyMap<string, Voter> }>} Roll by credential */
/**
 * Credentials in hex; the new one is "" where a voter is taken off the roll.
 * @typedef {Readonly<{
 *   election: string, at: string, changes: readonly (readonly [old: string, fresh: string])[],
 * }>} RollChange
 */
/**
 * Hashes are 32 bytes; `manifest` and `roll` those of the payloads, `transcript` is H_G.
 * @typedef {Readonly<{
 *   election: string, at: string, electionHash: Uint8Array, jointKey: bigint, manifest: Uint8Array,
 *   roll: Uint8Array, transcript: Uint8Array,
 * }>} Freeze
 */
/**
 * Numbers of the counted entries, ascending; `size` is the number of entries up to and with `close`.
 * @typedef {Readonly<{ election: string, counted: readonly number[], size: number }>} TallyInput
 */
/**
 * `tallyInput` is the hash of the `tally-input` payload.
 * @typedef {Readonly<{
 *   election: string, contests: Grid<Ciphertext>, tallyInput: Uint8Array,
 * }>} Tally
 */
/**
 * `tally` is the hash of the `tally` payload.
 * @typedef {Readonly<{
 *   election: string, trustee: number, contests: Grid<PartialDecryption>, tally: Uint8Array,
 * }>} Decryption
 */
/** @typedef {Readonly<{ count: number, value: bigint }>} Count t and T = K^t */
/**
 * `tally` is the hash of the `tally` payload, `trustees` the numbers of those whose shares were combined.
 * @typedef {Readonly<{
 *   election: string, ballots: number, contests: Grid<Count>, tally: Uint8Array,
 *   trustees: readonly number[],
 * }>} Result
 */

const MAX_PAYLOAD = 64 * 2 ** 20;
const MAX_VOTERS = 1_000_000;
const MAX_WEIGHT = 1_000_000;
const MAX_STYLES = 1000;
const MAX_CONTESTS = 100;
const MAX_OPTIONS = 500;
const MAX_TRUSTEES = 100;
const MAX_REASON = 2000;

/** What entries that move the election on have beside their time. @type {Readonly<Record<string, string[]>>} */
const TURNS = Object.freeze({
  open: [],
  extend: ["closes", "reason"],
  close: [],
  cancel: ["reason"],
  final: [],
});

/**
 * @param {Uint8Array} bytes
 * @returns {Roll}
 * @throws {DecodeError}
 */
export function decodeRoll(bytes) {
  const fields = readFields(bytes, "roll", ["voters"]);
  /** @type {Map<string, Voter>} */
  const voters = new Map();
  let last = "";
  for (const [index, item] of fields.list("voters", 1, MAX_VOTERS).entries()) {
    const place = `${fields.place("voters")}[${index}]`;
    const [credential, style, weight] = checkList(item, 3, 3, place);
    const key = checkHex(credential, 32, `${place}[0]`);
    if (key <= last) throw new DecodeError(place, "credentials are not strictly ascending");
    last = key;
    voters.set(key, {
      style: checkInteger(style, 1, MAX_STYLES, `${place}[1]`),
      weight: checkInteger(weight, 1, MAX_WEIGHT, `${place}[2]`),
    });
  }
  return { election: fields.uuid("election"), voters };
}

/**
 * @param {Uint8Array} bytes
 * @returns {RollChange}
 * @throws {DecodeError}
 */
export function decodeRollChange(bytes) {
  const fields = readFields(bytes, "roll-change", ["at", "changes", "reason"]);
  fields.text("reason", 1, MAX_REASON);
  const place = fields.place("changes");
  const changes = fields
    .list("changes", 1, MAX_VOTERS)
    .map((item, index) => readChange(item, `${place}[${index}]`));
  if (changes.some(([old], index) => index > 0 && old <= changes[index - 1][0]))
    throw new DecodeError(place, "old credentials are not strictly ascending");
  return { election: fields.uuid("election"), at: fields.time("at"), changes };
}

/**
 * @param {unknown} item
 * @param {string} place
 * @returns {readonly [old: string, fresh: string]}
 */
function readChange(item, place) {
  const [old, fresh] = checkList(item, 2, 2, place);
  return [
    checkHex(old, 32, `${place}[0]`),
    fresh === "" ? "" : checkHex(fresh, 32, `${place}[1]`),
  ];
}

/**
 * @param {Uint8Array} bytes
 * @param {Group} group
 * @returns {Freeze}
 * @throws {DecodeError}
 */
export function decodeFreeze(bytes, group) {
  const fields = readFields(bytes, "freeze", [
    "at",
    "election_hash",
    "joint_key",
    "manifest",
    "roll",
    "transcript",
  ]);
  return {
    election: fields.uuid("election"),
    at: fields.time("at"),
    electionHash: fields.bytes("election_hash", 32),
    jointKey: residueField(fields, "joint_key", group),
    manifest: fields.bytes("manifest", 32),
    roll: fields.bytes("roll", 32),
    transcript: fields.bytes("transcript", 32),
  };
}

/**
 * @param {Uint8Array} bytes
 * @param {string} type "open", "extend", "close", "cancel" or "final"
 * @returns {Readonly<{ election: string, at: string }>}
 * @throws {DecodeError}
 */
export function decodeTurn(bytes, type) {
  const more = TURNS[type];
  const fields = readFields(bytes, type, ["at", ...more]);
  if (more.includes("closes")) fields.time("closes");
  if (more.includes("reason")) fields.text("reason", 1, MAX_REASON);
  return { election: fields.uuid("election"), at: fields.time("at") };
}

/**
 * @param {Uint8Array} bytes
 * @returns {TallyInput}
 * @throws {DecodeError}
 */
export function decodeTallyInput(bytes) {
  const fields = readFields(bytes, "tally-input", ["counted", "size"]);
  const size = fields.integer("size", 1, Number.MAX_SAFE_INTEGER);
  const place = fields.place("counted");
  const counted = fields
    .list("counted", 0, size)
    .map((item, index) => checkInteger(item, 0, size - 1, `${place}[${index}]`));
  if (counted.some((number, index) => index > 0 && number <= counted[index - 1]))
    throw new DecodeError(place, "entry numbers are not strictly ascending");
  return { election: fields.uuid("election"), counted, size };
}

/**
 * @param {Uint8Array} bytes
 * @param {Group} group
 * @returns {Tally}
 * @throws {DecodeError}
 */
export function decodeTally(bytes, group) {
  const fields = readFields(bytes, "tally", ["contests", "tally_input"]);
  return {
    election: fields.uuid("election"),
    contests: readGrid(fields, ["alpha", "beta"], (item) => ({
      alpha: residueField(item, "alpha", group),
      beta: residueField(item, "beta", group),
    })),
    tallyInput: fields.bytes("tally_input", 32),
  };
}

/**
 * @param {Uint8Array} bytes
 * @param {Group} group
 * @returns {Decryption}
 * @throws {DecodeError}
 */
export function decodeDecryption(bytes, group) {
  const fields = readFields(bytes, "decryption", ["contests", "tally", "trustee"]);
  return {
    election: fields.uuid("election"),
    trustee: fields.integer("trustee", 1, MAX_TRUSTEES),
    contests: readGrid(fields, ["proof", "share"], (item) => ({
      share: residueField(item, "share", group),
      proof: proofField(item, group),
    })),
    tally: fields.bytes("tally", 32),
  };
}

/**
 * @param {Uint8Array} bytes
 * @param {Group} group
 * @returns {Result}
 * @throws {DecodeError}
 */
export function decodeResult(bytes, group) {
  const fields = readFields(bytes, "result", ["ballots", "contests", "tally", "trustees"]);
  const place = fields.place("trustees");
  const trustees = fields
    .list("trustees", 1, MAX_TRUSTEES)
    .map((item, index) => checkInteger(item, 1, MAX_TRUSTEES, `${place}[${index}]`));
  if (trustees.some((number, index) => index > 0 && number <= trustees[index - 1]))
    throw new DecodeError(place, "numbers are not strictly ascending");
  return {
    election: fields.uuid("election"),
    ballots: fields.integer("ballots", 0, Number.MAX_SAFE_INTEGER),
    contests: readGrid(fields, ["count", "value"], (item) => ({
      count: item.integer("count", 0, Number.MAX_SAFE_INTEGER),
      value: residueField(item, "value", group),
    })),
    tally: fields.bytes("tally", 32),
    trustees,
  };
}

/**
 * @param {Readonly<{
 *   election: string, trustee: number, contests: Grid<PartialDecryption>, tally: string,
 * }>} decryption tally: 64 hex digits
 * @param {Group} group
 * @returns {Uint8Array} the payload
 */
export function encodeDecryption({ election, trustee, contests, tally }, group) {
  return encodeJson({
    contests: contests.map((contest) =>
      contest.map(({ share, proof }) => ({
        proof: proofDocument(group, proof),
        share: group.elementHex(share),
      })),
    ),
    election,
    tally,
    trustee,
    v: 1,
  });
}

/**
 * @param {Uint8Array} bytes
 * @param {string} place
 * @param {readonly string[]} names beside those of every payload
 * @returns {Fields}
 */
function readFields(bytes, place, names) {
  const fields = new Fields(decodeJson(bytes, MAX_PAYLOAD, place), place, [
    "election",
    "v",
    ...names,
  ]);
  fields.integer("v", 1, 1);
  return fields;
}

/**
 * Reads the field `contests`; whether it has the manifest's shape is looked at where it is used.
 * @template Item
 * @param {Fields} fields
 * @param {readonly string[]} names of each item
 * @param {(item: Fields) => Item} read
 * @returns {Grid<Item>}
 */
function readGrid(fields, names, read) {
  return fields.list("contests", 1, MAX_CONTESTS).map((contest, index) => {
    const place = `${fields.place("contests")}[${index}]`;
    return checkList(contest, 1, MAX_OPTIONS, place).map((item, option) =>
      read(new Fields(item, `${place}[${option}]`, names)),
    );
  });
}
