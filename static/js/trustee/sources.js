/**
 * Where the public record is read from: the server, or a file that was taken from it. Nothing that comes
 * from here is believed before board.js has checked it.
 * Source: docs/spec/board.md section 6.
 * @module
 */

import { concat, utf8 } from "../crypto/encoding.js";
import { checkInteger, Fields } from "../crypto/fields.js";
import { isRefusal, Problem } from "./problem.js";

/**
 * An entry as it was given. Only a server tells its hash and the running chain.
 * @typedef {Readonly<{
 *   index: number, entry: Uint8Array, payload: Uint8Array, leaf?: string, chain?: string,
 * }>} RawEntry
 */

/**
 * `entries` gives some of them from a number on, at least one if there is one.
 * @typedef {Readonly<{
 *   checkpoint: () => Promise<string>, entries: (start: number) => Promise<RawEntry[]>,
 * }>} Source
 */

const MAX_CHECKPOINT = 64 * 2 ** 10;
// One payload of 64 MiB, escaped, still fits.
const MAX_ENTRIES = 128 * 2 ** 20;
const COUNT = 200;
// Milliseconds without a byte after which a request is given up.
const PATIENCE = 60_000;

/** The record as a server gives it to everybody, without any sign-in. @implements {Source} */
export class ServerSource {
  #log;

  /**
   * @param {string} election its id
   * @param {string} [site] the server's address without a slash at the end; the script's own if left out
   */
  constructor(election, site = "") {
    this.#log = `${site}/api/v1/logs/${election}`;
  }

  /**
   * @returns {Promise<string>} the newest signed checkpoint
   * @throws {Problem} "unreachable"
   */
  async checkpoint() {
    return textOf(await download(`${this.#log}/checkpoint`, MAX_CHECKPOINT, "no-store"));
  }

  /**
   * @param {number} start
   * @returns {Promise<RawEntry[]>}
   * @throws {Problem} "unreachable"
   */
  async entries(start) {
    const url = `${this.#log}/entries?start=${start}&count=${COUNT}`;
    const text = textOf(await download(url, MAX_ENTRIES, "default"));
    try {
      const { entries } = JSON.parse(text);
      return entries.map(readEntry);
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof TypeError || isRefusal(error))
        throw unreachable(`malformed answer: ${error}`);
      throw error;
    }
  }
}

/**
 * @param {unknown} item
 * @returns {RawEntry}
 */
function readEntry(item) {
  const place = "entries";
  const fields = new Fields(item, place, ["chain", "entry", "index", "leaf", "payload"]);
  const { entry, payload } = /** @type {{ entry: unknown, payload: unknown }} */ (item);
  if (typeof entry !== "string" || typeof payload !== "string")
    throw new TypeError("an entry is no text");
  return {
    index: checkInteger(fields.any("index"), 0, Number.MAX_SAFE_INTEGER, place),
    entry: utf8(entry),
    payload: utf8(payload),
    leaf: fields.hex("leaf", 32),
    chain: fields.hex("chain", 32),
  };
}

/**
 * @param {string} url
 * @param {number} limit in bytes
 * @param {RequestCache} cache
 * @returns {Promise<Uint8Array>}
 * @throws {Problem} "unreachable"
 */
async function download(url, limit, cache) {
  const watch = new Watch();
  try {
    const answer = await fetch(url, {
      cache,
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: watch.signal,
    });
    if (!answer.ok) throw unreachable(`status ${answer.status}`);
    return await bodyOf(answer, limit, watch);
  } catch (error) {
    throw error instanceof Problem ? error : unreachable(String(error));
  } finally {
    watch.stop();
  }
}

/**
 * @param {Response} answer
 * @param {number} limit in bytes
 * @param {Watch} watch
 * @returns {Promise<Uint8Array>}
 */
async function bodyOf(answer, limit, watch) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concat(...parts);
    watch.restart();
    size += value.length;
    if (size > limit) throw unreachable(`an answer of more than ${limit} bytes`);
    parts.push(value);
  }
}

/** Gives a request up when nothing has come for a while. */
class Watch {
  #controller = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  constructor() {
    this.restart();
  }

  get signal() {
    return this.#controller.signal;
  }

  restart() {
    this.stop();
    this.#timer = setTimeout(() => this.#controller.abort(), PATIENCE);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 * @throws {Problem} "unreachable"
 */
function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw unreachable("the answer is not text");
  }
}

/**
 * @param {string} message
 * @returns {Problem}
 */
function unreachable(message) {
  return new Problem("unreachable", message);
}
