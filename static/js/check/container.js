/**
 * An election record as a file, read defensively: one spelling, no surprises, no byte without a meaning.
 * The file is read in pieces, so that one of any size needs little memory.
 * Source: docs/spec/record.md sections 6.1 and 6.2.
 * @module
 */

import { concat, isSameBytes } from "../crypto/encoding.js";
import { crc32 } from "./crc32.js";
import { UnusableRecordError } from "./errors.js";
import {
  centralDirectory,
  DEFLATED,
  LOCAL_SIZE,
  localHeader,
  MAX_MEMBER,
  MAX_RATIO,
  MAX_RECORD,
  MEMBERS,
  readLocalHeader,
  STORED,
} from "./format.js";

/** @typedef {import("./format.js").Member} Member */

const PIECE = 2 ** 20;
// What the browser's decompressor makes of one piece has to fit into memory: a thousand times as much.
const PACKED_PIECE = 4096;

export class Container {
  #blob;
  /** @type {Map<string, Member>} */
  #members = new Map();

  /** @param {Blob} blob the whole file */
  constructor(blob) {
    this.#blob = blob;
  }

  /**
   * Looks at every byte of the file once.
   * @param {Blob} blob
   * @param {(done: number, total: number) => void} [show] is told of the progress in bytes
   * @returns {Promise<Container>}
   * @throws {UnusableRecordError}
   */
  static async open(blob, show = () => {}) {
    const container = new Container(blob);
    let offset = 0;
    let unpacked = 0;
    for (const name of MEMBERS) {
      const member = await container.#header(name, offset);
      unpacked += member.size;
      if (unpacked > MAX_RECORD)
        throw new UnusableRecordError(`the record unpacks to more than ${MAX_RECORD} bytes`);
      container.#members.set(name, member);
      await container.#verifySum(name, member.crc, (done) => show(member.start + done, blob.size));
      offset = member.start + member.packed;
    }
    await container.#verifyEnd(offset);
    show(blob.size, blob.size);
    return container;
  }

  /**
   * @param {string} name of a member that has a cap of its own
   * @returns {Promise<Uint8Array>}
   * @throws {UnusableRecordError} if the file changed since it was opened
   */
  async read(name) {
    const pieces = [];
    for await (const piece of this.pieces(name)) pieces.push(piece);
    return concat(...pieces);
  }

  /**
   * @param {string} name
   * @returns {number} unpacked size in bytes
   */
  sizeOf(name) {
    return this.#member(name).size;
  }

  /**
   * @param {string} name
   * @returns {AsyncGenerator<Uint8Array>} the unpacked bytes
   * @throws {UnusableRecordError} if the packed bytes are damaged or unpack to another size
   */
  async *pieces(name) {
    const member = this.#member(name);
    let size = 0;
    for await (const piece of member.method === STORED
      ? this.#stored(member)
      : this.#inflated(member)) {
      size += piece.length;
      if (size > member.size)
        throw new UnusableRecordError(`${name}: unpacks to more than its header says`);
      yield piece;
    }
    if (size < member.size) throw new UnusableRecordError(`${name}: ends too early`);
  }

  /**
   * @param {string} name
   * @returns {Member}
   */
  #member(name) {
    return /** @type {Member} */ (this.#members.get(name));
  }

  /**
   * @param {string} name
   * @param {number} offset
   * @returns {Promise<Member>}
   */
  async #header(name, offset) {
    const bytes = await this.#bytes(offset, offset + LOCAL_SIZE + name.length);
    const member = readLocalHeader(bytes, name, offset);
    if (!isSameBytes(bytes, localHeader(member)))
      throw new UnusableRecordError(`${name}: header is not the one a record has here`);
    const { method, packed, size } = member;
    if (method !== STORED && method !== DEFLATED)
      throw new UnusableRecordError(`${name}: unknown method ${method}`);
    if (method === STORED && packed !== size)
      throw new UnusableRecordError(`${name}: stored, but of two sizes`);
    if (method === DEFLATED && size > MAX_RATIO * packed)
      throw new UnusableRecordError(`${name}: unpacks to more than ${MAX_RATIO} times its size`);
    const cap = MAX_MEMBER[name] ?? MAX_RECORD;
    if (size > cap)
      throw new UnusableRecordError(`${name}: more than the cap of ${cap} bytes`);
    return member;
  }

  /**
   * @param {string} name
   * @param {number} expected
   * @param {(done: number) => void} show
   */
  async #verifySum(name, expected, show) {
    let sum = 0;
    let done = 0;
    for await (const piece of this.pieces(name)) {
      sum = crc32(piece, sum);
      done += piece.length;
      show(done);
    }
    if (sum !== expected) throw new UnusableRecordError(`${name}: check sum is of other bytes`);
  }

  /** @param {number} offset where the last member ends */
  async #verifyEnd(offset) {
    const expected = centralDirectory([...this.#members.values()], offset);
    const isSame =
      this.#blob.size === offset + expected.length &&
      isSameBytes(await this.#bytes(offset, this.#blob.size), expected);
    if (!isSame)
      throw new UnusableRecordError("the central directory is not the one these members have");
  }

  /** @param {Member} member */
  async *#stored({ start, packed }) {
    for (let offset = start; offset < start + packed; offset += PIECE)
      yield await this.#bytes(offset, Math.min(offset + PIECE, start + packed));
  }

  /** @param {Member} member */
  async *#inflated(member) {
    const inflated = this.#packed(member).pipeThrough(
      /** @type {any} */ (new DecompressionStream("deflate-raw")),
    );
    const reader = inflated.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        yield /** @type {Uint8Array} */ (value);
      }
    } catch (error) {
      throw error instanceof UnusableRecordError
        ? error
        : new UnusableRecordError(`${member.name}: packed bytes are damaged`);
    } finally {
      // Whoever stops reading early, because there is too much, must not leave the rest running.
      await reader.cancel().catch(() => {});
    }
  }

  /**
   * @param {Member} member
   * @returns {ReadableStream<Uint8Array>}
   */
  #packed({ start, packed }) {
    let offset = start;
    const end = start + packed;
    return new ReadableStream({
      pull: async (controller) => {
        if (offset >= end) return controller.close();
        const next = Math.min(offset + PACKED_PIECE, end);
        controller.enqueue(await this.#bytes(offset, next));
        offset = next;
        return undefined;
      },
    });
  }

  /**
   * @param {number} start
   * @param {number} end
   * @returns {Promise<Uint8Array>}
   */
  async #bytes(start, end) {
    const bytes = await this.#blob
      .slice(start, end)
      .arrayBuffer()
      .catch(() => {
        throw new UnusableRecordError("the file cannot be read, or has changed");
      });
    if (bytes.byteLength !== end - start)
      throw new UnusableRecordError("the file ends within a member or its header");
    return new Uint8Array(bytes);
  }
}
