/**
 * C06 Voter roll. C06.1 and C06.6 are tried while the payloads are read, C06.5 with the ballots.
 * Source: docs/spec/verification.md.
 * @module
 */

import { encodeHex } from "../../crypto/encoding.js";
import { VoterRoll } from "../../crypto/voter-roll.js";
import { isVote } from "../rows.js";

/** @typedef {import("../election.js").Election} Election */
/** @typedef {import("../report.js").Report} Report */
/** @typedef {import("../rows.js").Row} Row */

const FAULTS = Object.freeze({
  "not on the roll": ["C06.7", "the old credential is not on the roll"],
  "known before": ["C06.8", "the new credential was on the roll before"],
});

/**
 * One that stands before the freeze or behind the close fails C04.1 and changes nothing: behind the close it would
 * undo what is counted.
 * @param {Election} election
 * @returns {Row[]} the entries that change the roll
 */
function changingRows(election) {
  const start = election.first("freeze")?.index ?? Infinity;
  const end = election.first("close")?.index ?? Infinity;
  return election.rows.filter(
    ({ index, entry }) => entry.type === "roll-change" && start < index && index < end,
  );
}

/**
 * @param {Election} election
 * @returns {boolean} whether the roll is changed anywhere
 */
export function isRollChanged(election) {
  return changingRows(election).length > 0;
}

/**
 * @param {Election} election
 * @param {Report} report
 * @returns {VoterRoll | undefined} with all changes, nothing if one of them or the roll cannot be read
 */
export function followRoll(election, report) {
  if (election.roll === undefined) return undefined;
  const rows = changingRows(election);
  const read = election.rollChanges.filter(({ row }) => rows.includes(row));
  if (read.length < rows.length) return undefined;
  const roll = new VoterRoll(election.roll.payload.voters);
  for (const { row, payload } of read) {
    for (const { position, fault } of roll.change(row.index, payload.changes)) {
      const [sentence, words] = FAULTS[fault];
      report.fail(sentence, row.place, `changes[${position}]: ${words}`);
    }
  }
  return roll;
}

/**
 * @param {Election} election
 * @param {VoterRoll | undefined} followed what followRoll returned
 * @param {Report} report
 */
export function checkRoll({ roll, manifest, freeze, rows }, followed, report) {
  if (roll === undefined || manifest === undefined) {
    report.leave("C06", "there is no roll or no manifest that can be read");
    return;
  }
  const { voters } = roll.payload;
  const styles = manifest.payload.styles.length;
  let number = 0;
  for (const { style } of voters.values()) {
    if (style > styles)
      report.fail("C06.2", roll.row.place, `voters[${number}]: style ${style}, but there are ${styles}`);
    number += 1;
  }
  if (freeze === undefined) report.leave("C06", "there is no freeze that can be read");
  else if (encodeHex(freeze.payload.roll) !== roll.row.hash)
    report.fail("C06.3", freeze.row.place, "names another roll");
  if (followed === undefined) {
    report.leave("C06", "a change of the roll cannot be read");
    return;
  }
  for (const row of rows.filter(isVote)) checkVoter(row, followed, report);
  report.summarize("C06", summaryOf(followed));
}

/**
 * @param {Row} row of a ballot or a test
 * @param {VoterRoll} roll
 * @param {Report} report
 */
function checkVoter({ index, place, entry }, roll, report) {
  const credential = String(entry.credential);
  if (roll.voter(credential) === undefined)
    report.fail("C06.4", place, "its credential is not on the roll");
  else if (!roll.holds(credential, index))
    report.fail("C06.9", place, "its credential is not on the roll at this entry");
}

/**
 * @param {VoterRoll} roll
 * @returns {string}
 */
function summaryOf({ size, reissued, revoked }) {
  const changes = reissued + revoked > 0 ? `, ${reissued} codes issued again, ${revoked} taken off` : "";
  return `${size} voters${changes}`;
}
