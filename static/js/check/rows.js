/**
 * All entries of a record with their payloads, read once and in order.
 *
 * Of ballots and tests the payload is not kept, so that memory does not grow with their size.
 * Source: docs/spec/record.md sections 2 and 6; docs/spec/verification.md C01.3, C01.4, C03.1, C03.2.
 * @module
 */

import { decodeJson } from "../crypto/canonical-json.js";
import { encodeHex } from "../crypto/encoding.js";
import { decodeEntry } from "../crypto/entry.js";
import { leafHash } from "../crypto/merkle.js";
import { sha256 } from "../crypto/transcript.js";
import { UnusableRecordError } from "./errors.js";
import { ENTRIES, MAX_KEPT, PAYLOADS } from "./format.js";
import { linesOf } from "./lines.js";
import { isRefusal } from "./refusals.js";

/** @typedef {import("../crypto/entry.js").Entry} Entry */
/** @typedef {import("./container.js").Container} Container */
/** @typedef {import("./report.js").Report} Report */

/**
 * An entry that can be read. `payload` are its bytes, or nothing if they are a ballot's, of a version that is
 * not known, or not the ones the entry names; `hash` is theirs, in hex.
 * @typedef {Readonly<{
 *   index: number, entry: Entry, place: string, payload: Uint8Array | undefined, hash: string,
 * }>} Row
 */

/** @typedef {Readonly<{ rows: readonly Row[], leaves: readonly Uint8Array[] }>} Board leaves of all entries */

const VOTES = new Set(["ballot", "challenge"]);

/**
 * @param {Row} row
 * @returns {boolean} whether it is a ballot, cast or shown
 */
export function isVote({ entry }) {
  return VOTES.has(entry.type);
}

/**
 * @param {Container} container
 * @param {Report} report
 * @param {(done: number, total: number) => Promise<void>} show is told of the progress in bytes
 * @returns {Promise<Board>}
 * @throws {UnusableRecordError} if there is nothing that could be checked, or too much to keep
 */
export async function readRows(container, report, show) {
  /** @type {Row[]} */
  const rows = [];
  /** @type {Uint8Array[]} */
  const leaves = [];
  const total = container.sizeOf(ENTRIES) + container.sizeOf(PAYLOADS);
  let [kept, done] = [0, 0];
  for await (const [entry, payload] of pairs(container, report)) {
    const index = leaves.length;
    leaves.push(await leafHash(entry));
    const row = await readRow(index, entry, payload, report);
    if (row) rows.push(row);
    kept += row?.payload?.length ?? 0;
    if (kept > MAX_KEPT)
      throw new UnusableRecordError(`more than ${MAX_KEPT} bytes of payloads beside ballots`);
    done += entry.length + payload.length + 2;
    await show(done, total);
  }
  return { rows, leaves };
}

/**
 * @param {Container} container
 * @param {Report} report
 * @returns {AsyncGenerator<[Uint8Array, Uint8Array]>} entries with the payloads beside them
 */
async function* pairs(container, report) {
  const entries = linesOf(container.pieces(ENTRIES));
  const payloads = linesOf(container.pieces(PAYLOADS));
  const counts = { entries: 0, payloads: 0 };
  let isEnded = true;
  for (;;) {
    const [{ value: entry }, { value: payload }] = [await entries.next(), await payloads.next()];
    if (!entry && !payload) break;
    isEnded &&= (entry?.isEnded ?? true) && (payload?.isEnded ?? true);
    counts.entries += entry?.isEnded ? 1 : 0;
    counts.payloads += payload?.isEnded ? 1 : 0;
    if (entry?.isEnded && payload?.isEnded) yield [entry.bytes, payload.bytes];
  }
  if (counts.entries === 0 || counts.payloads === 0)
    throw new UnusableRecordError("there is no entry, or no payload");
  if (counts.entries !== counts.payloads)
    report.fail("C01.3", "", `${counts.entries} entries, but ${counts.payloads} payloads`);
  if (!isEnded) report.fail("C01.3", "", "the last line does not end with a newline");
}

/**
 * @param {number} index
 * @param {Uint8Array} bytes
 * @param {Uint8Array} payload
 * @param {Report} report
 * @returns {Promise<Row | undefined>} nothing if the entry cannot be read
 */
async function readRow(index, bytes, payload, report) {
  const entry = readEntry(index, bytes, report);
  if (entry === undefined) return undefined;
  const place = placeOf(index, entry);
  const hash = encodeHex(await sha256(payload));
  const isNamed = payload.length === entry.size && hash === entry.payload;
  if (!isNamed) report.fail("C03.2", place, "its payload has another length or hash than it says");
  const row = { index, entry, place, hash };
  if (VOTES.has(entry.type)) return { ...row, payload: undefined };
  const version = otherVersion(payload);
  if (version === undefined) return { ...row, payload };
  report.fail("C01.4", place, `its payload is of version ${version}`);
  return { ...row, payload: undefined };
}

/**
 * @param {number} index
 * @param {Uint8Array} bytes
 * @param {Report} report
 * @returns {Entry | undefined}
 */
function readEntry(index, bytes, report) {
  const place = `entry ${index}`;
  try {
    return decodeEntry(bytes, "entry");
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const version = otherVersion(bytes);
    if (version === undefined) report.fail("C03.1", place, error.message);
    else report.fail("C01.4", place, `of version ${version}`);
    return undefined;
  }
}

/**
 * @param {Uint8Array} bytes
 * @returns {number | undefined} the version of a document that says so and whose version is not 1
 */
export function otherVersion(bytes) {
  try {
    const { v } = /** @type {{ v?: unknown }} */ (decodeJson(bytes, bytes.length, "document"));
    return typeof v === "number" && v !== 1 ? v : undefined;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return undefined;
  }
}

/**
 * @param {number} index
 * @param {Entry} entry
 * @returns {string}
 */
function placeOf(index, { type, trustee }) {
  return trustee === undefined
    ? `entry ${index} (${type})`
    : `entry ${index} (${type}, by trustee ${trustee})`;
}
