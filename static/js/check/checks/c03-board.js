/**
 * C03 Board. C03.1 and C03.2 are tried while entries are read, C03.3 in part while the checkpoint is.
 * Source: docs/spec/verification.md, docs/spec/board.md sections 2, 3 and 9.
 * @module
 */

import { openCosignature, parseWitnessKey } from "../../crypto/cosignatures.js";
import { isSameBytes } from "../../crypto/encoding.js";
import { treeRoot } from "../../crypto/merkle.js";
import { openNote, parseVerifierKey } from "../../crypto/note.js";
import { signedOf } from "../checkpoint.js";

/** @typedef {import("../../crypto/note.js").VerifierKey} VerifierKey */
/** @typedef {import("../checkpoint.js").Signed} Signed */
/** @typedef {import("../election.js").Election} Election */
/** @typedef {import("../report.js").Report} Report */

const PLACE = "checkpoint";
const KEPT = "kept checkpoint";

/**
 * @param {Election} election
 * @param {Signed | undefined} signed
 * @param {string | undefined} kept text of a checkpoint the observer kept
 * @param {Report} report
 */
export async function checkBoard(election, signed, kept, report) {
  const { leaves, logKey } = election;
  report.summarize("C03", `${leaves.length} entries`);
  if (logKey === undefined) {
    report.leave("C03", "there is no log key that can be read");
    return;
  }
  const key = await parseVerifierKey(logKey, "log key");
  if (signed === undefined) report.leave("C03", "the checkpoint cannot be read");
  else await checkCheckpoint(election, signed, key, report);
  if (kept !== undefined) await checkKept(election, kept, key, report);
}

/**
 * @param {Election} election
 * @param {Signed} signed
 * @param {VerifierKey} key
 * @param {Report} report
 */
async function checkCheckpoint(election, signed, key, report) {
  const { note, checkpoint } = signed;
  const { leaves, manifest } = election;
  const { keys, quorum } = manifest?.payload.witnesses ?? { keys: [], quorum: 0 };
  const witnesses = await Promise.all(keys.map((text) => parseWitnessKey(text, "witness")));
  checkSigners(signed, key, witnesses, report);
  await report.holds("C03.4", PLACE, () => openNote(note, key));
  if (checkpoint.size !== leaves.length)
    report.fail("C03.5", PLACE, `of ${checkpoint.size} entries, but the record has ${leaves.length}`);
  else if (!isSameBytes(await treeRoot(leaves), checkpoint.root))
    report.fail("C03.6", PLACE, "its root is not the root over the entries");
  await checkWitnesses(signed, witnesses, quorum, report);
}

/**
 * @param {Signed} signed
 * @param {VerifierKey} key
 * @param {readonly VerifierKey[]} witnesses
 * @param {Report} report
 */
function checkSigners({ signers }, key, witnesses, report) {
  const names = new Set([key, ...witnesses].map(({ name }) => name));
  const isKnownOnce = signers.every((name) => names.delete(name));
  if (!isKnownOnce)
    report.fail("C03.3", PLACE, "a signature line is of neither the log nor a witness, or stands twice");
}

/**
 * @param {Signed} signed
 * @param {readonly VerifierKey[]} witnesses
 * @param {number} quorum
 * @param {Report} report
 */
async function checkWitnesses({ note, signers }, witnesses, quorum, report) {
  let count = 0;
  for (const witness of witnesses.filter(({ name }) => signers.includes(name))) {
    const time = await report.holds("C03.9", `witness ${witness.name}`, () =>
      openCosignature(note, witness),
    );
    if (time !== undefined) count += 1;
  }
  if (count < quorum)
    report.fail("C03.9", PLACE, `signed by ${count} witnesses, but the manifest asks for ${quorum}`);
}

/**
 * @param {Election} election
 * @param {string} note
 * @param {VerifierKey} key
 * @param {Report} report
 */
async function checkKept({ leaves }, note, key, report) {
  const kept = await report.holds("C03.7", KEPT, async () => {
    const { checkpoint } = signedOf(note);
    await openNote(note, key);
    return checkpoint;
  });
  if (kept === undefined) return;
  if (kept.origin !== key.name) {
    report.fail("C03.7", KEPT, `of another origin than ${key.name}`);
    return;
  }
  const { size, root } = kept;
  if (size > leaves.length)
    report.fail("C03.8", KEPT, `of ${size} entries, but the record has only ${leaves.length}`);
  else if (!isSameBytes(await treeRoot(leaves.slice(0, size)), root))
    report.fail("C03.8", KEPT, `the record's first ${size} entries have another root`);
  report.summarize("C03", `${leaves.length} entries, continues the kept checkpoint of ${size}`);
}
