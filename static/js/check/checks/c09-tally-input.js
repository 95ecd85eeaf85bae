/**
 * C09 Tally input. C09.1 is tried while the payload is read.
 * Source: docs/spec/verification.md.
 * @module
 */

/** @typedef {import("../election.js").Election} Election */
/** @typedef {import("../report.js").Report} Report */

/**
 * @param {Election} election
 * @param {import("../../crypto/voter-roll.js").VoterRoll | undefined} roll
 * @param {readonly number[] | undefined} counted entries of the ballots that count
 * @param {Report} report
 */
export function checkTallyInput(election, roll, counted, report) {
  const { tallyInput } = election;
  const close = election.first("close");
  if (tallyInput === undefined || close === undefined) {
    report.leave("C09", "there is no close, or no tally input that can be read");
    return;
  }
  const { row, payload } = tallyInput;
  if (payload.size !== close.index + 1)
    report.fail("C09.2", row.place, `size ${payload.size}, but close is entry ${close.index}`);
  if (counted === undefined) {
    report.leave("C09", "a change of the roll cannot be read");
    return;
  }
  const expected = new Set(counted);
  const listed = new Set(payload.counted);
  for (const index of listed) {
    if (!expected.has(index))
      report.fail("C09.3", row.place, `entry ${index} is listed, but does not count`);
  }
  for (const index of expected) {
    if (!listed.has(index)) report.fail("C09.3", row.place, `entry ${index} is left out`);
  }
  const ballots = election.rows.filter(({ entry }) => entry.type === "ballot");
  const gone = ballots.filter(({ entry }) => roll?.isGone(String(entry.credential))).length;
  const replaced = ballots.length - counted.length - gone;
  const more = gone > 0 ? `, ${gone} of voters taken off` : "";
  report.summarize("C09", `${counted.length} counted, ${replaced} replaced${more}`);
}
