/**
 * What the entries of a record say: which of them is the manifest, the roll and so on, each read once.
 *
 * A payload that cannot be read costs the sentence about its form; whatever needs it is not tried.
 * Source: docs/spec/record.md sections 3 and 4.
 * @module
 */

import { decodeManifest } from "../crypto/manifest.js";
import {
  decodeDecryption,
  decodeFreeze,
  decodeResult,
  decodeRoll,
  decodeRollChange,
  decodeTally,
  decodeTallyInput,
  decodeTurn,
} from "../crypto/payloads.js";
import { decodeWaiver } from "../crypto/ceremony-payloads.js";
import { groupNamed } from "../crypto/group.js";
import { namesUnknownParameters, readAttempts } from "./attempts.js";

/** @typedef {import("../crypto/group.js").Group} Group */
/** @typedef {import("../crypto/manifest.js").Manifest} Manifest */
/** @typedef {import("./attempts.js").Attempt} Attempt */
/** @typedef {import("./report.js").Report} Report */
/** @typedef {import("./rows.js").Board} Board */
/** @typedef {import("./rows.js").Row} Row */
/**
 * @template Payload
 * @typedef {Readonly<{ row: Row, payload: Payload }>} Read
 */

const TURNS = Object.freeze(["open", "extend", "close", "cancel", "final"]);

export class Election {
  /** @type {readonly Row[]} */
  rows;
  /** Hashes of all entries, of those that cannot be read as well. @type {readonly Uint8Array[]} */
  leaves;
  /** In the order of the record. @type {readonly Attempt[]} */
  attempts = [];
  /** @type {Read<Manifest> | undefined} */
  manifest;
  /** @type {Read<import("../crypto/payloads.js").Roll> | undefined} */
  roll;
  /** @type {Read<import("../crypto/payloads.js").Freeze>[]} */
  freezes = [];
  /** @type {Read<import("../crypto/payloads.js").TallyInput> | undefined} */
  tallyInput;
  /** @type {Read<import("../crypto/payloads.js").Tally> | undefined} */
  tally;
  /** @type {Read<import("../crypto/payloads.js").Result> | undefined} */
  result;
  /** @type {Read<import("../crypto/payloads.js").Decryption>[]} */
  decryptions = [];
  /** @type {Read<import("../crypto/ceremony-payloads.js").WaiverPayload>[]} */
  waivers = [];
  /** @type {Read<import("../crypto/payloads.js").RollChange>[]} */
  rollChanges = [];
  /** Payloads that have a time and nothing else of weight. @type {Read<{ election: string, at: string }>[]} */
  turns = [];

  /** @param {Board} board */
  constructor({ rows, leaves }) {
    this.rows = rows;
    this.leaves = leaves;
  }

  /**
   * @param {Board} board
   * @param {Report} report
   * @returns {Promise<Election>}
   */
  static async read(board, report) {
    const election = new Election(board);
    election.attempts = await readAttempts(board.rows, report);
    await election.#readManifest(report);
    await election.#readRest(report);
    return election;
  }

  /**
   * @param {string} type
   * @returns {Row | undefined} the first entry of a type
   */
  first(type) {
    return this.rows.find(({ entry }) => entry.type === type);
  }

  /** @returns {Election["freezes"][number] | undefined} what the first entry of its type says */
  get freeze() {
    const row = this.first("freeze");
    return this.freezes.find((read) => read.row === row);
  }

  /** @returns {Attempt | undefined} the one that made the election's keys */
  get lastAttempt() {
    return this.attempts.at(-1);
  }

  /** @returns {Group | undefined} the one all numbers of the election are of */
  get group() {
    const name = this.manifest?.payload.parameters;
    return name === undefined
      ? this.lastAttempt?.ceremony?.group
      : groupNamed(name, "manifest.parameters");
  }

  /** @returns {string | undefined} verifier key of the log */
  get logKey() {
    return this.manifest?.payload.logKey ?? this.lastAttempt?.ceremony?.logKey;
  }

  /** @returns {boolean} */
  get isCancelled() {
    return this.first("cancel") !== undefined;
  }

  /** @returns {boolean} whether manifest or any ceremony says so */
  get isDemonstration() {
    const said = [this.manifest?.payload, ...this.attempts.map(({ ceremony }) => ceremony)];
    return said.some((document) => document?.demonstration === true);
  }

  /** @param {Report} report */
  async #readManifest(report) {
    const row = this.first("election");
    if (row?.payload === undefined) return;
    const bytes = row.payload;
    const sentence = namesUnknownParameters(bytes) ? "C01.5" : "C02.1";
    const payload = await report.holds(sentence, row.place, () => decodeManifest(bytes));
    if (payload) this.manifest = { row, payload };
  }

  /** @param {Report} report */
  async #readRest(report) {
    const { group, manifest } = this;
    const one = this.#reader(report);
    const all = this.#listReader(report);
    this.roll = await one("roll", "C06.1", decodeRoll);
    this.tallyInput = await one("tally-input", "C09.1", decodeTallyInput);
    if (group)
      this.freezes = await all("freeze", "C04.6", (bytes) => decodeFreeze(bytes, group));
    if (group && manifest) {
      this.tally = await one("tally", "C10.1", (bytes) => decodeTally(bytes, group));
      this.result = await one("result", "C12.1", (bytes) => decodeResult(bytes, group));
      const decode = (/** @type {Uint8Array} */ bytes) => decodeDecryption(bytes, group);
      this.decryptions = await all("decryption", "C11.1", decode);
    }
    this.rollChanges = await all("roll-change", "C06.6", decodeRollChange);
    this.waivers = await all("waiver", "C04.6", decodeWaiver);
    for (const type of TURNS)
      this.turns.push(...(await all(type, "C04.6", (bytes) => decodeTurn(bytes, type))));
    this.turns.sort((left, right) => left.row.index - right.row.index);
  }

  /** @param {Report} report */
  #reader(report) {
    /**
     * @template Payload
     * @param {string} type
     * @param {string} sentence about its form
     * @param {(bytes: Uint8Array) => Payload} decode
     * @returns {Promise<Read<Payload> | undefined>}
     */
    return async (type, sentence, decode) => {
      const row = this.first(type);
      if (row?.payload === undefined) return undefined;
      const bytes = row.payload;
      const payload = await report.holds(sentence, row.place, () => decode(bytes));
      return payload && { row, payload };
    };
  }

  /** @param {Report} report */
  #listReader(report) {
    /**
     * @template Payload
     * @param {string} type
     * @param {string} sentence about their form
     * @param {(bytes: Uint8Array) => Payload} decode
     * @returns {Promise<Read<Payload>[]>}
     */
    return async (type, sentence, decode) => {
      /** @type {Read<Payload>[]} */
      const read = [];
      for (const row of this.rows.filter(({ entry }) => entry.type === type)) {
        const bytes = row.payload;
        if (bytes === undefined) continue;
        const payload = await report.holds(sentence, row.place, () => decode(bytes));
        if (payload) read.push({ row, payload });
      }
      return read;
    };
  }
}
