/**
 * Strict reading of the fields of decoded JSON.
 * @module
 */

import { checkHex, decodeHex } from "./encoding.js";
import { DecodeError } from "./errors.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
// Newlines may structure a description; nothing else that does not print belongs in a text.
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f]/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** An object with exactly the fields that were asked for. */
export class Fields {
  #value;

  /**
   * @param {unknown} value
   * @param {string} place
   * @param {readonly string[]} names all fields, no more and no fewer
   * @throws {DecodeError}
   */
  constructor(value, place, names) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new DecodeError(place, "expected an object");
    for (const name of Object.keys(value)) {
      if (!names.includes(name))
        throw new DecodeError(place, `unknown field ${JSON.stringify(name.slice(0, 40))}`);
    }
    for (const name of names) {
      if (!Object.hasOwn(value, name)) throw new DecodeError(place, `field ${name} is missing`);
    }
    this.#value = /** @type {Record<string, unknown>} */ (value);
    this.path = place;
  }

  /**
   * @param {string} name
   * @returns {string}
   */
  place(name) {
    return `${this.path}.${name}`;
  }

  /**
   * @param {string} name
   * @returns {unknown}
   */
  any(name) {
    return this.#value[name];
  }

  /**
   * @param {string} name
   * @param {number} low
   * @param {number} high inclusive
   * @returns {number}
   * @throws {DecodeError}
   */
  integer(name, low, high) {
    return checkInteger(this.#value[name], low, high, this.place(name));
  }

  /**
   * @param {string} name
   * @returns {boolean}
   * @throws {DecodeError}
   */
  boolean(name) {
    const value = this.#value[name];
    if (typeof value !== "boolean")
      throw new DecodeError(this.place(name), "expected true or false");
    return value;
  }

  /**
   * @param {string} name
   * @param {number} low fewest characters (code points)
   * @param {number} high most characters
   * @returns {string}
   * @throws {DecodeError}
   */
  text(name, low, high) {
    return checkText(this.#value[name], low, high, this.place(name));
  }

  /**
   * @param {string} name
   * @param {RegExp} pattern of the whole text
   * @param {string} expected in words
   * @returns {string}
   * @throws {DecodeError}
   */
  matching(name, pattern, expected) {
    const value = this.#value[name];
    if (typeof value !== "string" || !pattern.test(value))
      throw new DecodeError(this.place(name), `expected ${expected}`);
    return value;
  }

  /**
   * @param {string} name
   * @param {readonly string[]} allowed
   * @returns {string}
   * @throws {DecodeError}
   */
  choice(name, allowed) {
    const value = this.#value[name];
    if (typeof value !== "string" || !allowed.includes(value))
      throw new DecodeError(this.place(name), `expected one of ${allowed.join(", ")}`);
    return value;
  }

  /**
   * @param {string} name
   * @param {number} size in bytes
   * @returns {Uint8Array}
   * @throws {DecodeError}
   */
  bytes(name, size) {
    return decodeHex(this.#value[name], size, this.place(name));
  }

  /**
   * @param {string} name
   * @param {number} size in bytes
   * @returns {string}
   * @throws {DecodeError}
   */
  hex(name, size) {
    return checkHex(this.#value[name], size, this.place(name));
  }

  /**
   * @param {string} name
   * @returns {string} a UUID in lower case
   * @throws {DecodeError}
   */
  uuid(name) {
    return this.matching(name, UUID, "a UUID in lower case");
  }

  /**
   * @param {string} name
   * @returns {string} YYYY-MM-DDTHH:MM:SSZ, a moment that exists
   * @throws {DecodeError}
   */
  time(name) {
    return checkTime(this.#value[name], this.place(name));
  }

  /**
   * @param {string} name
   * @param {number} low fewest items
   * @param {number} high most items
   * @returns {unknown[]}
   * @throws {DecodeError}
   */
  list(name, low, high) {
    return checkList(this.#value[name], low, high, this.place(name));
  }

  /**
   * @param {string} name
   * @param {readonly string[]} names the fields of the object
   * @returns {Fields}
   * @throws {DecodeError}
   */
  object(name, names) {
    return new Fields(this.#value[name], this.place(name), names);
  }

  /**
   * @param {string} name
   * @param {number} low fewest items
   * @param {number} high most items
   * @param {readonly string[]} names the fields of each item
   * @returns {Fields[]}
   * @throws {DecodeError}
   */
  objects(name, low, high, names) {
    return this.list(name, low, high).map(
      (item, index) => new Fields(item, `${this.place(name)}[${index}]`, names),
    );
  }
}

/**
 * @param {unknown} value
 * @param {number} low
 * @param {number} high inclusive
 * @param {string} place
 * @returns {number}
 * @throws {DecodeError}
 */
export function checkInteger(value, low, high, place) {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < low || value > high) {
    throw new DecodeError(place, `expected an integer from ${low} to ${high}`);
  }
  return value;
}

/**
 * @param {unknown} value
 * @param {number} low
 * @param {number} high
 * @param {string} place
 * @returns {string}
 * @throws {DecodeError}
 */
export function checkText(value, low, high, place) {
  if (typeof value !== "string") throw new DecodeError(place, "expected a string");
  const length = [...value].length;
  if (length < low || length > high)
    throw new DecodeError(place, `expected ${low} to ${high} characters`);
  if (CONTROL.test(value)) throw new DecodeError(place, "holds a control character");
  return value;
}

/**
 * @param {unknown} value
 * @param {number} low
 * @param {number} high
 * @param {string} place
 * @returns {unknown[]}
 * @throws {DecodeError}
 */
export function checkList(value, low, high, place) {
  if (!Array.isArray(value)) throw new DecodeError(place, "expected a list");
  if (value.length < low || value.length > high) {
    throw new DecodeError(
      place,
      low === high ? `expected ${low} items` : `expected ${low} to ${high} items`,
    );
  }
  return value;
}

/**
 * @param {unknown} value
 * @param {string} place
 * @returns {string} YYYY-MM-DDTHH:MM:SSZ, a moment that exists
 * @throws {DecodeError}
 */
export function checkTime(value, place) {
  if (typeof value !== "string" || !isTime(value))
    throw new DecodeError(place, "expected YYYY-MM-DDTHH:MM:SSZ");
  return value;
}

/**
 * @param {string} text
 * @returns {boolean}
 */
function isTime(text) {
  if (!TIME.test(text) || text.startsWith("0000")) return false;
  const moment = new Date(text);
  // Days such as 30 February roll over instead of failing, so the way back must give the same text.
  return !Number.isNaN(moment.getTime()) && moment.toISOString() === text.replace("Z", ".000Z");
}
