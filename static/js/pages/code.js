/**
 * V8: the device checks by itself that the record holds the ballot with this code. The words stand
 * in the page.
 * @module
 */

import { electionInPath } from "../booth/code-in-address.js";
import { getBytes, UnreachableError } from "../ui/server.js";
import { tracker } from "../crypto/ballot.js";
import { countWitnesses } from "../crypto/cosignatures.js";
import { decodeEntry } from "../crypto/entry.js";
import { ProofError } from "../crypto/errors.js";
import { decodeManifest } from "../crypto/manifest.js";
import { openReceipt, parseVerifierKey } from "../crypto/note.js";

/**
 * Checks entry, inclusion in the tree and the log's signature, with the log key that the manifest
 * names.
 * @param {string} election its id
 * @param {{ index: string, tracker: string }} claim of the page
 * @returns {Promise<{ signed: number, quorum: number }>} how many witnesses have signed, and should
 * @throws {ProofError}
 */
async function verifyClaim(election, claim) {
  const manifest = await decodeManifest(await getBytes(`/api/v1/elections/${election}/manifest`));
  const receipt = new TextDecoder().decode(
    await getBytes(`/api/v1/logs/${election}/proofs/receipt?index=${Number(claim.index)}`),
  );
  const {
    entry: bytes,
    index,
    note,
  } = await openReceipt(
    receipt,
    await parseVerifierKey(manifest.logKey, "log key"),
  );
  const { ballot, payload } = decodeEntry(bytes, "entry");
  if (String(index) !== claim.index) throw new ProofError("entry", "stands elsewhere");
  if (tracker(ballot ?? payload) !== claim.tracker)
    throw new ProofError("entry", "has another ballot code");
  const { witnesses } = manifest;
  return { signed: await countWitnesses(note, witnesses), quorum: witnesses.quorum };
}

/**
 * @param {HTMLElement} status
 */
async function check(status) {
  const {
    index = "",
    tracker: code = "",
    checking = "",
    good = "",
    witnessed = "",
    bad = "",
    unread = "",
  } = status.dataset;
  status.textContent = checking;
  try {
    const claim = { index, tracker: code };
    const { signed, quorum } = await verifyClaim(electionInPath(location.pathname), claim);
    const counted = witnessed.replace("%1", String(signed)).replace("%2", String(quorum));
    status.textContent = quorum > 0 ? `${good} ${counted}` : good;
    status.dataset.outcome = "good";
  } catch (error) {
    status.textContent = error instanceof UnreachableError ? unread : bad;
    status.dataset.outcome = error instanceof UnreachableError ? "unread" : "bad";
  }
}

const status = document.getElementById("device-check");
if (status !== null) check(status);
