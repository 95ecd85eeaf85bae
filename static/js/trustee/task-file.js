/**
 * The task file: the public record and what is asked of one key holder, for a device without network.
 *
 * It is read where it lies, however long it is; only the places of its lines are kept.
 * @module
 */

import { decodeJson } from "../crypto/canonical-json.js";
import { DecodeError } from "../crypto/errors.js";
import { Fields } from "../crypto/fields.js";
import { isRefusal, Problem } from "./problem.js";

/** @typedef {import("./sources.js").RawEntry} RawEntry */
/** @typedef {import("./sources.js").Source} Source */
/**
 * @typedef {Readonly<{
 *   checkpoint: string, drillChallenge: string, election: string, step: string, trustee: number,
 * }>} TaskHeader drillChallenge: 64 hex digits
 */

const KIND = "tabella trustee task";
const FIELDS = ["checkpoint", "drill_challenge", "election", "kind", "step", "trustee", "v"];
const STEPS = ["key", "share", "confirm", "drill", "wait", "unlock", "done", "stopped"];
const NEWLINE = 10;
const MAX_HEADER = 64 * 2 ** 10;
const MAX_CHECKPOINT = 16 * 2 ** 10;
const MAX_LINE = 64 * 2 ** 20;
const MAX_SIZE = /^[0-9]{1,10}$/;
const SLICE = 4 * 2 ** 20;
// Entries are handed out like those of a server: so many, or so many bytes, but always one.
const COUNT = 200;
const BATCH = 8 * 2 ** 20;

/** @implements {Source} */
export class TaskFile {
  #file;
  /** Where each line after the first begins, and where the last one ends. @type {number[]} */
  #starts;

  /**
   * @param {Blob} file
   * @param {TaskHeader} header
   * @param {number[]} starts
   */
  constructor(file, header, starts) {
    this.#file = file;
    this.#starts = starts;
    this.header = header;
  }

  /**
   * @param {Blob} file
   * @param {Readonly<{ election: string, trustee: number }>} expected
   * @returns {Promise<TaskFile>}
   * @throws {Problem} "task_file:damaged", "task_file:other_election" or "task_file:other_trustee"
   */
  static async open(file, { election, trustee }) {
    const header = await readHeader(file);
    if (header.election !== election)
      throw new Problem("task_file:other_election", "the task file is of another election");
    if (header.trustee !== trustee)
      throw new Problem("task_file:other_trustee", "the task file is another key holder's");
    const lines = 1 + 2 * claimedSize(header);
    const starts = await lineStarts(file, lines);
    if (starts.length !== lines || starts[starts.length - 1] !== file.size)
      throw damaged("the task file is cut short, or holds more than its checkpoint counts");
    return new TaskFile(file, header, starts);
  }

  /** @returns {Promise<string>} */
  async checkpoint() {
    return this.header.checkpoint;
  }

  /**
   * @param {number} start
   * @returns {Promise<RawEntry[]>}
   */
  async entries(start) {
    const end = this.#batchEnd(start);
    if (end <= start) return [];
    const base = this.#starts[2 * start];
    const bytes = await read(this.#file, base, this.#starts[2 * end]);
    // Copies, because a view that is posted to another worker takes all bytes behind it along.
    const line = (/** @type {number} */ number) =>
      bytes.slice(this.#starts[number] - base, this.#starts[number + 1] - base - 1);
    return Array.from({ length: end - start }, (_, offset) => {
      const index = start + offset;
      return { index, entry: line(2 * index), payload: line(2 * index + 1) };
    });
  }

  /**
   * @param {number} start
   * @returns {number} one past the last entry to hand out
   */
  #batchEnd(start) {
    const total = (this.#starts.length - 1) / 2;
    let end = start;
    const isRoom = () => this.#starts[2 * (end + 1)] - this.#starts[2 * start] <= BATCH;
    while (end < total && end - start < COUNT && (end === start || isRoom())) end += 1;
    return end;
  }
}

/**
 * @param {Blob} file
 * @param {number} lines it has to have
 * @returns {Promise<number[]>} the place behind each newline, of so many lines at most
 * @throws {Problem} "task_file:damaged" at a line too long to be read at once
 */
async function lineStarts(file, lines) {
  /** @type {number[]} */
  const starts = [];
  for (let base = 0; base < file.size && starts.length < lines; base += SLICE) {
    const bytes = await read(file, base, Math.min(base + SLICE, file.size));
    let found = bytes.indexOf(NEWLINE);
    while (found >= 0 && starts.length < lines) {
      verifyLength(base + found - (starts.at(-1) ?? 0));
      starts.push(base + found + 1);
      found = bytes.indexOf(NEWLINE, found + 1);
    }
    if (found < 0) verifyLength(base + bytes.length - (starts.at(-1) ?? 0));
  }
  return starts;
}

/**
 * @param {number} length of a line without its newline
 * @throws {Problem} "task_file:damaged"
 */
function verifyLength(length) {
  if (length > MAX_LINE) throw damaged("the task file has a line that is too long");
}

/**
 * @param {Blob} file
 * @returns {Promise<TaskHeader>}
 * @throws {Problem} "task_file:damaged"
 */
async function readHeader(file) {
  const start = await read(file, 0, Math.min(MAX_HEADER + 1, file.size));
  const end = start.indexOf(NEWLINE);
  if (end < 0) throw damaged("this is no task file");
  const bytes = start.subarray(0, end);
  try {
    return decodeHeader(
      new Fields(decodeJson(bytes, MAX_HEADER, "task file"), "task file", FIELDS),
    );
  } catch (error) {
    if (isRefusal(error)) throw damaged(/** @type {Error} */ (error).message);
    throw error;
  }
}

/**
 * @param {Fields} fields
 * @returns {TaskHeader}
 * @throws {DecodeError}
 */
function decodeHeader(fields) {
  fields.integer("v", 1, 1);
  if (fields.any("kind") !== KIND) throw new DecodeError("task file", "of another kind");
  return {
    checkpoint: fields.text("checkpoint", 1, MAX_CHECKPOINT),
    drillChallenge: fields.hex("drill_challenge", 32),
    election: fields.uuid("election"),
    step: fields.choice("step", STEPS),
    trustee: fields.integer("trustee", 1, 100),
  };
}

/**
 * @param {TaskHeader} header
 * @returns {number} how many entries the checkpoint speaks of; its signature is not looked at here
 * @throws {Problem} "task_file:damaged"
 */
function claimedSize({ checkpoint }) {
  const [, size] = checkpoint.split("\n");
  if (!MAX_SIZE.test(size ?? "")) throw damaged("the task file holds no checkpoint");
  return Number(size);
}

/**
 * @param {Blob} file
 * @param {number} start
 * @param {number} end
 * @returns {Promise<Uint8Array>}
 * @throws {Problem} "task_file:damaged" if the file is not there any more
 */
async function read(file, start, end) {
  try {
    return new Uint8Array(await file.slice(start, end).arrayBuffer());
  } catch (error) {
    throw damaged(`the task file cannot be read: ${error}`);
  }
}

/**
 * @param {string} message
 * @returns {Problem}
 */
function damaged(message) {
  return new Problem("task_file:damaged", message);
}
