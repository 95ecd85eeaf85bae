/**
 * The voter's credential: from the code in the letter to the key that signs.
 * Source: docs/spec/protocol.md section 5.
 * @module
 */

import { BASE32, encodeBase32, groupByFour, normalizeBase32 } from "./base32.js";
import { utf8 } from "./encoding.js";
import { DecodeError } from "./errors.js";
import { entryMessage, publicKeyOf, sign } from "./signing.js";
import { hkdf } from "./transcript.js";

/** @typedef {Readonly<{ seed: Uint8Array, publicKey: Uint8Array }>} Credential */

const CODE_LENGTH = 20;
const MAX_TYPED = 100;
// Mail programs and printers turn hyphens and spaces into finer ones.
const SEPARATORS = /[\p{White_Space}\x1c-\x1f\-\u2010-\u2015\u2212]/gu;
// U is no symbol of a code, only a check symbol.
const CODE = /^[0-9A-TV-Za-tv-z]{20}[0-9A-Za-z*~$=]$/;
// The five signs that follow the alphabet's 32 in Crockford's check symbols modulo 37.
const CHECK_SYMBOLS = `${BASE32}*~$=U`;

/** Random bytes that a new code takes; it uses their first 100 bits. */
export const CODE_RANDOM_BYTES = 13;

/**
 * @param {Uint8Array} random 13 fresh secret bytes
 * @returns {string} 20 symbols, canonical, without the check symbol
 */
export function newCode(random) {
  if (random.length !== CODE_RANDOM_BYTES) throw new RangeError("a code takes 13 random bytes");
  return encodeBase32(random, CODE_LENGTH);
}

/**
 * @param {string} code 20 symbols, canonical
 * @returns {string} as it is printed: groups of four, and the check symbol
 */
export function formatCode(code) {
  return `${groupByFour(code)}-${checkSymbol(code)}`;
}

/**
 * Reads a code as people type it: any case, O for 0, I or L for 1, hyphens and spaces anywhere.
 * @param {string} text
 * @returns {string} the 20 symbols, canonical, without the check symbol
 * @throws {DecodeError} if symbols are missing, foreign or mistyped; the message never repeats them
 */
export function parseCode(text) {
  if (text.length > MAX_TYPED) throw new DecodeError("code", "too long");
  const typed = text.replace(SEPARATORS, "");
  if (typed.length !== CODE_LENGTH + 1)
    throw new DecodeError("code", `expected ${CODE_LENGTH + 1} symbols, got ${typed.length}`);
  if (!CODE.test(typed)) throw new DecodeError("code", "holds a symbol that no code has");
  const symbols = normalizeBase32(typed);
  const code = symbols.slice(0, CODE_LENGTH);
  if (symbols[CODE_LENGTH] !== checkSymbol(code))
    throw new DecodeError("code", "the last symbol does not fit the others; a symbol is mistyped");
  return code;
}

/**
 * @param {string} code 20 symbols, canonical
 * @returns {string} its check symbol: the code as a number modulo 37
 */
export function checkSymbol(code) {
  const remainder = [...code].reduce(
    (value, character) => (value * 32 + BASE32.indexOf(character)) % 37,
    0,
  );
  return CHECK_SYMBOLS[remainder];
}

/**
 * @param {string} code 20 symbols, canonical
 * @param {string} election its id
 * @returns {Promise<Uint8Array>} 32 secret bytes
 */
export async function credentialSeed(code, election) {
  return hkdf(utf8(code), { salt: utf8(election), info: utf8("tabella/v1/credential"), size: 32 });
}

/**
 * @param {string} code 20 symbols, canonical
 * @param {string} election its id
 * @returns {Promise<Credential>} the key pair of this voter in this election
 */
export async function credentialOf(code, election) {
  const seed = await credentialSeed(code, election);
  return { seed, publicKey: await publicKeyOf(seed) };
}

/**
 * @param {Credential} credential
 * @param {"ballot" | "challenge"} type
 * @param {Uint8Array} ballotHash 32 bytes
 * @returns {Promise<Uint8Array>} 64 bytes
 */
export async function signEntry(credential, type, ballotHash) {
  return sign(credential.seed, entryMessage(type, ballotHash));
}

/**
 * @param {Credential} credential
 * @param {string} election its id
 * @param {string} challenge as the server sent it
 * @returns {Promise<Uint8Array>} 64 bytes
 */
export async function signSignIn(credential, election, challenge) {
  return sign(credential.seed, utf8(`tabella/v1/sign-in${election}${challenge}`));
}
