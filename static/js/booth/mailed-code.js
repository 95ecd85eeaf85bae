/**
 * The second code, which the server mails to the voter where the election asks for one.
 * @module
 */

import { encodeJson } from "../crypto/canonical-json.js";
import { askSigned } from "./identification.js";
import { postBytes, RefusedError, UnreachableError } from "../ui/server.js";
import { words } from "./words.js";

/** @typedef {import("./visit.js").Visit} Visit */

const CODE = /^[0-9]{6}$/;
/** Digits as Arabic and Persian keyboards write them. */
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;

export class MailedCode {
  #visit;
  #ticket = "";

  /** @param {Visit} visit of a voter who has signed in */
  constructor(visit) {
    this.#visit = visit;
  }

  /** @returns {Promise<string | undefined>} why no mail was sent, in words for the voter */
  ask() {
    return inWords(async () => {
      const { election } = this.#visit;
      const { ticket } = await askSigned(election.id, this.#visit.signer(), "/mailed-code");
      this.#ticket = String(ticket);
    });
  }

  /**
   * @param {string} typed
   * @returns {Promise<string | undefined>} what is wrong with it; if nothing is, the visit may go on
   */
  async answer(typed) {
    const code = digitsOf(typed);
    if (!CODE.test(code)) return words.mailedCode.empty;
    if (this.#ticket === "") return words.mailedCode.over;
    return inWords(async () => {
      const path = `/api/v1/elections/${this.#visit.election.id}/sign-in/mailed-code/answer`;
      const { visit } = await postBytes(path, encodeJson({ code, ticket: this.#ticket }));
      this.#visit.pass = String(visit);
    });
  }
}

/**
 * @param {string} typed
 * @returns {string} without spaces and hyphens, in the digits 0 to 9
 */
export function digitsOf(typed) {
  return typed
    .replace(/[\s\u200e\u200f-]/g, "")
    .replace(OTHER_DIGITS, (digit) => String(digit.charCodeAt(0) & 15));
}

/**
 * @param {() => Promise<void>} work
 * @returns {Promise<string | undefined>}
 */
async function inWords(work) {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof UnreachableError) return words.mailedCode.unreachable;
    if (error instanceof RefusedError)
      return words.mailedCode.reasons[error.code] ?? words.mailedCode.over;
    throw error;
  }
}
