/**
 * Cosignatures: what witnesses add to a checkpoint whose history they have checked.
 * Source: docs/spec/board.md section 9; C2SP tlog-cosignature, Ed25519 (type 0x04).
 * @module
 */

import { integerOfBytes, utf8 } from "./encoding.js";
import { DecodeError, ProofError } from "./errors.js";
import { parseCheckpoint, parseKey, signaturesOf } from "./note.js";
import { verifySignature } from "./signing.js";

/** @typedef {import("./note.js").VerifierKey} VerifierKey */
/** @typedef {import("./manifest.js").Witnesses} Witnesses */

const COSIGNATURE = 4;
const TIME_SIZE = 8;
const SIGNATURE_SIZE = 64;

/**
 * @param {string} text name, key id and key of a witness, joined by plus signs
 * @param {string} place
 * @returns {Promise<VerifierKey>} good for cosignatures only
 * @throws {DecodeError}
 */
export function parseWitnessKey(text, place) {
  return parseKey(text, place, COSIGNATURE);
}

/**
 * Checks a witness's cosignature of a checkpoint; every line with its name and id must hold. Whether the
 * log signed is not looked at.
 * @param {string} note
 * @param {VerifierKey} key of the witness
 * @returns {Promise<number>} when the witness signed, in seconds since 1970; the latest of several times
 * @throws {DecodeError} if it is no signed checkpoint, or a cosignature is malformed
 * @throws {ProofError} if the witness did not sign it
 */
export async function openCosignature(note, key) {
  const { text, own } = signaturesOf(note, key);
  parseCheckpoint(text);
  const times = await Promise.all(own.map((value) => cosignatureTime(text, value, key)));
  return Math.max(...times);
}

/**
 * Counts the witnesses of a manifest, each once, never lines: a line with a witness's name and id that
 * does not hold makes that witness not count.
 * @param {string} note
 * @param {Pick<Witnesses, "keys">} witnesses
 * @returns {Promise<number>} how many have cosigned the checkpoint in the note
 * @throws {DecodeError} if a key is malformed
 */
export async function countWitnesses(note, { keys }) {
  const signed = await Promise.all(keys.map((key) => hasCosigned(note, key)));
  return signed.filter(Boolean).length;
}

/**
 * @param {Pick<Witnesses, "degraded" | "quorum">} witnesses
 * @param {number} signed how many of them have cosigned a checkpoint
 * @returns {boolean} whether no entry under it is to be called recorded yet
 */
export function mustWait({ degraded, quorum }, signed) {
  return degraded === "wait" && signed < quorum;
}

/**
 * @param {string} note
 * @param {string} text of the witness's key
 * @returns {Promise<boolean>}
 */
async function hasCosigned(note, text) {
  const key = await parseWitnessKey(text, "witness");
  try {
    await openCosignature(note, key);
    return true;
  } catch (error) {
    if (error instanceof DecodeError || error instanceof ProofError) return false;
    throw error;
  }
}

/**
 * @param {string} text of a checkpoint
 * @param {Uint8Array} value time and signature
 * @param {VerifierKey} key
 * @returns {Promise<number>}
 */
async function cosignatureTime(text, value, { name, publicKey }) {
  const place = `cosignature of ${name}`;
  if (value.length !== TIME_SIZE + SIGNATURE_SIZE)
    throw new DecodeError(place, `expected ${TIME_SIZE + SIGNATURE_SIZE} bytes`);
  const time = integerOfBytes(value.slice(0, TIME_SIZE));
  if (time === 0n || time > BigInt(Number.MAX_SAFE_INTEGER))
    throw new DecodeError(place, "the time is out of range");
  const message = utf8(`cosignature/v1\ntime ${time}\n${text}`);
  await verifySignature(publicKey, message, value.slice(TIME_SIZE), place);
  return Number(time);
}
