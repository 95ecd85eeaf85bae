/**
 * Fetching an election and refusing it unless everything about it hangs together: the manifest's
 * bytes, the joint key, and the entry by which both were frozen on the public record.
 * @module
 */

import { decodeJson } from "../crypto/canonical-json.js";
import { encodeHex } from "../crypto/encoding.js";
import { decodeEntry } from "../crypto/entry.js";
import { ProofError } from "../crypto/errors.js";
import { Fields } from "../crypto/fields.js";
import { openReceipt, parseVerifierKey } from "../crypto/note.js";
import { sha256 } from "../crypto/transcript.js";
import { getBytes, getDatedJson } from "../ui/server.js";
import { startVault } from "./vault.js";

/** @typedef {import("../crypto/manifest.js").Manifest} Manifest */
/** @typedef {import("../ui/worker-client.js").WorkerClient} WorkerClient */
/**
 * @typedef {Readonly<{ id: string, state: string, title: Record<string, string>, opens: string,
 *   closes: string, skew: number, jointKey: string, electionHash: string, freeze: number }>}
 *   Election as the server describes it
 */

const MAX_FREEZE = 4096;
const FREEZE = [
  "at",
  "election",
  "election_hash",
  "joint_key",
  "manifest",
  "roll",
  "transcript",
  "v",
];

/**
 * @param {string} id
 * @returns {Promise<Election>}
 */
export async function fetchElection(id) {
  const { value, date } = await getDatedJson(`/api/v1/elections/${id}/`);
  requireSame(value.id, id, "election id");
  return {
    id,
    state: String(value.state),
    title: value.title,
    opens: String(value.opens),
    closes: String(value.closes),
    skew: date - Date.now(),
    jointKey: value.joint_key,
    electionHash: value.election_hash,
    freeze: Number(value.freeze),
  };
}

/**
 * Starts a worker that knows the election and checks what it will lock ballots for.
 * @param {Election} election
 * @returns {Promise<{ manifest: Manifest, vault: WorkerClient }>}
 * @throws {import("../crypto/errors.js").DecodeError}
 * @throws {ProofError}
 */
export async function openElection(election) {
  const starting = startVault();
  // If a fetch fails first, nobody waits for the worker any more.
  starting.catch(() => {});
  try {
    const [bytes, receipt] = await Promise.all([
      getBytes(`/api/v1/elections/${election.id}/manifest`),
      getBytes(`/api/v1/logs/${election.id}/proofs/receipt?index=${election.freeze}`),
    ]);
    const vault = await starting;
    const { manifest, electionHash } = await vault.call("prepare", {
      manifest: bytes,
      jointKey: election.jointKey,
    });
    requireSame(manifest.election, election.id, "manifest");
    requireSame(electionHash, election.electionHash, "election hash");
    const freeze = await frozen(election.id, receipt, manifest.logKey);
    requireSame(freeze.any("election"), election.id, "frozen election");
    requireSame(freeze.any("election_hash"), electionHash, "frozen election hash");
    requireSame(freeze.any("joint_key"), election.jointKey, "frozen joint key");
    requireSame(freeze.any("manifest"), encodeHex(await sha256(bytes)), "frozen manifest");
    return { manifest, vault };
  } catch (error) {
    starting.then(
      (vault) => vault.close(),
      () => {},
    );
    throw error;
  }
}

/**
 * Reads the payload of the `freeze` entry; the entry is checked up to the log's signature.
 * @param {string} election its id
 * @param {Uint8Array} receipt of the entry
 * @param {string} logKey of the manifest
 * @returns {Promise<Fields>}
 */
async function frozen(election, receipt, logKey) {
  const { entry: bytes } = await openReceipt(
    new TextDecoder().decode(receipt),
    await parseVerifierKey(logKey, "log key"),
  );
  const entry = decodeEntry(bytes, "freeze entry");
  requireSame(entry.type, "freeze", "type of the freeze entry");
  const payload = await getBytes(`/api/v1/logs/${election}/payloads/${entry.payload}`);
  requireSame(encodeHex(await sha256(payload)), entry.payload, "freeze payload");
  return new Fields(decodeJson(payload, MAX_FREEZE, "freeze"), "freeze", FREEZE);
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
