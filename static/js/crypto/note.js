/**
 * Signed notes, checkpoints and receipts of a log.
 * Source: docs/spec/board.md sections 3 to 5; C2SP signed-note, tlog-checkpoint and tlog-proof.
 * @module
 */

import { concat, decodeBase64, encodeHex, isSameBytes, utf8 } from "./encoding.js";
import { DecodeError, ProofError } from "./errors.js";
import { leafHash, verifyInclusion } from "./merkle.js";
import { verifySignature } from "./signing.js";
import { sha256 } from "./transcript.js";

/** @typedef {Readonly<{ name: string, id: Uint8Array, publicKey: Uint8Array }>} VerifierKey */
/** @typedef {Readonly<{ origin: string, size: number, root: Uint8Array }>} Checkpoint */
/**
 * @typedef {Readonly<{
 *   entry: Uint8Array, index: number, hashes: readonly Uint8Array[], checkpoint: string,
 * }>} Receipt
 */

const MAX_NOTE = 16 * 1024;
const MAX_SIGNATURES = 100;
const MAX_RECEIPT = 64 * 1024;
const MAX_HASHES = 64;
const HASH_SIZE = 32;
const ED25519 = 1;
const ID_SIZE = 4;

// A space of any kind or a plus would make the name's end ambiguous.
const NAME = /^[^+\p{White_Space}\x00-\x20\x7f]{1,255}$/u;
const NUMBER = /^(?:0|[1-9][0-9]{0,15})$/;
const FORBIDDEN = /[\x00-\x09\x0b-\x1f\x7f]|[\uD800-\uDFFF]/u;

/**
 * @param {string} text name, key id and key, joined by plus signs
 * @param {string} place
 * @returns {Promise<VerifierKey>}
 * @throws {DecodeError}
 */
export function parseVerifierKey(text, place) {
  return parseKey(text, place, ED25519);
}

/**
 * @param {string} text name, key id and key, joined by plus signs
 * @param {string} place
 * @param {number} type of the signatures the key makes
 * @returns {Promise<VerifierKey>}
 * @throws {DecodeError}
 */
export async function parseKey(text, place, type) {
  const [, name, id, encoded] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/u.exec(text) ?? [];
  if (name === undefined || !isKeyName(name)) throw new DecodeError(place, "expected name+id+key");
  const typed = decodeBase64(encoded, place);
  if (typed.length !== 33 || typed[0] !== type)
    throw new DecodeError(place, `expected an Ed25519 key of type ${type}`);
  const digest = await sha256(concat(utf8(`${name}\n`), typed));
  if (encodeHex(digest.slice(0, ID_SIZE)) !== id)
    throw new DecodeError(place, "key id does not match the key");
  return { name, id: digest.slice(0, ID_SIZE), publicKey: typed.slice(1) };
}

/**
 * @param {string} text
 * @returns {boolean} whether a key can have this name, and a log this origin
 */
export function isKeyName(text) {
  return NAME.test(text);
}

/**
 * @param {string} note
 * @param {VerifierKey} key
 * @returns {Promise<Checkpoint>}
 * @throws {DecodeError} if it is no signed checkpoint
 * @throws {ProofError} if the key did not sign it, or it is of another log
 */
export async function openCheckpoint(note, key) {
  const checkpoint = parseCheckpoint(await openNote(note, key));
  if (checkpoint.origin !== key.name) throw new ProofError("checkpoint", "of another log");
  return checkpoint;
}

/**
 * Every signature line with the key's name and id must hold; lines of other keys are ignored.
 * @param {string} note
 * @param {VerifierKey} key
 * @returns {Promise<string>} its text
 * @throws {DecodeError} if it is no signed note
 * @throws {ProofError} if the key did not sign it
 */
export async function openNote(note, key) {
  const { text, own } = signaturesOf(note, key);
  for (const signature of own) await verifySignature(key.publicKey, utf8(text), signature, "note");
  return text;
}

/**
 * @param {string} note
 * @param {VerifierKey} key
 * @returns {{ text: string, own: Uint8Array[] }} its text, and the signatures with the key's name and id
 * @throws {DecodeError} if it is no signed note
 * @throws {ProofError} if it has no such signature
 */
export function signaturesOf(note, { name, id }) {
  const { text, signatures } = splitNote(note);
  const own = signatures
    .filter((line) => line.name === name && isSameBytes(line.value.slice(0, ID_SIZE), id))
    .map(({ value }) => value.slice(ID_SIZE));
  if (own.length === 0) throw new ProofError("note", `not signed by ${name}`);
  return { text, own };
}

