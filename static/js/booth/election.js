/**
 * Fetching an election and refusing it unless everything about it hangs together: the manifest's
 * bytes, the joint key, and the entry by which both were frozen on the public record.
 * @module
 */

import { getBytes, getDatedJson } from "../ui/server.js";
import { openFrozen, requireSame } from "./frozen.js";
import { startVault } from "./vault.js";

/** @typedef {import("../crypto/manifest.js").Manifest} Manifest */
/** @typedef {import("../ui/worker-client.js").WorkerClient} WorkerClient */
/**
 * @typedef {Readonly<{ id: string, state: string, title: Record<string, string>, opens: string,
 *   closes: string, skew: number, jointKey: string, electionHash: string, freeze: number }>}
 *   Election as the server describes it
 */

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
 * @throws {import("../crypto/errors.js").ProofError}
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
    const { id, jointKey } = election;
    const claim = { id, jointKey, manifest: bytes, receipt, logKey: manifest.logKey };
    const freeze = await openFrozen(claim);
    requireSame(freeze.any("election_hash"), electionHash, "frozen election hash");
    return { manifest, vault };
  } catch (error) {
    starting.then(
      (vault) => vault.close(),
      () => {},
    );
    throw error;
  }
}
