/**
 * C06 Voter roll. C06.1 is tried while the payload is read, C06.5 with the ballots.
 * Source: docs/spec/verification.md.
 * @module
 */

import { encodeHex } from "../../crypto/encoding.js";
import { isVote } from "../rows.js";

/** @typedef {import("../election.js").Election} Election */
/** @typedef {import("../report.js").Report} Report */

/**
 * @param {Election} election
 * @param {Report} report
 */
export function checkRoll({ roll, manifest, freeze, rows }, report) {
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
  for (const row of rows.filter(isVote)) {
    if (!voters.has(/** @type {string} */ (row.entry.credential)))
      report.fail("C06.4", row.place, "its credential is not on the roll");
  }
  report.summarize("C06", `${voters.size} voters`);
}