/**
 * @param {string} note
 * @returns {{ text: string, signatures: { name: string, value: Uint8Array }[] }}
 */
function splitNote(note) {
  if (utf8(note).length > MAX_NOTE) throw new DecodeError("note", `longer than ${MAX_NOTE} bytes`);
  if (FORBIDDEN.test(note)) throw new DecodeError("note", "holds a control character");
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n") || end + 2 === note.length) {
    throw new DecodeError("note", "expected text, an empty line and signature lines");
  }
  const lines = note.slice(end + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES)
    throw new DecodeError("note", `more than ${MAX_SIGNATURES} signatures`);
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignature) };
}

/**
 * @param {string} line
 * @returns {{ name: string, value: Uint8Array }}
 */
function parseSignature(line) {
  const parts = line.split(" ");
  if (parts.length !== 3 || parts[0] !== "\u2014" || !isKeyName(parts[1]))
    throw new DecodeError("note", "malformed signature line");
  const value = decodeBase64(parts[2], "note signature");
  if (value.length <= ID_SIZE) throw new DecodeError("note signature", "too short");
  return { name: parts[1], value };
}

/**
 * Reads a checkpoint without any key: nothing is known about its signatures.
 * @param {string} note
 * @returns {{ checkpoint: Checkpoint, signers: string[] }} signers: the name on each signature line
 * @throws {DecodeError} if it is no signed checkpoint
 */
export function decodeCheckpoint(note) {
  const { text, signatures } = splitNote(note);
  return { checkpoint: parseCheckpoint(text), signers: signatures.map(({ name }) => name) };
}

/**
 * @param {string} text of a note
 * @returns {Checkpoint}
 * @throws {DecodeError}
 */
export function parseCheckpoint(text) {
  const lines = text.split("\n");
  if (lines.length !== 4 || lines[3] !== "" || !isKeyName(lines[0]))
    throw new DecodeError("checkpoint", "expected three lines");
  return {
    origin: lines[0],
    size: parseNumber(lines[1], "checkpoint size"),
    root: parseHash(lines[2], "checkpoint root"),
  };
}

/**
 * @param {string} text of a tlog-proof that carries the entry
 * @returns {Receipt}
 * @throws {DecodeError}
 */
export function decodeReceipt(text) {
  const place = "receipt";
  if (text.length > MAX_RECEIPT)
    throw new DecodeError(place, `longer than ${MAX_RECEIPT} characters`);
  const end = text.indexOf("\n\n");
  if (end < 0) throw new DecodeError(place, "has no checkpoint");
  const [header, extra, index, ...encoded] = text.slice(0, end).split("\n");
  if (header !== "c2sp.org/tlog-proof@v1") throw new DecodeError(place, "unknown format");
  if (!extra?.startsWith("extra ")) throw new DecodeError(place, "has no entry");
  if (!index?.startsWith("index ")) throw new DecodeError(place, "has no index");
  if (encoded.length > MAX_HASHES) throw new DecodeError(place, `more than ${MAX_HASHES} hashes`);
  return {
    entry: decodeBase64(extra.slice("extra ".length), `${place} entry`),
    index: parseNumber(index.slice("index ".length), `${place} index`),
    hashes: encoded.map((hash) => parseHash(hash, `${place} hash`)),
    checkpoint: text.slice(end + 2),
  };
}

/**
 * Checks that an entry stands on the record of a log.
 * @param {string} text of the receipt
 * @param {VerifierKey} key of the log
 * @returns {Promise<Readonly<{ entry: Uint8Array, index: number, checkpoint: Checkpoint, note: string
 *   }>>} note: the checkpoint as it was signed
 * @throws {DecodeError}
 * @throws {ProofError}
 */
export async function openReceipt(text, key) {
  const { entry, index, hashes, checkpoint: note } = decodeReceipt(text);
  const checkpoint = await openCheckpoint(note, key);
  const { size, root } = checkpoint;
  await verifyInclusion({ leaf: await leafHash(entry), index, size, proof: hashes, root });
  return { entry, index, checkpoint, note };
}

/**
 * @param {string} text
 * @param {string} place
 * @returns {number} below 2^53
 */
function parseNumber(text, place) {
  if (!NUMBER.test(text) || !Number.isSafeInteger(Number(text)))
    throw new DecodeError(place, "malformed");
  return Number(text);
}

/**
 * @param {string} text
 * @param {string} place
 * @returns {Uint8Array}
 */
function parseHash(text, place) {
  const hash = decodeBase64(text, place);
  if (hash.length !== HASH_SIZE) throw new DecodeError(place, `expected ${HASH_SIZE} bytes`);
  return hash;
}
