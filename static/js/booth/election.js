/**
 * Fetching an election and refusing it unless everything about it hangs together: the manifest's bytes, the
 * joint key, and the entry by which both were frozen on the public record.
 * @module
 */

import { decodeJson } from "../crypto/canonical-json.js";
import { encodeHex } from "../crypto/encoding.js";
import { decodeEntry } from "../crypto/entry.js";
import { ProofError } from "../crypto/errors.js";
import { Fields } from "../crypto/fields.js";
import { openReceipt, parseVerifierKey } from "../crypto/note.js";
import { sha256 } from "../crypto/transcript.js";
import { getBytes, getDatedJson } from "./server.js";
import { Vault } from "./vault.js";

/** @typedef {import("../crypto/manifest.js").Manifest} Manifest */
/** @typedef {Readonly<{ id: string, state: string, title: Record<string, string>, opens: string, closes: string, skew: number, jointKey: string, electionHash: string, freeze: number }>} Election as the server describes it */

const MAX_FREEZE = 4096;
const FREEZE = ["at", "election", "election_hash", "joint_key", "manifest", "roll", "transcript", "v"];

/**
 * @param {string} id
 * @returns {Promise<Election>}
 */
export async function fetchElection(id) {
  const { value, date } = await getDatedJson(`/api/v1/elections/${id}/`);
  requireSame(value.id, id, "election id");
  return {
    id, state: String(value.state), title: value.title, opens: String(value.opens), closes: String(value.closes),
    skew: date - Date.now(), jointKey: value.joint_key, electionHash: value.election_hash, freeze: Number(value.freeze),
  };
}

/**
 * Starts a worker that knows the election and checks what it will lock ballots for.
 * @param {Election} election
 * @returns {Promise<{ manifest: Manifest, vault: Vault }>}
 * @throws {import("../crypto/errors.js").DecodeError}
 * @throws {ProofError}
 */
export async function openElection(election) {
  const bytes = await getBytes(`/api/v1/elections/${election.id}/manifest`);
  const vault = await Vault.start();
  try {
    const { manifest, electionHash } = await vault.call("prepare", { manifest: bytes, jointKey: election.jointKey });
    requireSame(manifest.election, election.id, "manifest");
    requireSame(electionHash, election.electionHash, "election hash");
    await verifyFreeze(election, { bytes, logKey: manifest.logKey, electionHash });
    return { manifest, vault };
  } catch (error) {
    vault.close();
    throw error;
  }
}

/**
 * The entry is checked up to the log's signature, with the log key the manifest names.
 * @param {Election} election
 * @param {{ bytes: Uint8Array, logKey: string, electionHash: string }} computed
 */
async function verifyFreeze({ id, freeze, jointKey }, { bytes, logKey, electionHash }) {
  const log = `/api/v1/logs/${id}`;
  const receipt = new TextDecoder().decode(await getBytes(`${log}/proofs/receipt?index=${freeze}`));
  const { entry: entryBytes } = await openReceipt(receipt, await parseVerifierKey(logKey, "log key"));
  const entry = decodeEntry(entryBytes, "freeze entry");
  requireSame(entry.type, "freeze", "type of the freeze entry");
  const payload = await getBytes(`${log}/payloads/${entry.payload}`);
  requireSame(encodeHex(await sha256(payload)), entry.payload, "freeze payload");
  const frozen = new Fields(decodeJson(payload, MAX_FREEZE, "freeze"), "freeze", FREEZE);
  requireSame(frozen.any("election"), id, "frozen election");
  requireSame(frozen.any("election_hash"), electionHash, "frozen election hash");
  requireSame(frozen.any("joint_key"), jointKey, "frozen joint key");
  requireSame(frozen.any("manifest"), encodeHex(await sha256(bytes)), "frozen manifest");
}

/**
 * @param {unknown} value
 * @param {string} expected
 * @param {string} place
 * @throws {ProofError}
 */
function requireSame(value, expected, place) {
  if (value !== expected) throw new ProofError(place, "differs from what was computed");
}
