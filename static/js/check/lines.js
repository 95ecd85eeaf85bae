/**
 * Lines of a member, read piece by piece.
 * @module
 */

import { concat } from "../crypto/encoding.js";
import { UnusableRecordError } from "./errors.js";
import { MAX_LINE } from "./format.js";

/** @typedef {Readonly<{ bytes: Uint8Array, isEnded: boolean }>} Line without its newline */

const NEWLINE = 10;

/**
 * @param {AsyncIterable<Uint8Array>} pieces
 * @returns {AsyncGenerator<Line>} only the last one may lack its newline
 * @throws {UnusableRecordError} if a line is longer than the cap
 */
export async function* linesOf(pieces) {
  /** @type {Uint8Array[]} */
  let parts = [];
  let size = 0;
  for await (const piece of pieces) {
    let start = 0;
    for (;;) {
      const end = piece.indexOf(NEWLINE, start);
      const part = piece.subarray(start, end < 0 ? piece.length : end);
      size += part.length;
      if (size > MAX_LINE) throw new UnusableRecordError(`a line is longer than ${MAX_LINE} bytes`);
      parts.push(part);
      if (end < 0) break;
      yield { bytes: concat(...parts), isEnded: true };
      [parts, size, start] = [[], 0, end + 1];
    }
  }
  if (size > 0) yield { bytes: concat(...parts), isEnded: false };
}
