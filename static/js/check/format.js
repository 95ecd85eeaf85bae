/**
 * What an election record looks like as a file: its members, its headers and how large things may be.
 * Source: docs/spec/record.md sections 6.1 to 6.3.
 * @module
 */

import { concat, utf8 } from "../crypto/encoding.js";

export const README = "README.txt";
export const MANIFEST = "manifest.json";
export const CHECKPOINT = "checkpoint";
export const WITNESS_POLICY = "witness-policy.json";
export const ENTRIES = "entries.jsonl";
export const PAYLOADS = "payloads.jsonl";
export const COMMITMENTS = "commitments.jsonl";

/** All members in the one order they have. */
export const MEMBERS = Object.freeze([
  README,
  MANIFEST,
  CHECKPOINT,
  WITNESS_POLICY,
  ENTRIES,
  PAYLOADS,
  COMMITMENTS,
]);

const README_SIZE = 1604;
export const README_HASH = "6d6abfa852a19a56276fa5009e07bc28bfe444b1feaaf7125ceb3c4684f692ed";

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Bytes of all members together. */
export const MAX_RECORD = 4 * GIB - MIB;
/** How many times its packed size a deflated member may have. */
export const MAX_RATIO = 100;
export const MAX_LINE = 64 * MIB;
/** Bytes of all payloads but those of ballots and challenges, which alone are kept. */
export const MAX_KEPT = GIB;

/** Bytes of the members that are read as a whole. @type {Readonly<Record<string, number>>} */
export const MAX_MEMBER = Object.freeze({
  [README]: README_SIZE,
  [MANIFEST]: 64 * MIB,
  [CHECKPOINT]: 16 * KIB,
  [WITNESS_POLICY]: MIB,
});

export const STORED = 0;
export const DEFLATED = 8;

const VERSION = 20;
const DATE = 33;
const MADE_BY = 788;
const ATTRIBUTES = 25165824;
export const LOCAL_SIZE = 30;

/**
 * `start` is the offset of the packed bytes in the file.
 * @typedef {Readonly<{
 *   name: string, method: number, crc: number, packed: number, size: number, start: number,
 * }>} Member
 */

/**
 * @param {...[value: number, width: 2 | 4]} fields little-endian
 * @returns {Uint8Array}
 */
function numbers(...fields) {
  const bytes = new Uint8Array(fields.reduce((total, [, width]) => total + width, 0));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const [value, width] of fields) {
    if (width === 2) view.setUint16(offset, value, true);
    else view.setUint32(offset, value, true);
    offset += width;
  }
  return bytes;
}

/**
 * @param {Member} member
 * @returns {[number, 2 | 4][]} the ten fields that local and central headers share
 */
function shared({ name, method, crc, packed, size }) {
  return [
    [VERSION, 2],
    [0, 2],
    [method, 2],
    [0, 2],
    [DATE, 2],
    [crc, 4],
    [packed, 4],
    [size, 4],
    [name.length, 2],
    [0, 2],
  ];
}

/**
 * @param {Member} member
 * @returns {Uint8Array} the local header with the name
 */
export function localHeader(member) {
  return concat(numbers([0x04034b50, 4], ...shared(member)), utf8(member.name));
}

/**
 * @param {Uint8Array} bytes at least a local header without its name
 * @param {string} name the member that has to stand here
 * @param {number} offset of the header
 * @returns {Member} as the header says, whose other bytes are still to be compared
 */
export function readLocalHeader(bytes, name, offset) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, LOCAL_SIZE);
  return {
    name,
    method: view.getUint16(8, true),
    crc: view.getUint32(14, true),
    packed: view.getUint32(18, true),
    size: view.getUint32(22, true),
    start: offset + LOCAL_SIZE + name.length,
  };
}

/**
 * @param {readonly Member[]} members
 * @param {number} offset where the last member ends
 * @returns {Uint8Array} all that follows them
 */
export function centralDirectory(members, offset) {
  const headers = members.map((member) =>
    concat(
      numbers(
        [0x02014b50, 4],
        [MADE_BY, 2],
        ...shared(member),
        [0, 2],
        [0, 2],
        [0, 2],
        [ATTRIBUTES, 4],
        [member.start - LOCAL_SIZE - member.name.length, 4],
      ),
      utf8(member.name),
    ),
  );
  const size = headers.reduce((total, header) => total + header.length, 0);
  const count = members.length;
  return concat(
    ...headers,
    numbers([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [offset, 4], [0, 2]),
  );
}
